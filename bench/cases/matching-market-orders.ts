import { calendarOf } from '../../src/core/market/calendars.ts';
import { BarVenue } from '../../src/core/matching/bar-venue.ts';
import { bpsFees } from '../../src/core/matching/fees.ts';
import { bpsSlippage } from '../../src/core/matching/slippage.ts';
import { BarEvent } from '../../src/core/model/bar.ts';
import { Reports } from '../../src/core/model/report.ts';
import { type BarColumns, MINUTE_US, walkBars } from '../bars.ts';
import type { BenchCase } from '../harness.ts';
import { benchInstruments } from '../market.ts';

const ORDERS = 1_000_000;
const DISTINCT = 65_536;

function venue(): BarVenue {
  return new BarVenue(benchInstruments(1), [calendarOf()], [6], {
    fill: 'next-open',
    limitFill: 'through',
    bothHit: 'stop-first',
    participation: undefined,
    latencyUs: 0,
    slippage: bpsSlippage(2),
    fees: bpsFees({ bps: 5 }),
  });
}

function setBar(bar: BarEvent, index: number, { open, high, low, close }: BarColumns): void {
  const row = index % DISTINCT;
  bar.openUs = index * MINUTE_US;
  bar.tsUs = bar.openUs + MINUTE_US;
  bar.open = bar.bidOpen = bar.askOpen = Math.round(open[row] * 100);
  bar.high = bar.bidHigh = bar.askHigh = Math.round(high[row] * 100);
  bar.low = bar.bidLow = bar.askLow = Math.round(low[row] * 100);
  bar.close = bar.bidClose = bar.askClose = Math.round(close[row] * 100);
}

/** A market order into every bar, filled at its open with a fee and slippage: submit, open, path. */
export const cases: readonly BenchCase<BarColumns>[] = [
  {
    name: 'matching-market-orders',
    events: ORDERS,
    warmUps: 1,
    prepare: () => walkBars(DISTINCT),
    run(columns) {
      const market = venue();
      const bar = new BarEvent();
      const reports = new Reports();
      let filled = 0;
      for (let i = 0; i < ORDERS; i++) {
        setBar(bar, i, columns);
        const side = i % 2 === 0 ? 1 : -1;
        const terms = { instrument: 0, side, lots: 10, type: 'market', timeInForce: 'GTC' } as const;
        market.submit(i + 1, terms, bar.openUs, reports);
        market.open(bar, reports);
        market.path(bar, reports);
        for (let at = 0; at < reports.count; at++) if (reports.at(at).kind === 'filled') filled += 1;
        reports.clear();
      }
      if (filled !== ORDERS) throw new Error(`${filled} of ${ORDERS} orders were filled`);
      return filled;
    },
  },
];
