import { assert } from '../core/base/assert.ts';
import type { Us } from '../core/base/time.ts';
import type { Cancel, Clock } from './clock.ts';

interface Timer {
  readonly dueUs: Us;
  readonly call: () => void;
}

/** Time that passes when a test says so. Timers fire in the order in which they are due; of one moment, as they were set. */
export class VirtualClock implements Clock {
  private readonly timers: Timer[] = [];
  private passedUs: Us = 0;
  private dayUs: Us;

  constructor(startUs: Us = 1_700_000_000_000_000) {
    this.dayUs = startUs;
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.timers.length;
  }

  nowUs(): Us {
    return this.dayUs;
  }

  steadyUs(): Us {
    return this.passedUs;
  }

  after(ms: number, call: () => void): Cancel {
    const timer = { dueUs: this.passedUs + Math.max(0, Math.round(ms * 1_000)), call };
    let place = this.timers.length;
    while (place > 0 && this.timers[place - 1].dueUs > timer.dueUs) place -= 1;
    this.timers.splice(place, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }

  /** Somebody sets the time of day; nothing else notices. */
  setBack(us: Us): void {
    this.dayUs -= us;
  }

  /** Goes to the next timer, if there is one within this time, and fires it; says whether it did. */
  fireNext(withinMs = Number.POSITIVE_INFINITY): boolean {
    const first = this.timers.at(0);
    if (first === undefined || first.dueUs > this.passedUs + withinMs * 1_000) return false;
    this.timers.shift();
    this.pass(Math.max(0, first.dueUs - this.passedUs));
    first.call();
    return true;
  }

  /** This much time passes; after each timer whatever waits for a promise has its turn. */
  async advance(ms: number): Promise<void> {
    const untilUs = this.passedUs + Math.round(ms * 1_000);
    await settled();
    while (this.fireNext((untilUs - this.passedUs) / 1_000)) await settled();
    // Somebody else may have gone further meanwhile.
    this.pass(Math.max(0, untilUs - this.passedUs));
  }

  private pass(us: Us): void {
    assert(us >= 0, 'time does not go back');
    this.passedUs += us;
    this.dayUs += us;
  }
}

/** All promises that could settle have done so, and what they led to as well. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
