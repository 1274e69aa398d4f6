import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../core/base/decimal.ts';
import { MINUTE_US } from '../core/base/time.ts';
import { must } from '../core/base/assert.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { BarEvent } from '../core/model/bar.ts';
import { makeInstrument } from '../core/model/instrument.ts';
import { QuoteEvent } from '../core/model/quote.ts';
import { TradeEvent } from '../core/model/trade.ts';
import { Normaliser } from './normaliser.ts';

const decimal = (text: string) => must(parseDecimal(text), text);
const instrument = makeInstrument(
  { name: 'X', currency: 'USD', tickSize: decimal('0.05'), lotSize: decimal('0.1') },
  3,
);

function bench(options: { calendar?: string; nowUs?: () => number; rounding?: 'nearest' } = {}) {
  const refused: string[] = [];
  const flagged: string[] = [];
  const normaliser = new Normaliser({
    instruments: [{ instrument, calendar: calendarOf(options.calendar) }],
    rounding: options.rounding,
    nowUs: options.nowUs,
    onRefused: (code) => refused.push(code),
    onFlag: (code) => flagged.push(code),
  });
  return { normaliser, refused, flagged };
}

const quote = { instrument: 'X', tsUs: 10, bid: '1.00', bidSize: '0.55', ask: '1.05', askSize: '2' };
const trade = { instrument: 'X', tsUs: 10, price: '1.05', size: '0.3', aggressor: -1 } as const;

function bar(minute: number, close = 1, number?: number) {
  const openUs = minute * MINUTE_US;
  const prices = ['1', '1000', '0.05', close.toFixed(2)];
  return { instrument: 'X', number, openUs, tsUs: openUs + MINUTE_US, prices, volume: '1.5' };
}

