import type { BacktestResult } from '../../../backtest/result.ts';
import { differences } from './compact.ts';

/** Which way each agent, and what was allowed, pointed over time: changes only. */
export interface Stances {
  /** By drawn instrument; then by agent in the run's order, the decision last. */
  readonly lanes: readonly (readonly Lane[])[];
  /** There were more changes than a page holds: short ones are left out. */
  readonly sampled: boolean;
}

/** Differences of seconds, and the way from there on: 1 long, 0 flat, -1 short, null asleep. */
type Lane = readonly [readonly number[], readonly (number | null)[]];

const CHANGES_MAX = 24_000;

export function stances(
  { recording: { decisions, votes }, agents }: BacktestResult,
  places: readonly number[],
): Stances {
  const slots = new Map(places.map((place, slot) => [place, slot]));
  const lanes = places.map(() => Array.from({ length: agents.length + 1 }, () => new Changes()));
  const rowOf = new Map<number, number>();
  for (let row = 0; row < decisions.count; row++) {
    rowOf.set(decisions.id[row], row);
    const slot = slots.get(decisions.instrument[row]);
    if (slot !== undefined)
      lanes[slot][agents.length].add(decisions.tsUs[row], Math.sign(decisions.allowedLots[row]) + 0);
  }
  for (let vote = 0; vote < votes.count; vote++) {
    const row = rowOf.get(votes.decision[vote]);
    const slot = row === undefined ? undefined : slots.get(decisions.instrument[row]);
    if (row === undefined || slot === undefined) continue;
    const asleep = votes.awake[vote] === 0 || Number.isNaN(votes.targetLots[vote]);
    lanes[slot][votes.agent[vote]].add(decisions.tsUs[row], asleep ? null : Math.sign(votes.targetLots[vote]) + 0);
  }
  const all = lanes.flat();
  const total = all.reduce((sum, { seconds }) => sum + seconds.length, 0);
  const sampled = total > CHANGES_MAX;
  if (sampled) for (const lane of all) lane.sample(Math.max(50, Math.floor(CHANGES_MAX / all.length)));
  return {
    lanes: lanes.map((owners) => owners.map(({ seconds, ways }) => [differences(seconds), ways] as const)),
    sampled,
  };
}

/** One lane: where the way changes. */
class Changes {
  seconds: number[] = [];
  ways: (number | null)[] = [];

  add(tsUs: number, way: number | null): void {
    if (this.ways.length > 0 && this.ways.at(-1) === way) return;
    this.seconds.push(Math.floor(tsUs / 1e6));
    this.ways.push(way);
  }

  /** At most `count` changes: of a stretch of equal length each, the way it ends with. */
  sample(count: number): void {
    const { seconds, ways } = this;
    if (seconds.length <= count) return;
    const first = seconds[0];
    const width = (seconds[seconds.length - 1] - first) / (count - 1);
    this.seconds = [];
    this.ways = [];
    for (let i = 0; i < seconds.length; i++) {
      const stretch = Math.floor((seconds[i] - first) / width);
      const last = i + 1 === seconds.length || Math.floor((seconds[i + 1] - first) / width) > stretch;
      if (!last || (this.ways.length > 0 && this.ways.at(-1) === ways[i])) continue;
      this.seconds.push(seconds[i]);
      this.ways.push(ways[i]);
    }
  }
}
