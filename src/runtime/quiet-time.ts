import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import { expiryUs } from '../core/orders/time-in-force.ts';
import type { Clock } from '../telemetry/clock.ts';

/** How the time of a market goes on while nothing comes from it. */
export interface MarketPace {
  /** Event time per time of the steady clock. */
  readonly factor: number;
  /** An event may come so much later than it happened. */
  readonly lateUs: Us;
  /** Events bear the time of day: there is no market that could be behind it. */
  readonly isTimeOfDay: boolean;
}

/** An intent from outside waits no longer than this for an instant of the market's own. */
const DEADLINE_US = 250_000;
/** An event loop that is busy is late by less. */
const MARGIN_US = 100_000;

/**
 * The time of a market in which nothing happens, and what is due in it: timers and slices, the end of an order's life, an intent
 * from outside, the end of a voting window. It is never ahead of the next event of a feed that keeps its pace, so that an instant
 * which it asks for is the one that the next event would have made, only not late.
 */
export class QuietTime {
  private readonly clock: Clock;
  private readonly engine: Engine;
  private readonly pace: MarketPace;
  private factor: number;
  /** Event time at a moment of the steady clock; NaN: not known until the next event. */
  private baseUs: Us;
  private steadyUs: Us;
  /** When an intent came from outside, by the steady clock; Infinity: none waits. */
  private askedUs = Number.POSITIVE_INFINITY;
  private windowUs: Us = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, engine: Engine, pace: MarketPace) {
    this.clock = clock;
    this.engine = engine;
    this.pace = pace;
    this.factor = pace.factor;
    const { nowUs } = engine.account;
    this.baseUs = pace.isTimeOfDay ? Math.max(nowUs, clock.nowUs()) : nowUs;
    this.steadyUs = clock.steadyUs();
  }

  /** An event of the market has come. */
  heard(tsUs: Us): void {
    this.baseUs = tsUs;
    this.steadyUs = this.clock.steadyUs();
    this.factor = this.pace.factor;
  }

  /** An intent has come from outside: it wants an instant. */
  asked(): void {
    this.askedUs = Math.min(this.askedUs, this.clock.steadyUs());
  }

  /**
   * What time it is in the market, at least, while nothing waits to be fetched from it; that of the last input where that is all
   * that is known. An event that is due now may be a little late, and is not to be overtaken.
   */
  get nowUs(): Us {
    const { nowUs } = this.engine.account;
    const atUs = this.timeAt(this.clock.steadyUs() - MARGIN_US);
    return Number.isNaN(atUs) ? nowUs : Math.max(nowUs, atUs);
  }

  /** The moment of the instant to be made now; undefined: none is due. What it returns is the caller's to do. */
  take(): Us | undefined {
    const passedUs = this.timeAt(this.clock.steadyUs());
    if (Number.isNaN(passedUs)) return undefined;
    const { engine } = this;
    const next = engine.account.nowUs + 1;
    const dueUs = this.nextUs;
    if (dueUs <= passedUs) {
      if (dueUs === this.windowUs) this.windowUs = Number.POSITIVE_INFINITY;
      return Math.max(dueUs, next);
    }
    if (this.clock.steadyUs() - this.askedUs < DEADLINE_US || this.askedUs === Number.POSITIVE_INFINITY)
      return undefined;
    const atUs = Math.max(this.timeAt(this.askedUs + DEADLINE_US), next);
    this.askedUs = Number.POSITIVE_INFINITY;
    const { windowUs = 0 } = engine.account.consensus.config;
    if (windowUs > 0) this.windowUs = atUs + windowUs;
    return atUs;
  }

  /** An instant of the market's own has done what an intent from outside waited for. */
  passed(): void {
    if (this.askedUs === Number.POSITIVE_INFINITY) return;
    this.askedUs = Number.POSITIVE_INFINITY;
    const { windowUs = 0 } = this.engine.account.consensus.config;
    if (windowUs > 0) this.windowUs = this.engine.account.nowUs + windowUs;
  }

  /** How long until `take` is worth asking, Infinity where nothing is due. */
  get waitMs(): number {
    const passedUs = this.timeAt(this.clock.steadyUs());
    if (Number.isNaN(passedUs)) return Number.POSITIVE_INFINITY;
    const askedUs = this.askedUs + DEADLINE_US - this.clock.steadyUs();
    // Whole microseconds of the clock: where time goes fast, the next one of the market is less than one of them away.
    const leftUs = Math.ceil(Math.min(askedUs, (this.nextUs - passedUs) / this.factor));
    return Math.max(0, leftUs) / 1_000;
  }

  /** Event time at a moment of the steady clock: up to there none of the feed's events is missing. NaN where that is not known. */
  private timeAt(steadyUs: Us): Us {
    const { factor, lateUs } = this.pace;
    // The feed has turned to another speed somewhere since.
    if (factor !== this.factor) this.baseUs = Number.NaN;
    return Math.floor(this.baseUs + Math.max(0, steadyUs - this.steadyUs) * factor - lateUs);
  }

  private get nextUs(): Us {
    return Math.min(this.engine.nextTimerUs, this.windowUs, this.nextEndUs());
  }

  /** One microsecond behind the end: at that very moment an order may still fill. */
  private nextEndUs(): Us {
    const { account } = this.engine;
    let endUs = Number.POSITIVE_INFINITY;
    if (account.orders.liveCount === 0) return endUs;
    const { calendars } = account.spec;
    for (const { terms, createdUs } of account.orders.live()) {
      const atUs = expiryUs(terms, createdUs, calendars[terms.instrument]);
      // The venue was told of those before, and where it was away it is told by the next event.
      if (atUs >= account.nowUs) endUs = Math.min(endUs, atUs + 1);
    }
    return endUs;
  }
}
