import { describe, expect, it } from 'vitest';
import { BarEvent } from '../model/bar.ts';
import { makeInstrument } from '../model/instrument.ts';
import type { OrderTerms } from '../model/order.ts';
import { QuoteEvent } from '../model/quote.ts';
import { Reports } from '../model/report.ts';
import { TradeEvent } from '../model/trade.ts';
import { MixedVenue } from './mixed-venue.ts';
import { DEFAULTS, setBar, THREE_BAR_SESSIONS } from './venue-bench.twin.ts';

const one = { units: 1n, scale: 0 };
const BARS = 0;
const QUOTES = 1;

function makeVenue(): MixedVenue {
  const instruments = ['A', 'B'].map((name, i) =>
    makeInstrument({ name, currency: 'USD', tickSize: one, lotSize: one }, i),
  );
  const calendars = [THREE_BAR_SESSIONS, THREE_BAR_SESSIONS];
  return new MixedVenue(instruments, calendars, [2, 2], [false, true], { bars: DEFAULTS, quotes: DEFAULTS });
}

const market = (instrument: number): OrderTerms => ({
  instrument,
  side: 1,
  lots: 5,
  type: 'market',
  timeInForce: 'GTC',
});
const limit = (instrument: number): OrderTerms => ({ ...market(instrument), type: 'limit', limitTicks: 90 });

function said(reports: Reports): string[] {
  const lines = Array.from({ length: reports.count }, (_, i) => {
    const { kind, orderId, fillId, priceTicks } = reports.at(i);
    return `${kind} ${orderId}${kind === 'filled' ? ` as ${fillId} @ ${priceTicks}` : ''}`;
  });
  reports.clear();
  return lines.filter((line) => !line.startsWith('accepted'));
}

function quoteAt(tsUs: number, instrument: number): QuoteEvent {
  const sizes = { bidTicks: 98, bidLots: 50, askTicks: 100, askLots: 50 };
  return Object.assign(new QuoteEvent(), { tsUs, instrument, ...sizes });
}

describe('a venue of bars and of quotes', () => {
  it('fills each instrument by its own data, numbers fills together, and is saved as one', () => {
    let venue = makeVenue();
    const reports = new Reports();
    venue.submit(1, market(BARS), 0, reports);
    venue.submit(2, market(QUOTES), 0, reports);
    venue.quote(quoteAt(0, BARS), reports);
    venue.quote(quoteAt(0, QUOTES), reports);
    expect(said(reports)).toEqual(['filled 2 as 1 @ 100']);
    const saved = JSON.stringify(venue.save());
    venue = makeVenue();
    venue.load(JSON.parse(saved));
    const bar = setBar(new BarEvent(), 0, [50, 51, 49, 50]);
    venue.open(bar, reports);
    expect(said(reports)).toEqual(['filled 1 as 2 @ 50']);
    venue.submit(3, market(QUOTES), 10, reports);
    bar.instrument = QUOTES;
    venue.open(bar, reports);
    venue.path(bar, reports);
    venue.close(bar, reports);
    expect(said(reports)).toEqual([]);
    venue.trade(Object.assign(new TradeEvent(), { tsUs: 20, instrument: QUOTES, priceTicks: 99, lots: 1 }), reports);
    expect(said(reports)).toEqual(['filled 3 as 3 @ 100']);
  });

  it('finds an order wherever it waits', () => {
    const venue = makeVenue();
    const reports = new Reports();
    venue.submit(1, limit(BARS), 0, reports);
    venue.submit(2, limit(QUOTES), 0, reports);
    venue.submit(3, { ...limit(QUOTES), timeInForce: 'GTD', expireUs: 5 }, 0, reports);
    for (const id of [1, 2]) venue.replace(id, { lots: 4 }, 0, reports);
    for (const id of [1, 2, 9]) venue.cancel(id, 0, reports);
    expect(said(reports)).toEqual(['replaced 1', 'replaced 2', 'cancelled 1', 'cancelled 2', 'cancel-rejected 9']);
    expect(venue.nextExpiryUs).toBe(6);
    venue.expire(6, reports);
    expect(said(reports)).toEqual(['expired 3']);
  });

  it('crosses settle where their instrument trades', () => {
    const venue = makeVenue();
    const reports = new Reports();
    for (const [id, instrument] of [
      [5, BARS],
      [6, QUOTES],
      [7, QUOTES],
    ]) {
      venue.requestCrossPrice(id, instrument, 0);
    }
    venue.cancelCrossPrice(7);
    venue.quote(quoteAt(0, QUOTES), reports);
    venue.open(setBar(new BarEvent(), 0, [50, 51, 49, 50]), reports);
    expect(said(reports)).toEqual(['cross-price 6', 'cross-price 5']);
  });
});
