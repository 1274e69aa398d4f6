import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { Clock } from '../telemetry/clock.ts';

/** A factor that may be another from one moment to the next; Infinity stays what it is. */
export interface Speed {
  readonly factor: number;
}

/** Whoever waits looks again after so long, where the speed may change. */
const LOOK_MS = 500;

/**
 * When an event is due: `speed` times as fast as it was, or at once (`max`, Infinity). Every moment is counted from the first
 * event, or from where the feed was when its speed changed, so that nothing adds up to a drift. After a pause (a slow reader, a
 * machine asleep) what is overdue comes at once, until the feed is where it would have been; nothing is skipped. Hours in
 * which nothing happened pass at that speed too.
 */
export class Pace {
  private readonly clock: Clock;
  private readonly speed: number | Speed;
  private factor: number;
  private firstUs: Us = Number.NaN;
  private startUs: Us = 0;

  constructor(clock: Clock, speed: number | Speed) {
    this.clock = clock;
    this.speed = speed;
    this.factor = typeof speed === 'number' ? speed : speed.factor;
  }

  /** How long until an event of this time is due, or its speed is to be looked at again; 0 when it is due. The first one asked about is. */
  waitMs(tsUs: Us): number {
    if (this.factor === Number.POSITIVE_INFINITY) return 0;
    if (Number.isNaN(this.firstUs)) {
      this.firstUs = tsUs;
      this.startUs = this.clock.steadyUs();
    }
    const { speed } = this;
    if (typeof speed === 'number') return this.leftMs(tsUs);
    if (speed.factor !== this.factor) this.turn(speed.factor);
    return Math.min(this.leftMs(tsUs), LOOK_MS);
  }

  private leftMs(tsUs: Us): number {
    const dueUs = this.startUs + (tsUs - this.firstUs) / this.factor;
    return Math.max(0, (dueUs - this.clock.steadyUs()) / 1_000);
  }

  private turn(factor: number): void {
    const nowUs = this.clock.steadyUs();
    this.firstUs += (nowUs - this.startUs) * this.factor;
    this.startUs = nowUs;
    this.factor = factor;
  }
}

/** '1', '60x', 'max'. */
export function parseSpeed(text: string, field = 'speed'): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d+)?)x?$/.exec(text);
  const speed = match === null ? 0 : Number(match[1]);
  if (speed > 0 && speed <= 1_000_000) return speed;
  throw new Fault('usage', `${field}: expected a factor such as 1 or 60, up to 1,000,000, or max, was "${text}"`);
}
