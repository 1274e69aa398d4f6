import type { Us } from '../core/base/time.ts';

/** Takes a timer back. Once it has fired, or been taken back, this does nothing. */
export type Cancel = () => void;

/**
 * Time as the shell sees it: passed in wherever time is read or waited for, so that tests and the simulator bring their own.
 * What is written down is `nowUs`; how long something took, or lasts, is told by `steadyUs` alone.
 */
export interface Clock {
  /** The time of day, UTC. Somebody may set it, back too. */
  nowUs(): Us;
  /** Goes on evenly and never back; only differences mean something, and only inside one process. */
  steadyUs(): Us;
  /** Calls once, this many milliseconds later or soon after, never before this call has returned. */
  after(ms: number, call: () => void): Cancel;
}

/** Node keeps a timer's length in 31 bits, and fires at once what is longer. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** How far the even clock may stray from the time of day before it is set again. */
const STRAY_US = 10_000;

/** The machine's own time, in microseconds. A timer keeps the process alive until it has fired or is taken back. */
export class RealClock implements Clock {
  private offsetUs = Number.NaN;

  /** `Date.now` is followed, with the digits below a millisecond that it lacks. */
  nowUs(): Us {
    const steadyUs = this.steadyUs();
    const dayUs = Date.now() * 1_000;
    if (!(Math.abs(steadyUs + this.offsetUs - dayUs) <= STRAY_US)) this.offsetUs = dayUs - steadyUs;
    return steadyUs + this.offsetUs;
  }

  steadyUs(): Us {
    return Math.round(performance.now() * 1_000);
  }

  after(ms: number, call: () => void): Cancel {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (left: number): void => {
      timer =
        left > TIMER_MS_MAX ? setTimeout(wait, TIMER_MS_MAX, left - TIMER_MS_MAX) : setTimeout(call, Math.max(0, left));
    };
    wait(ms);
    return () => clearTimeout(timer);
  }
}

/** Resolves after this long. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
