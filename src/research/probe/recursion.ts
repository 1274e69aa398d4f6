import type { Us } from '../../core/base/time.ts';
import { isNear } from './differences.ts';
import { type Step, StepKind } from './trace.ts';

/** A run that started later, held against the whole one, for one agent and instrument. */
export interface Recursion {
  /** Decisions of both runs while they stood alike, after the warm-up, that were the same. */
  readonly agreed: number;
  readonly parted: readonly Parting[];
  /** Decisions that differed while the runs stood alike without having come there together: their history may be why. */
  readonly unclear: number;
}

export interface Parting {
  readonly atUs: Us;
  readonly bars: number;
  readonly whole: Step | undefined;
  readonly later: Step | undefined;
}

export interface RecursionOptions {
  readonly startUs: Us;
  /** Bars of the instrument from the start to a moment. */
  readonly barsTo: (us: Us) => number;
  readonly warmupBars: number;
  /** Of sizes, relative. */
  readonly tolerance: number;
}

/** What an agent holds to in an instrument, and since when; NaN: it has not said. */
interface Stance {
  direction: number;
  sinceUs: Us;
}

/**
 * Compares decisions about one instrument. A strategy may act by what it holds (enter below 30, leave above 55), and that has
 * a history: so decisions count where both runs stand alike, because they came there at the same moment or are both flat.
 * There each change of direction must be made by both at once, and each size must agree.
 */
export function compareRecursion(
  whole: readonly Step[],
  later: readonly Step[],
  { startUs, barsTo, warmupBars, tolerance }: RecursionOptions,
): Recursion {
  const parted: Parting[] = [];
  let agreed = 0;
  let unclear = 0;
  const one: Stance = { direction: Number.NaN, sinceUs: Number.NaN };
  const other: Stance = { direction: Number.NaN, sinceUs: Number.NaN };
  for (const [atUs, mine, its] of moments(whole, later)) {
    const alike = one.direction === other.direction;
    const together = alike && (one.sinceUs === other.sinceUs || one.direction === 0);
    const moved = take(one, mine, atUs);
    const movedToo = take(other, its, atUs);
    const bars = atUs <= startUs ? 0 : barsTo(atUs);
    if (bars < warmupBars || bars === 0 || !alike || isExit(mine) || isExit(its)) continue;
    const same = Object.is(one.direction, other.direction);
    if (!together) unclear += same ? 0 : 1;
    else if (!same) parted.push({ atUs, bars, whole: mine, later: its });
    else if (mine !== undefined && its !== undefined && !isNear(mine, its, tolerance))
      parted.push({ atUs, bars, whole: mine, later: its });
    else if (moved || movedToo) agreed += 1;
  }
  return { agreed, parted, unclear };
}

function take(stance: Stance, step: Step | undefined, atUs: Us): boolean {
  if (step === undefined) return false;
  const direction = Math.sign(step.lots);
  if (Object.is(direction + 0, stance.direction)) return false;
  stance.direction = direction + 0;
  stance.sinceUs = atUs;
  return true;
}

function isExit(step: Step | undefined): boolean {
  return step?.kind === StepKind.exit;
}

/** Each moment at which one of them decided, with the last thing that each said then. */
function* moments(
  whole: readonly Step[],
  later: readonly Step[],
): Generator<readonly [Us, Step | undefined, Step | undefined]> {
  let [i, k] = [0, 0];
  while (i < whole.length || k < later.length) {
    const atUs = Math.min(whole[i]?.tsUs ?? Infinity, later[k]?.tsUs ?? Infinity);
    let mine: Step | undefined;
    let its: Step | undefined;
    for (; i < whole.length && whole[i].tsUs === atUs; i++) mine = whole[i];
    for (; k < later.length && later[k].tsUs === atUs; k++) its = later[k];
    yield [atUs, mine, its];
  }
}
