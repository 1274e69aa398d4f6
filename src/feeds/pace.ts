import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { Clock } from '../telemetry/clock.ts';

/**
 * When an event is due: `speed` times as fast as it was, or at once (`max`, Infinity). Every moment is counted from the first
 * event, so that nothing adds up to a drift. After a pause (a slow reader, a machine asleep) what is overdue comes at
 * once, until the feed is where it would have been; nothing is skipped. Hours in which nothing happened pass at that speed too.
 */
export class Pace {
  readonly speed: number;
  private readonly clock: Clock;
  private firstUs: Us = Number.NaN;
  private startUs: Us = 0;

  constructor(clock: Clock, speed: number) {
    this.clock = clock;
    this.speed = speed;
  }

  /** How long until an event of this time is due; 0 when it is. The first one asked about is due. */
  waitMs(tsUs: Us): number {
    if (this.speed === Number.POSITIVE_INFINITY) return 0;
    if (Number.isNaN(this.firstUs)) {
      this.firstUs = tsUs;
      this.startUs = this.clock.steadyUs();
    }
    const dueUs = this.startUs + (tsUs - this.firstUs) / this.speed;
    return Math.max(0, (dueUs - this.clock.steadyUs()) / 1_000);
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
