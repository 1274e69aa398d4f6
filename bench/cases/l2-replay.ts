import { calendarOf } from '../../src/core/market/calendars.ts';
import { DepthVenue } from '../../src/core/matching/depth/depth-venue.ts';
import { feedLatency } from '../../src/core/matching/depth/latency.ts';
import { powerQueue } from '../../src/core/matching/depth/queue-model.ts';
import { bpsFees } from '../../src/core/matching/fees.ts';
import { noSlippage } from '../../src/core/matching/slippage.ts';
import { Reports } from '../../src/core/model/report.ts';
import { type DepthTape, syntheticTape, TapeReader } from '../depth.ts';
import type { BenchCase } from '../harness.ts';
import { benchInstruments } from '../market.ts';

const EVENTS = 1_000_000;
/** Orders that wait at once, half of them bids, each at its own price; every so many events the oldest makes way for a new one. */
const WORKING = 10;
const REPLACE_EVERY = 50;

/** Every event through book and queues; what one pair of orders in ten was filled with and told is counted. */
export function replay(tape: DepthTape): { fills: number; told: number } {
  const venue = new DepthVenue(benchInstruments(1), [calendarOf()], [6], {
    queue: powerQueue(3),
    orderLatency: feedLatency(),
    responseLatency: feedLatency(),
    participation: undefined,
    slippage: noSlippage(),
    fees: bpsFees({ bps: 1 }),
  });
  const reader = new TapeReader(tape);
  const reports = new Reports();
  const book = venue.book(0);
  const seen = { fills: 0, told: 0 };
  let lastId = 0;
  for (let row = 0; row < tape.length; row++) {
    const kind = reader.read(row);
    if (kind === 'depth') venue.depth(reader.depth, reports);
    else if (kind === 'quote') venue.quote(reader.quote, reports);
    else venue.trade(reader.trade, reports);
    for (let i = 0; i < reports.count; i++) if (reports.at(i).kind === 'filled') seen.fills += 1;
    seen.told += reports.count;
    reports.clear();
    if (row % REPLACE_EVERY !== 1) continue;
    const nowUs = tape.tsUs[row];
    const side = lastId % 2 === 0 ? 1 : -1;
    const limitTicks = book.bestTicks(side) - side * ((lastId >> 1) % (WORKING / 2));
    lastId += 1;
    const terms = {
      instrument: 0,
      side,
      lots: 5,
      type: 'limit',
      limitTicks,
      timeInForce: 'GTC',
      postOnly: true,
    } as const;
    venue.submit(lastId, terms, nowUs);
    if (venue.has(lastId - WORKING)) venue.cancel(lastId - WORKING, nowUs);
  }
  return seen;
}

/** A seeded recorded market through the venue, with orders that hold queue positions, latencies and reports. */
export const cases: readonly BenchCase<DepthTape>[] = [
  {
    name: 'l2-replay',
    events: EVENTS,
    prepare: () => syntheticTape(EVENTS),
    run(tape) {
      const { fills, told } = replay(tape);
      if (fills === 0) throw new Error('no order was filled');
      return told;
    },
  },
];
