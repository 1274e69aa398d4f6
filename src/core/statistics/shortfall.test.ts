import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Side } from '../model/order.ts';
import { implementationShortfall } from './shortfall.ts';

const order = {
  side: Side.buy,
  quantity: 600,
  decisionPrice: 100,
  arrivalPrice: 100.02,
  endPrice: 100.2,
  fills: [
    { price: 100.05, quantity: 100 },
    { price: 100.1, quantity: 200 },
    { price: 100.12, quantity: 200 },
  ],
  fees: 0,
};

describe('implementation shortfall', () => {
  it('of the reference order', () => {
    const cost = implementationShortfall(order);
    expect(cost.averagePrice).toBeCloseTo(100.098, 10);
    expect(cost.execution).toBeCloseTo(39, 9);
    expect(cost.delay).toBeCloseTo(10, 9);
    expect(cost.opportunity).toBeCloseTo(20, 9);
    expect(cost.total).toBeCloseTo(69, 9);
    expect(cost.totalBps).toBeCloseTo(11.5, 9);
    expect(cost.filled).toBe(500);
  });

  it('of a sale in a rising market is a gain, less the fees', () => {
    const cost = implementationShortfall({ ...order, side: Side.sell, fees: 4 });
    expect(cost.total).toBeCloseTo(-65, 9);
  });

  it('of an order that never filled is all opportunity', () => {
    const cost = implementationShortfall({ ...order, fills: [] });
    expect(cost.total).toBeCloseTo(120, 9);
    expect(cost.opportunity).toBe(cost.total);
    expect(cost.averagePrice).toBeNaN();
  });

  it('its parts add up to the whole by the definition', () => {
    const fill = fc.record({ price: fc.integer({ min: 1, max: 999 }), quantity: fc.integer({ min: 1, max: 99 }) });
    fc.assert(
      fc.property(
        fc.array(fill),
        fc.constantFrom(Side.buy, Side.sell),
        fc.integer({ min: 0, max: 99 }),
        (fills, side, left) => {
          const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0);
          const given = {
            side,
            quantity: filled + left,
            decisionPrice: 500,
            arrivalPrice: 501,
            endPrice: 490,
            fills,
            fees: 7,
          };
          const direct = fills.reduce((sum, { price, quantity }) => sum + quantity * (price - 500) * side, 0);
          expect(implementationShortfall(given).total).toBe(direct + left * -10 * side + 7);
        },
      ),
    );
  });
});
