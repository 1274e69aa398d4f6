import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import { parseDecimal } from '../base/decimal.ts';
import { type Instrument, makeInstrument } from '../model/instrument.ts';
import { bpsFees, noFees, perShareFees, tieredFees } from './fees.ts';

function instrument(name: string, tick: string, lot: string, currency = 'USD', multiplier = '1'): Instrument {
  const [tickSize, lotSize, times] = [tick, lot, multiplier].map((text) => parseDecimal(text)!);
  return makeInstrument({ name, currency, tickSize, lotSize, multiplier: times }, 0);
}

const share = instrument('S', '0.01', '1');

describe('fees', () => {
  it('none is nothing', () => {
    expect(noFees().schedules([share], [6])[0].fee(10_000, 5, false, 0, 0n)).toBe(0n);
  });

  it('in basis points are exact to the ledger scale, and rounded up beyond it', () => {
    const [schedule] = bpsFees({ bps: 5 }).schedules([share], [6]);
    // 123.45 x 7 x 0.0005 = 0.432075
    expect(schedule.fee(12_345, 7, false, 0, 0n)).toBe(432_075n);
    const [cents] = bpsFees({ bps: 5 }).schedules([share], [2]);
    expect(cents.fee(12_345, 7, false, 0, 0n)).toBe(44n);
  });

  it('know makers from takers; a rebate is rounded against the trader too', () => {
    const [schedule] = bpsFees({ bps: 5, makerBps: -1 }).schedules([share], [2]);
    // 864.15 x 0.0001 = 0.086415
    expect(schedule.fee(12_345, 7, true, 0, 0n)).toBe(-8n);
    expect(schedule.fee(12_345, 7, false, 0, 0n)).toBe(44n);
  });

  it('take fractions of a basis point, multipliers, small lots, and notionals beyond 2^53', () => {
    const future = instrument('ES', '0.25', '1', 'USD', '50');
    // 5000 x 50 x 2 lots x 0.00002 = 10
    expect(bpsFees({ bps: 0.2 }).schedules([future], [2])[0].fee(20_000, 2, false, 0, 0n)).toBe(1_000n);
    const coin = instrument('BTC', '0.1', '0.00000001');
    const [schedule] = bpsFees({ bps: 10 }).schedules([coin], [9]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: 2 ** 40 }), (ticks, lots) => {
        // ticks x lots x 1e-9 x 1e-3 at a scale of 9
        const exact = BigInt(ticks) * BigInt(lots);
        expect(schedule.fee(ticks, lots, false, 0, 0n)).toBe((exact + 999n) / 1000n);
      }),
    );
  });

  it('per share have a minimum per order, paid once however the order fills', () => {
    const [schedule] = perShareFees({ perShare: 0.005, minimum: 1 }).schedules([share], [2]);
    const first = schedule.fee(10_000, 100, false, 0, 0n);
    const second = schedule.fee(10_000, 150, false, 100, first);
    expect([first, second]).toEqual([100n, 25n]);
    const [board] = perShareFees({ perShare: 0.005 }).schedules([instrument('L', '0.01', '100')], [2]);
    expect(board.fee(10_000, 3, false, 0, 0n)).toBe(150n);
  });

  it('in tiers depend on what was traded before, in all instruments of the currency', () => {
    const other = instrument('T', '0.01', '1');
    const euro = instrument('E', '0.01', '1', 'EUR');
    const model = tieredFees([
      { from: 0, bps: 10 },
      { from: 1000, bps: 5 },
    ]);
    const [a, b, c] = model.schedules([share, other, euro], [2, 2, 2]);
    expect(a.fee(10_000, 9, false, 0, 0n)).toBe(90n);
    // the fill that crosses the bound still pays the tier it started in
    expect(b.fee(10_000, 9, false, 0, 0n)).toBe(90n);
    expect(a.fee(10_000, 9, false, 0, 0n)).toBe(45n);
    expect(c.fee(10_000, 9, false, 0, 0n)).toBe(90n);
    const [fresh] = model.schedules([share], [2]);
    expect(fresh.fee(10_000, 9, false, 0, 0n)).toBe(90n);
  });

  it('in tiers start at 0 and rise', () => {
    expect(() => tieredFees([{ from: 5, bps: 1 }])).toThrow(Defect);
    expect(() =>
      tieredFees([
        { from: 0, bps: 1 },
        { from: 0, bps: 2 },
      ]),
    ).toThrow(Defect);
  });
});
