import { describe, expect, it } from 'vitest';
import { addRow } from '../base/columns.ts';
import { decimalOf } from '../base/decimal.ts';
import { BarSeries } from '../market/series.ts';
import { makeInstrument } from '../model/instrument.ts';
import { OrderFills } from './order-fills.ts';
import { PriceHistory } from './price-history.ts';
import { Recording } from './recording.ts';
import { tradingCosts } from './trading-costs.ts';

const SHARE = makeInstrument({ name: 'A', currency: 'USD', tickSize: decimalOf(0.01), lotSize: decimalOf(1) }, 0);
const BAR = 60_000_000;

/** [open, high, low, close, volume] in ticks, one a minute from the first minute on. */
function barsOf(rows: readonly (readonly number[])[]): BarSeries {
  const series = new BarSeries(0, BAR, rows.length);
  rows.forEach(([open, high, low, close, volume], row) => {
    series.openUs[row] = row * BAR;
    series.tsUs[row] = (row + 1) * BAR;
    series.open[row] = open;
    series.high[row] = high;
    series.low[row] = low;
    series.close[row] = close;
    series.volume[row] = volume;
  });
  series.length = rows.length;
  return series;
}

interface Sent {
  readonly id: number;
  readonly atBar: number;
  readonly side: number;
  readonly lots: number;
  readonly agent?: number;
  readonly type?: string;
  readonly origin?: string;
  readonly stopTicks?: number;
}

class Tape {
  readonly recording = new Recording();

  send({ id, atBar, side, lots, agent = -1, type = 'market', origin = 'target', stopTicks = Number.NaN }: Sent): void {
    const { orders } = this.recording;
    const row = addRow(orders);
    Object.entries({ id, tsUs: atBar * BAR, side, lots, agent, stopTicks, instrument: 0 }).forEach(([name, value]) => {
      (orders as unknown as Record<string, Float64Array>)[name][row] = value;
    });
    orders.type[row] = type;
    orders.origin[row] = origin;
    orders.limitTicks[row] = Number.NaN;
  }

  /** Owners and what each got of it. */
  fill(
    order: number,
    tsUs: number,
    signedLots: number,
    ticks: number,
    shares: readonly (readonly [number, number])[],
    fee = 0n,
    slippage = 0n,
  ): void {
    const { fills, allocations } = this.recording;
    const row = addRow(fills);
    fills.order[row] = order;
    fills.tsUs[row] = tsUs;
    fills.signedLots[row] = signedLots;
    fills.priceTicks[row] = ticks;
    fills.fee[row] = fee;
    fills.slippage[row] = slippage;
    for (const [owner, lots] of shares) {
      const part = addRow(allocations);
      allocations.order[part] = order;
      allocations.owner[part] = owner;
      allocations.signedLots[part] = lots;
    }
  }

  end(order: number, tsUs: number, state: string): void {
    const { updates } = this.recording;
    const row = addRow(updates);
    updates.order[row] = order;
    updates.tsUs[row] = tsUs;
    updates.state[row] = state;
  }

  costs(series: BarSeries | undefined, splitUs: readonly number[] = [], fillsAtClose = false) {
    const histories = [series === undefined ? undefined : new PriceHistory(series, SHARE, { splitUs, fillsAtClose })];
    const { recording } = this;
    return tradingCosts({
      ...{ recording, histories, instruments: [SHARE], rates: [1] },
      fills: new OrderFills(recording, [2]),
    });
  }
}

/** The reference order: decided at 100.00, arrived at 100.02, filled at 100.05, 100.10 and 100.12, the last price 100.20. */
const REFERENCE = [
  [9_990, 10_010, 9_980, 10_000, 1_000],
  [10_002, 10_006, 10_000, 10_004, 1_000],
  [10_006, 10_012, 10_004, 10_010, 2_000],
  [10_012, 10_022, 10_008, 10_020, 1_000],
  [10_020, 10_030, 10_010, 10_028, 1_000],
];

function reference(): Tape {
  const tape = new Tape();
  tape.send({ id: 11, atBar: 1, side: 1, lots: 600 });
  tape.fill(11, 2 * BAR, 100, 10_005, [[0, 100]]);
  tape.fill(11, 3 * BAR, 200, 10_010, [
    [0, 150],
    [1, 50],
  ]);
  tape.fill(11, 4 * BAR, 200, 10_012, [[1, 200]]);
  tape.end(11, 4 * BAR, 'canceled');
  return tape;
}

