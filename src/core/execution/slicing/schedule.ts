import { namedRandom, whole } from '../../base/random.ts';
import { mulDiv } from '../../base/rounding.ts';
import type { Us } from '../../base/time.ts';

/** Over which time a parent is worked, and in how many steps. The end lies after the start. */
export interface Window {
  readonly startUs: Us;
  readonly endUs: Us;
  readonly steps: number;
}

/**
 * When how much of a parent should have been sent: the one thing in which the algorithms differ. It knows nothing of
 * orders and fills. `due` never falls as time goes by and lies in 0..lots; it is asked in the order of time.
 */
export interface Schedule {
  /** Lots that should have been sent by `nowUs`, of a parent of `lots`. */
  due(lots: number, nowUs: Us): number;
  /** The next moment after `nowUs` at which time alone may change what is due; +Infinity after the last. */
  nextUs(nowUs: Us): Us;
  /** The market has traded so many lots, ours not among them. */
  observe(lots: number, nowUs: Us): void;
  /** What it has seen, as JSON; empty for a schedule of time alone. */
  save(): readonly number[];
  load(state: readonly number[]): void;
}

/**
 * Lots out of a cumulative fraction: rounded to the nearest, half away from zero, so that the parts are the differences of
 * rounded sums, add up exactly, and no sum is further than half a lot from its due.
 */
function cumulativeLots(lots: number, fraction: number): number {
  if (fraction >= 1) return lots;
  return Math.min(lots, Math.round(lots * fraction));
}

/** The moments at which the steps of a window begin, each later by up to `jitter` of a step, by a stream of its own. */
export class Steps {
  private readonly window: Window;
  private readonly jitter: number;
  private readonly seed: number;
  private readonly stream: string;

  /** `stream` names the random stream; with jitter 0 none is drawn from. */
  constructor(window: Window, jitter: number, seed: number, stream: string) {
    this.window = window;
    this.jitter = jitter;
    this.seed = seed;
    this.stream = stream;
  }

  /** When step 0..steps-1 begins. */
  startUs(step: number): Us {
    const { startUs, endUs, steps } = this.window;
    const lengthUs = endUs - startUs;
    const fromUs = startUs + mulDiv(lengthUs, step, steps, 'floor');
    if (this.jitter === 0) return fromUs;
    const stepUs = startUs + mulDiv(lengthUs, step + 1, steps, 'floor') - fromUs;
    return fromUs + whole(namedRandom(this.seed, `${this.stream}/${step}`), stepUs * this.jitter);
  }

  /** How many steps have begun by `nowUs`. */
  begun(nowUs: Us): number {
    const { startUs, endUs, steps } = this.window;
    if (nowUs < startUs) return 0;
    if (nowUs >= endUs) return steps;
    const at = Math.min(steps - 1, mulDiv(nowUs - startUs, steps, endUs - startUs, 'floor'));
    let begun = at;
    while (begun < steps && this.startUs(begun) <= nowUs) begun += 1;
    return begun;
  }

  /** The next step to begin after `nowUs`, and then the end of the window. */
  nextUs(nowUs: Us): Us {
    const { endUs, steps } = this.window;
    const begun = this.begun(nowUs);
    if (begun < steps) return this.startUs(begun);
    return nowUs < endUs ? endUs : Number.POSITIVE_INFINITY;
  }
}

/** A schedule of time alone: a cumulative fraction per step, sent as the step begins. */
export class StepSchedule implements Schedule {
  private readonly steps: Steps;
  private readonly fractions: Float64Array;

  /** `fractions[k]`: of the parent, by the end of step k; they never fall, and the last is 1. */
  constructor(steps: Steps, fractions: Float64Array) {
    this.steps = steps;
    this.fractions = fractions;
  }

  due(lots: number, nowUs: Us): number {
    const begun = this.steps.begun(nowUs);
    return begun === 0 ? 0 : cumulativeLots(lots, this.fractions[begun - 1]);
  }

  nextUs(nowUs: Us): Us {
    return this.steps.nextUs(nowUs);
  }

  observe(): void {}

  save(): readonly number[] {
    return [];
  }

  load(): void {}
}
