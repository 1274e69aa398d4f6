import type { Us } from '../base/time.ts';
import type { Calendar, Session } from '../market/calendar.ts';
import { BarEvent } from '../model/bar.ts';
import { makeInstrument } from '../model/instrument.ts';
import type { OrderTerms } from '../model/order.ts';
import { Reports } from '../model/report.ts';
import { BarVenue, type VenueOptions } from './bar-venue.ts';
import { noFees } from './fees.ts';
import type { OrderChanges } from './order-entry.ts';
import { noSlippage } from './slippage.ts';

/** The length of a bar of the bench; bar n runs from n x INTERVAL to (n + 1) x INTERVAL. */
export const INTERVAL = 1000;

export const DEFAULTS: VenueOptions = {
  fill: 'next-open',
  limitFill: 'through',
  bothHit: 'stop-first',
  participation: undefined,
  latencyUs: 0,
  slippage: noSlippage(),
  fees: noFees(),
};

/** Sessions of three bars, one after the other. */
export const THREE_BAR_SESSIONS = {
  sessionAt: (tsUs: Us): Session => sessionFrom(Math.ceil(tsUs / (3 * INTERVAL)) - 1),
  nextSession: (fromUs: Us): Session => sessionFrom(Math.ceil(fromUs / (3 * INTERVAL))),
} as Calendar;

function sessionFrom(index: number): Session {
  return { openUs: index * 3 * INTERVAL, closeUs: (index + 1) * 3 * INTERVAL, date: '', half: false };
}

const one = { units: 1n, scale: 0 };

/** A tick is 1, a lot is 1, a currency has cents. */
export const UNIT_INSTRUMENT = makeInstrument({ name: 'X', currency: 'USD', tickSize: one, lotSize: one }, 0);

/** Open, high, low, close, all in ticks. */
export type Prices = readonly [open: number, high: number, low: number, close: number];

interface BarMore {
  volume?: number;
  /** How far the ask lies above the bid, which is at the given prices. */
  spread?: number;
}

export function setBar(bar: BarEvent, index: number, prices: Prices, more: BarMore = {}): BarEvent {
  const { volume = Number.NaN, spread = 0 } = more;
  bar.openUs = index * INTERVAL;
  bar.tsUs = bar.openUs + INTERVAL;
  bar.volume = volume;
  [bar.bidOpen, bar.bidHigh, bar.bidLow, bar.bidClose] = prices;
  [bar.askOpen, bar.askHigh, bar.askLow, bar.askClose] = prices.map((price) => price + spread);
  [bar.open, bar.high, bar.low, bar.close] = prices.map((price) => price + spread / 2);
  return bar;
}

/** A venue with one instrument, driven bar by bar; what it says reads like `filled 1: 10 @ 100`. */
export class VenueBench {
  readonly venue: BarVenue;
  readonly reports = new Reports();
  private readonly bar = new BarEvent();
  private index = -1;

  constructor(options: Partial<VenueOptions> = {}) {
    this.venue = new BarVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], { ...DEFAULTS, ...options });
  }

  /** The instant between the last bar and the next. */
  get nowUs(): Us {
    return (this.index + 1) * INTERVAL;
  }

  submit(id: number, terms: Partial<OrderTerms>, nowUs: Us = this.nowUs): this {
    const base = { instrument: 0, side: 1, lots: 10, type: 'market', timeInForce: 'GTC' } as const;
    this.venue.submit(id, { ...base, ...terms }, nowUs, this.reports);
    return this;
  }

  replace(id: number, changes: OrderChanges, nowUs: Us = this.nowUs): this {
    this.venue.replace(id, changes, nowUs, this.reports);
    return this;
  }

  cancel(id: number): this {
    this.venue.cancel(id, this.nowUs, this.reports);
    return this;
  }

  /** The instant at which the last bar ends and this one starts, from its close to its opens. */
  open(prices: Prices, more: BarMore = {}): this {
    if (this.index >= 0) this.venue.close(this.bar, this.reports);
    this.venue.expire(this.nowUs, this.reports);
    this.index += 1;
    this.venue.open(setBar(this.bar, this.index, prices, more), this.reports);
    return this;
  }

  path(): this {
    this.venue.path(this.bar, this.reports);
    return this;
  }

  run(prices: Prices, more: BarMore = {}): this {
    return this.open(prices, more).path();
  }

  /** What the venue said since the last call, without its acknowledgements. */
  said(): string[] {
    const lines: string[] = [];
    for (let i = 0; i < this.reports.count; i++) {
      const { kind, orderId, priceTicks, lots, reason } = this.reports.at(i);
      if (kind === 'accepted') continue;
      const size = lots > 0 ? `${lots} @ ${priceTicks}` : priceTicks === 0 ? reason : `@ ${priceTicks}`;
      lines.push(size === '' ? `${kind} ${orderId}` : `${kind} ${orderId}: ${size}`);
    }
    this.reports.clear();
    return lines;
  }
}