describe('what trading cost', () => {
  it('is that of the reference order: 39 in execution, 10 in delay, 20 missed, 69 or 11.5 bp in all', () => {
    const { all, orders } = reference().costs(barsOf(REFERENCE));
    expect(all.execution).toBeCloseTo(39, 9);
    expect(all.delay).toBeCloseTo(10, 9);
    expect(all.opportunity).toBeCloseTo(20, 9);
    expect(all.total).toBeCloseTo(69, 9);
    expect(all.totalBps).toBeCloseTo(11.5, 9);
    expect(all.fillRate).toBeCloseTo(500 / 600, 12);
    expect([all.orders, all.partly, all.unfilled, all.inParts, all.unknown]).toEqual([1, 1, 0, 1, 0]);
    expect(orders.averagePrice[0]).toBeCloseTo(100.098, 10);
    expect(all.arrivalBps).toBeCloseTo(((100.098 - 100.02) / 100.02) * 1e4, 9);
  });

  it('has the VWAP of the bars from its arrival to its end, of their typical prices', () => {
    const { orders, all } = reference().costs(barsOf(REFERENCE));
    const typical = [(100.06 + 100 + 100.04) / 3, (100.12 + 100.04 + 100.1) / 3, (100.22 + 100.08 + 100.2) / 3];
    const vwap = (typical[0] * 1_000 + typical[1] * 2_000 + typical[2] * 1_000) / 4_000;
    expect(orders.intervalVwap[0]).toBeCloseTo(vwap, 10);
    expect(all.vwapBps).toBeCloseTo(((100.098 - vwap) / vwap) * 1e4, 8);
    expect(all.participation).toBeCloseTo(500 / 4_000, 12);
  });

  it('is shared among agents by what each got, and what nobody got is nobody’s', () => {
    const { owners, all } = reference().costs(barsOf(REFERENCE));
    expect(owners.map(({ owner }) => owner)).toEqual([-1, 0, 1]);
    expect(owners[0].line.opportunity).toBeCloseTo(20, 9);
    expect(owners[1].line.execution).toBeCloseTo(39 / 2, 9);
    const sum = owners.reduce((total, { line }) => total + line.total, 0);
    expect(sum).toBeCloseTo(all.total, 9);
  });

  it('counts booked slippage as price and fees as fees', () => {
    const tape = new Tape();
    tape.send({ id: 3, atBar: 1, side: -1, lots: 100, agent: 0, origin: 'intent' });
    tape.fill(3, 1 * BAR, -100, 10_002, [[0, -100]], 250n, 150n);
    tape.end(3, 1 * BAR, 'filled');
    const { all } = tape.costs(barsOf(REFERENCE));
    expect(all.execution).toBeCloseTo(1.5, 9);
    expect(all.delay).toBeCloseTo(-2, 9);
    expect(all.fees).toBeCloseTo(2.5, 12);
    expect(all.fillMedianUs).toBe(0);
  });

  it('arrives at the close that decided it, where orders fill there', () => {
    const tape = new Tape();
    tape.send({ id: 3, atBar: 1, side: 1, lots: 100 });
    tape.fill(3, 1 * BAR, 100, 10_001, [[0, 100]]);
    tape.end(3, 1 * BAR, 'filled');
    const { all, orders } = tape.costs(barsOf(REFERENCE), [], true);
    expect([all.delay, all.execution]).toEqual([0, expect.closeTo(1, 9)]);
    expect(orders.intervalVwap[0]).toBeNaN();
    expect(orders.markout1Bps[0]).toBeCloseTo(((100.04 - 100.01) / 100.01) * 1e4, 9);
  });

  it('looks at the price again after some bars, in the direction of the order', () => {
    const tape = new Tape();
    tape.send({ id: 3, atBar: 1, side: 1, lots: 100 });
    tape.fill(3, 1 * BAR, 100, 10_002, [[0, 100]]);
    tape.end(3, 1 * BAR, 'filled');
    const rows = [...REFERENCE, ...Array.from({ length: 4 }, () => [10_000, 10_010, 9_990, 10_000, 1_000])];
    const { orders } = tape.costs(barsOf(rows));
    // Filled at an open that is also the close before: the bar is the one that opens there.
    expect(orders.markout1Bps[0]).toBeCloseTo(((100.1 - 100.02) / 100.02) * 1e4, 9);
    expect(orders.markout5Bps[0]).toBeCloseTo(((100 - 100.02) / 100.02) * 1e4, 9);
    expect(orders.markout30Bps[0]).toBeNaN();
    expect(orders.reversionBps[0]).toBeCloseTo(((100.04 - 100) / 100.04) * 1e4, 9);
  });

  it('of a stop is what it got beside its level; while it waits it misses nothing', () => {
    const tape = new Tape();
    tape.send({ id: 5, atBar: 1, side: -1, lots: 10, agent: 0, type: 'stop', origin: 'exit', stopTicks: 10_006 });
    tape.fill(5, 3 * BAR, -10, 10_004, [[0, -10]]);
    tape.send({ id: 6, atBar: 1, side: -1, lots: 10, agent: 0, type: 'stop', origin: 'exit', stopTicks: 9_000 });
    const { all } = tape.costs(barsOf(REFERENCE));
    expect(all.execution).toBeCloseTo(0.2, 9);
    expect([all.delay, all.opportunity]).toEqual([0, 0]);
    expect(all.fillRate).toBe(1);
    expect(all.fillMedianUs).toBeNaN();
  });

  it('is not said where a split lies between, or nothing is known of the price', () => {
    expect(reference().costs(barsOf(REFERENCE), [2.5 * BAR]).all.unknown).toBe(1);
    const { all } = reference().costs(undefined);
    expect([all.unknown, all.total, all.traded]).toEqual([1, 0, expect.closeTo(50_049, 6)]);
  });

  it('of a long life is that of a walk over its bars', () => {
    const rows = Array.from({ length: 1_000 }, (_, row) => {
      const close = 10_000 + ((row * 37) % 101);
      return [close, close + 5, close - 3, close, 1 + ((row * 13) % 17)];
    });
    const tape = new Tape();
    tape.send({ id: 5, atBar: 100, side: 1, lots: 10, type: 'limit', origin: 'intent', agent: 0 });
    tape.fill(5, 907.5 * BAR, 10, 9_990, [[0, 10]]);
    const { orders } = tape.costs(barsOf(rows));
    let [volume, worth] = [0, 0];
    for (const [, high, low, close, size] of rows.slice(100, 908)) {
      volume += size;
      worth += (size * (high + low + close)) / 300;
    }
    expect(orders.intervalVwap[0]).toBeCloseTo(worth / volume, 8);
    expect(orders.participation[0]).toBeCloseTo(10 / volume, 12);
  });
});
