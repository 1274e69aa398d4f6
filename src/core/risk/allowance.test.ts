import { describe, expect, it } from 'vitest';
import { OrderType } from '../model/order.ts';
import { Bench, refusalOf } from './bench.twin.ts';

/** How often the size is tried while `act` runs: each try looks at the price of its instrument. */
function looks(bench: Bench, act: () => void): number {
  const { account } = bench;
  const priceTicks = account.priceTicks.bind(account);
  let count = 0;
  account.priceTicks = (instrument) => {
    count += 1;
    return priceTicks(instrument);
  };
  act();
  account.priceTicks = priceTicks;
  return count;
}

describe('the largest size allowed', () => {
  it.each([
    ['position', { position: 0.3 }, 300],
    ['gross', { gross: 2 }, 2_000],
    ['orderVolume', { orderVolume: 0.1 }, 100],
  ] as const)('by %s is found in a few looks, however much was asked for', (rule, section, most) => {
    const bench = new Bench(section);
    bench.risk.onBar(0, 1_000);
    bench.risk.onDayStart(100_000, 0);
    for (const lots of [most + 1, 5_000, 1e9]) {
      const count = looks(bench, () => {
        expect(bench.risk.shrinkDecision(0, lots, 0, 0)).toMatchObject({ rule, allowedLots: most });
      });
      expect(count).toBeLessThanOrEqual(6); // halving alone would take thirty
    }
  });

  it('in a cash account leaves the cash for what is open in other instruments', () => {
    const bench = new Bench({}, { type: 'cash', instruments: 2 });
    bench.send(600, { instrument: 1 });
    expect(bench.risk.shrinkDecision(0, 600, 0, 0)).toMatchObject({ rule: 'cash', allowedLots: 400 });
    expect(bench.risk.shrinkDecision(1, 1_100, 0, 0)).toMatchObject({ rule: 'cash', allowedLots: 1_000 });
  });

  it('does not need the price of another instrument in which nothing is held and an order waits at its limit', () => {
    const bench = new Bench({ gross: 1 }, { instruments: 2 });
    bench.intend(300, { instrument: 1, type: OrderType.limit, limitTicks: 10_000 });
    bench.account.ticks[1] = Number.NaN;
    expect(refusalOf(bench.send(701))).toMatchObject({ rule: 'gross', limit: 100_000, value: 100_100, maxLots: 700 });
  });
});
