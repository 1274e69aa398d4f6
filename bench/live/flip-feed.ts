import type { Feed } from '../../src/feeds/feed.ts';
import { MarketEvent, MarketKind } from '../../src/feeds/feed.ts';
import type { Clock } from '../../src/telemetry/clock.ts';

const MINUTE_US = 60_000_000;
const START_US = 1_600_000_020_000_000;
const TICKS = 10_000;

/** A bar of each instrument and the end of their instant, over and over: `perSecond` instants, or as fast as they are taken; until so many, or for so long. */
export class FlipFeed implements Feed {
  /** When the first bar of the instant under way was handed out, by the steady clock. */
  handedUs = Number.NaN;
  instants = 0;
  private readonly clock: Clock;
  private readonly instruments: number;
  private readonly perSecond: number;
  private readonly last: number;
  private readonly lengthUs: number;
  private readonly event = new MarketEvent();
  private place = 0;
  private sequence = 0;
  private startUs = Number.NaN;
  private isStopped = false;

  constructor(clock: Clock, instruments: number, instants: number, perSecond: number, seconds = Infinity) {
    this.clock = clock;
    this.lengthUs = seconds * 1e6;
    this.instruments = instruments;
    this.last = instants;
    this.perSecond = perSecond;
  }

  private get dueUs(): number {
    return this.startUs + (this.instants * 1e6) / this.perSecond;
  }

  next(): MarketEvent | undefined {
    const { event, instruments, instants, place } = this;
    if (this.isStopped || instants >= this.last) return undefined;
    if (place === 0) {
      const nowUs = this.clock.steadyUs();
      if (Number.isNaN(this.startUs)) this.startUs = nowUs;
      if (nowUs - this.startUs > this.lengthUs) this.isStopped = true;
      if (nowUs < this.dueUs || this.isStopped) return undefined;
      this.handedUs = nowUs;
    }
    this.sequence += 1;
    event.sequence = this.sequence;
    event.tsUs = START_US + (instants + 1) * MINUTE_US;
    if (place < instruments) {
      const { bar } = event;
      // Slow waves, so that averages cross now and then.
      const price = TICKS + Math.round(500 * Math.sin((instants + 37 * place) / 150)) + (instants % 2);
      event.kind = MarketKind.bar;
      event.instrument = place;
      bar.instrument = place;
      bar.openUs = event.tsUs - MINUTE_US;
      bar.tsUs = event.tsUs;
      bar.open = bar.high = bar.low = bar.close = price;
      bar.bidOpen = bar.bidHigh = bar.bidLow = bar.bidClose = price;
      bar.askOpen = bar.askHigh = bar.askLow = bar.askClose = price;
      bar.volume = 1_000_000;
      this.place += 1;
    } else {
      event.kind = MarketKind.instant;
      event.instrument = -1;
      this.place = 0;
      this.instants += 1;
    }
    return event;
  }

  ready(): Promise<boolean> {
    if (this.isStopped || this.instants >= this.last) return Promise.resolve(false);
    const waitMs = (this.dueUs - this.clock.steadyUs()) / 1_000;
    return new Promise((resolve) => {
      // A timer of a millisecond is too coarse for a thousand ticks a second.
      if (waitMs > 2) this.clock.after(waitMs - 1, () => resolve(true));
      else setImmediate(resolve, true);
    });
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return Promise.resolve();
  }
}
