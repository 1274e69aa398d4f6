import { towardZero } from '../../base/rounding.ts';
import type { Us } from '../../base/time.ts';
import type { Schedule, Steps } from './schedule.ts';

/**
 * Percentage of volume: ρ/(1−ρ) of what others trade from the start on, so that ours is ρ of all. What is due follows the
 * volume one step behind: volume counts from the step on that begins after it was traded, so that a child answers a step's
 * volume and not every print.
 */
export class Pov implements Schedule {
  private readonly steps: Steps;
  private readonly ratio: number;
  /** Others' lots in all, and those of them that count; which step was the last to begin. */
  private seen = 0;
  private counted = 0;
  private begun = 0;

  /** `participation` ρ lies in (0, 1). */
  constructor(steps: Steps, participation: number) {
    this.steps = steps;
    this.ratio = participation / (1 - participation);
  }

  due(lots: number, nowUs: Us): number {
    this.advance(nowUs);
    return Math.min(lots, towardZero(this.ratio * this.counted));
  }

  nextUs(nowUs: Us): Us {
    return this.steps.nextUs(nowUs);
  }

  observe(lots: number, nowUs: Us): void {
    this.advance(nowUs);
    if (this.begun > 0) this.seen += lots;
  }

  save(): readonly number[] {
    return [this.seen, this.counted, this.begun];
  }

  load([seen, counted, begun]: readonly number[]): void {
    this.seen = seen;
    this.counted = counted;
    this.begun = begun;
  }

  private advance(nowUs: Us): void {
    const begun = this.steps.begun(nowUs);
    if (begun === this.begun) return;
    this.begun = begun;
    this.counted = this.seen;
  }
}
