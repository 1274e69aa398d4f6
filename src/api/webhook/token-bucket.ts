import { SECOND_US, type Us } from '../../core/base/time.ts';

export interface Rate {
  /** Calls a second that may go on for ever. */
  readonly perSecond: number;
  /** Calls at once, after a rest. */
  readonly burst: number;
}

/** So many calls a second, with room for a burst. The time comes from an even clock. */
export class TokenBucket {
  private readonly rate: Rate;
  private tokens: number;
  private atUs: Us;

  constructor(rate: Rate, nowUs: Us) {
    this.rate = rate;
    this.tokens = rate.burst;
    this.atUs = nowUs;
  }

  /** 0 when the call may go ahead; otherwise after how many seconds the next one may, at least 1. */
  take(nowUs: Us): number {
    const seconds = this.seconds(nowUs);
    if (seconds === 0) this.tokens -= 1;
    return seconds;
  }

  /** The same without taking it. */
  seconds(nowUs: Us): number {
    this.refill(nowUs);
    return this.tokens < 1 ? Math.max(1, Math.ceil((1 - this.tokens) / this.rate.perSecond)) : 0;
  }

  private refill(nowUs: Us): void {
    const passed = Math.max(0, nowUs - this.atUs) / SECOND_US;
    this.tokens = Math.min(this.rate.burst, this.tokens + passed * this.rate.perSecond);
    this.atUs = nowUs;
  }
}
