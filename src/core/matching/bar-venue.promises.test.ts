import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BarEvent } from '../model/bar.ts';
import type { OrderTerms } from '../model/order.ts';
import { Reports } from '../model/report.ts';
import { BarVenue } from './bar-venue.ts';
import { DEFAULTS, INTERVAL, setBar, THREE_BAR_SESSIONS, UNIT_INSTRUMENT } from './venue-bench.twin.ts';

const price = fc.integer({ min: 90, max: 110 });
const prices = fc.tuple(price, price, price, price);

/** Bid and ask go their own ways: what the tick-by-tick oracle cannot walk. */
const quoteBar = fc.record({ bid: prices, ask: prices, volume: fc.integer({ min: 0, max: 30 }) });

const order = fc
  .record({
    side: fc.constantFrom(1 as const, -1 as const),
    lots: fc.integer({ min: 1, max: 9 }),
    type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit', 'trailing', 'touch'),
    limitTicks: price,
    stopTicks: price,
    group: fc.constantFrom(undefined, 1, 2),
    parent: fc.constantFrom(undefined, 1),
  })
  .map((terms): OrderTerms => ({ ...terms, instrument: 0, trailTicks: 3, timeInForce: 'GTC' }));

function setQuotes(bar: BarEvent, index: number, bid: readonly number[], ask: readonly number[], volume: number): void {
  setBar(bar, index, [bid[0], Math.max(...bid), Math.min(...bid), bid[3]], { volume });
  bar.askOpen = ask[0];
  bar.askHigh = Math.max(...ask);
  bar.askLow = Math.min(...ask);
  bar.askClose = ask[3];
  bar.open = (bar.askOpen + bar.bidOpen) / 2;
  bar.high = (bar.askHigh + bar.bidHigh) / 2;
  bar.low = (bar.askLow + bar.bidLow) / 2;
  bar.close = (bar.askClose + bar.bidClose) / 2;
}

describe('whatever bid and ask do', () => {
  it('limits, sizes, groups, parents and the share of the volume are kept, and prices lie on the grid', () => {
    const scenario = fc.record({
      bars: fc.array(quoteBar, { minLength: 1, maxLength: 5 }),
      orders: fc.array(order, { minLength: 1, maxLength: 8 }),
      latencyUs: fc.constantFrom(0, 400, 1400),
    });
    fc.assert(
      fc.property(scenario, ({ bars, orders, latencyUs }) => {
        const options = { ...DEFAULTS, participation: 0.5, latencyUs };
        const venue = new BarVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], options);
        const reports = new Reports();
        orders.forEach((terms, i) => venue.submit(i + 1, terms, 0, reports));
        const filled = orders.map(() => 0);
        const byGroup = new Map<number, number>();
        const bar = new BarEvent();
        for (const [index, { bid, ask, volume }] of bars.entries()) {
          reports.clear();
          setQuotes(bar, index, bid, ask, volume);
          venue.open(bar, reports);
          venue.path(bar, reports);
          let total = 0;
          for (let i = 0; i < reports.count; i++) {
            const { kind, orderId, priceTicks, lots } = reports.at(i);
            if (kind !== 'filled') continue;
            const { side, type, limitTicks, lots: size, group, parent } = orders[orderId - 1];
            expect(Number.isInteger(priceTicks)).toBe(true);
            if (type === 'market' || type === 'limit' || type === 'stop-limit') {
              expect(side * priceTicks).toBeLessThanOrEqual(side * limitTicks!);
            }
            total += lots;
            filled[orderId - 1] += lots;
            expect(filled[orderId - 1]).toBeLessThanOrEqual(size);
            if (parent !== undefined) expect(filled[orderId - 1]).toBeLessThanOrEqual(filled[parent - 1]);
            if (group === undefined) continue;
            byGroup.set(group, (byGroup.get(group) ?? 0) + lots);
            const largest = Math.max(...orders.map((terms) => (terms.group === group ? terms.lots : 0)));
            expect(byGroup.get(group)).toBeLessThanOrEqual(largest);
          }
          expect(total).toBeLessThanOrEqual(Math.floor(0.5 * volume));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an open does not know what its bar will bring', () => {
    const scenario = fc.record({
      orders: fc.array(order, { minLength: 1, maxLength: 6 }),
      open: price,
      one: prices,
      other: prices,
    });
    fc.assert(
      fc.property(scenario, ({ orders, open, one, other }) => {
        const said = [one, other].map((rest) => {
          const venue = new BarVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], DEFAULTS);
          const reports = new Reports();
          orders.forEach((terms, i) => venue.submit(i + 1, terms, 0, reports));
          const all = [open, ...rest];
          const bar = setBar(new BarEvent(), 0, [open, Math.max(...all), Math.min(...all), rest[3]]);
          venue.open(bar, reports);
          return Array.from({ length: reports.count }, (_, i) => ({ ...reports.at(i) }));
        });
        expect(said[0]).toEqual(said[1]);
        expect(said[0].every(({ tsUs }) => tsUs < INTERVAL)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