describe('a normaliser', () => {
  it('reads digits as whole ticks and lots, exactly', () => {
    const { normaliser, refused } = bench();
    const [asQuote, asTrade, asBar] = [new QuoteEvent(), new TradeEvent(), new BarEvent()];
    expect(normaliser.quote(quote, asQuote)).toBe(true);
    expect(asQuote).toMatchObject({ instrument: 3, tsUs: 10, bidTicks: 20, bidLots: 5, askTicks: 21, askLots: 20 });
    expect(asQuote.venueUs).toBeNaN();
    expect(normaliser.trade({ ...trade, venueUs: 9 }, asTrade)).toBe(true);
    expect(asTrade).toMatchObject({ instrument: 3, venueUs: 9, priceTicks: 21, lots: 3, aggressor: -1 });
    const prices = ['1.00', '1.10', '0.95', '1.05', '1.05', '1.20', '1.00', '1.10'];
    expect(normaliser.bar({ ...bar(1), prices }, asBar)).toBe(true);
    expect(asBar).toMatchObject({ instrument: 3, interval: 0, bidOpen: 20, askClose: 22, close: 21.5, volume: 1.5 });
    expect(normaliser.accepted).toBe(3);
    expect(refused).toEqual([]);
  });

  it('refuses what cannot be true, and counts it by its code', () => {
    const { normaliser, refused } = bench({ nowUs: () => 0 });
    const into = new QuoteEvent();
    const wrong = [
      [{ instrument: 'Y' }, 'instrument'],
      [{ bid: 'NaN' }, 'number'],
      [{ bid: '' }, 'number'],
      [{ ask: 'Infinity' }, 'number'],
      [{ ask: '9'.repeat(1_000_000) }, 'number'],
      [{ askSize: 'many' }, 'number'],
      [{ askSize: '1e30' }, 'number'],
      [{ tsUs: Number.NaN }, 'number'],
      [{ bid: '1.01' }, 'tick'],
      [{ bid: '0' }, 'price'],
      [{ bid: '-1' }, 'price'],
      [{ bidSize: '-0.01' }, 'size'],
      [{ bid: '1.10' }, 'crossed'],
      [{ tsUs: 61_000_000 }, 'future'],
    ] as const;
    for (const [change, code] of wrong) {
      expect(normaliser.quote({ ...quote, ...change }, into)).toBe(false);
      expect(refused.at(-1)).toBe(code);
    }
    expect(normaliser.trade({ ...trade, price: '-1' }, new TradeEvent())).toBe(false);
    expect(normaliser.trade({ ...trade, size: '-1' }, new TradeEvent())).toBe(false);
    expect(normaliser.trade({ ...trade, price: 'x' }, new TradeEvent())).toBe(false);
    expect(refused.slice(-3)).toEqual(['price', 'size', 'number']);
    expect(normaliser.counts.get('number')).toBe(8);
    expect(normaliser.accepted).toBe(0);
    // What was refused leaves no trace: the right one is still the first.
    expect(normaliser.quote(quote, into)).toBe(true);
  });

  it('refuses what comes twice or goes back, per kind, and tells of a gap in the numbers', () => {
    const { normaliser, refused, flagged } = bench();
    const into = new QuoteEvent();
    expect(normaliser.quote({ ...quote, tsUs: 20, number: 5 }, into)).toBe(true);
    expect(normaliser.quote({ ...quote, tsUs: 20, number: 5 }, into)).toBe(false);
    expect(normaliser.quote({ ...quote, tsUs: 21, number: 4 }, into)).toBe(false);
    expect(normaliser.quote({ ...quote, tsUs: 19, number: 6 }, into)).toBe(false);
    expect(refused).toEqual(['duplicate', 'order', 'order']);
    // Trades have an order of their own.
    expect(normaliser.trade(trade, new TradeEvent())).toBe(true);
    expect(normaliser.quote({ ...quote, tsUs: 20, number: 6 }, into)).toBe(true);
    expect(flagged).toEqual([]);
    expect(normaliser.quote({ ...quote, tsUs: 20, number: 9 }, into)).toBe(true);
    expect(flagged).toEqual(['gap']);
  });

  it('knows by the calendar whether bars are missing', () => {
    const { normaliser, flagged, refused } = bench();
    const into = new BarEvent();
    for (const minute of [0, 1, 3]) expect(normaliser.bar(bar(minute), into)).toBe(true);
    expect(flagged).toEqual(['gap']);
    expect(normaliser.bar(bar(3), into)).toBe(false);
    expect(normaliser.bar(bar(2), into)).toBe(false);
    expect(normaliser.bar({ ...bar(3), openUs: 3.5 * MINUTE_US, tsUs: 5 * MINUTE_US }, into)).toBe(false);
    expect(refused).toEqual(['duplicate', 'order', 'order']);

    const xnys = bench({ calendar: 'XNYS' });
    // Friday's last minute, Monday's first and third.
    const minutes = ['2024-01-05T20:59Z', '2024-01-08T14:30Z', '2024-01-08T14:32Z'];
    const flags = minutes.map((text) => {
      xnys.normaliser.bar(bar(Date.parse(text) / 60_000), into);
      return xnys.flagged.length;
    });
    expect(flags).toEqual([0, 0, 1]);
  });

  it('tells of a price far from what came before, and lets it through as it is', () => {
    const { normaliser, flagged } = bench();
    const into = new BarEvent();
    for (let k = 0; k <= 40; k++) expect(normaliser.bar(bar(k, k % 2 === 0 ? 100 : 101), into)).toBe(true);
    expect(flagged).toEqual([]);
    expect(normaliser.bar(bar(41, 200), into)).toBe(true);
    expect(into.close).toBe(4_000);
    expect(flagged).toEqual(['outlier']);
  });

  it('rounds to the tick only when told to', () => {
    const { normaliser } = bench({ rounding: 'nearest' });
    const into = new TradeEvent();
    expect(normaliser.trade({ ...trade, price: '1.06' }, into)).toBe(true);
    expect(into.priceTicks).toBe(21);
  });
});
