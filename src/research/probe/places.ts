import { namedRandom, whole } from '../../core/base/random.ts';
import type { Us } from '../../core/base/time.ts';
import type { RunData } from '../../backtest/run-data.ts';
import { type Step, StepKind } from './trace.ts';

/**
 * Moments to cut at: closes of bars after which no bar is in progress, where there are such. Every second one is a moment at
 * which an agent wished for something, since whoever looks ahead shows it where he acts; the others are anywhere.
 */
export function cutPlaces({ data }: RunData, steps: readonly Step[], points: number, seed: number): Us[] {
  const closes = new Set<Us>();
  const broken = new Set<Us>();
  for (const { series } of data) for (let row = 0; row < series.length; row++) closes.add(series.tsUs[row]);
  const all = [...closes].sort((a, b) => a - b);
  for (const { series } of data) {
    let at = 0;
    for (let row = 0; row < series.length; row++) {
      while (at < all.length && all[at] <= series.openUs[row]) at += 1;
      for (; at < all.length && all[at] < series.tsUs[row]; at++) broken.add(all[at]);
    }
  }
  // before the last bar there is something to take away
  const inside = all.slice(0, -1);
  const settled = inside.filter((us) => !broken.has(us));
  const anywhere = settled.length > 0 ? settled : inside;
  const usable = new Set(anywhere);
  const acted = [...new Set(steps.filter(isOwn).map(({ tsUs }) => tsUs))].filter((us) => usable.has(us));
  const random = namedRandom(seed, 'probe/places');
  const chosen = new Set<Us>();
  for (let k = 0; k < points * 4 && chosen.size < Math.min(points, anywhere.length); k++) {
    const list = k % 2 === 0 && acted.length > 0 ? acted : anywhere;
    // each in a part of its own, so that they lie all over the data
    const [low, high] = [(k % points) / points, ((k % points) + 1) / points];
    const from = Math.floor(low * list.length);
    const count = Math.max(1, Math.floor(high * list.length) - from);
    chosen.add(list[Math.min(list.length - 1, from + whole(random, count))]);
  }
  return [...chosen].sort((a, b) => a - b);
}

function isOwn({ kind }: Step): boolean {
  return kind === StepKind.target || kind === StepKind.order;
}

/** Rows in steps of which later starts lie: strategies that act each 5, 10, 12, 20 or 60 bars then keep their beat. */
const BEATS = [240, 120, 60, 20, 10, 1];

/** Moments to start after, in the first half of the longest series. */
export function laterPlaces({ data }: RunData, points: number, seed: number): Us[] {
  const { series } = data.reduce((longest, one) => (one.series.length > longest.series.length ? one : longest));
  const most = Math.floor(series.length / 2);
  const beat = BEATS.find((rows) => most / rows >= points) ?? 1;
  const steps = Math.floor(most / beat);
  const random = namedRandom(seed, 'probe/later');
  const rows = new Set<number>();
  for (let k = 0; k < points; k++) {
    const from = Math.floor((k * steps) / points);
    const count = Math.max(1, Math.floor(((k + 1) * steps) / points) - from);
    rows.add((from + whole(random, count) + 1) * beat);
  }
  return [...rows].filter((row) => row > 0 && row < series.length).map((row) => series.tsUs[row - 1]);
}
