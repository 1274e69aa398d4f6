import { calendarOf } from '../src/core/market/calendars.ts';
import { DepthVenue } from '../src/core/matching/depth/depth-venue.ts';
import { feedLatency } from '../src/core/matching/depth/latency.ts';
import { powerQueue } from '../src/core/matching/depth/queue-model.ts';
import { bpsFees } from '../src/core/matching/fees.ts';
import { noSlippage } from '../src/core/matching/slippage.ts';
import { Reports } from '../src/core/model/report.ts';
import { benchInstruments } from './market.ts';
import { namedRandom } from '../src/core/base/random.ts';
import { DepthBook } from '../src/core/market/depth-book.ts';
import type { MarketRecord } from '../src/core/market/market-record.ts';
import { DepthEvent } from '../src/core/model/depth.ts';
import { QuoteEvent } from '../src/core/model/quote.ts';
import { TradeEvent } from '../src/core/model/trade.ts';

/** Events of a recorded market in columns: what a replay reads costs nearly nothing. */
export class DepthTape {
  readonly kinds: ('depth' | 'quote' | 'trade')[] = [];
  readonly tsUs: number[] = [];
  readonly venueUs: number[] = [];
  /** Where the numbers of an event start: three a level, or bid, lots, ask, lots; or price, lots, aggressor. */
  readonly starts: number[] = [];
  readonly numbers: number[] = [];
  readonly snapshots = new Set<number>();

  get length(): number {
    return this.kinds.length;
  }

  add(kind: 'depth' | 'quote' | 'trade', tsUs: number, venueUs: number, numbers: readonly number[]): void {
    this.kinds.push(kind);
    this.tsUs.push(tsUs);
    this.venueUs.push(venueUs);
    this.starts.push(this.numbers.length);
    for (const number of numbers) this.numbers.push(number);
  }
}

/** All that a record tells, in memory. */
export function tapeOf(record: MarketRecord): DepthTape {
  const tape = new DepthTape();
  const { depth, quote, trade } = record;
  for (let kind = record.next(); kind !== undefined; kind = record.next()) {
    if (kind === 'depth') {
      const levels = Array.from({ length: depth.count }, (_, i) => [depth.sides[i], depth.ticks[i], depth.lots[i]]);
      if (depth.isSnapshot) tape.snapshots.add(tape.length);
      tape.add(kind, depth.tsUs, depth.venueUs, levels.flat());
    } else if (kind === 'quote') {
      const { tsUs, venueUs, bidTicks, bidLots, askTicks, askLots } = quote;
      tape.add(kind, tsUs, venueUs, [bidTicks, bidLots, askTicks, askLots]);
    } else {
      tape.add(kind, trade.tsUs, trade.venueUs, [trade.priceTicks, trade.lots, trade.aggressor]);
    }
  }
  return tape;
}

/** Reads a tape event by event into objects that are used again. */
export class TapeReader {
  readonly depth = new DepthEvent();
  readonly quote = new QuoteEvent();
  readonly trade = new TradeEvent();
  private readonly tape: DepthTape;

  constructor(tape: DepthTape) {
    this.tape = tape;
  }

  read(row: number): 'depth' | 'quote' | 'trade' {
    const { kinds, tsUs, venueUs, starts, numbers, snapshots } = this.tape;
    const kind = kinds[row];
    const from = starts[row];
    if (kind === 'depth') {
      const { depth } = this;
      const to = row + 1 < starts.length ? starts[row + 1] : numbers.length;
      depth.tsUs = tsUs[row];
      depth.venueUs = venueUs[row];
      depth.isSnapshot = snapshots.has(row);
      depth.clear();
      for (let i = from; i < to; i += 3) depth.add(numbers[i] > 0 ? 1 : -1, numbers[i + 1], numbers[i + 2]);
    } else if (kind === 'quote') {
      const { quote } = this;
      quote.tsUs = tsUs[row];
      quote.venueUs = venueUs[row];
      quote.bidTicks = numbers[from];
      quote.bidLots = numbers[from + 1];
      quote.askTicks = numbers[from + 2];
      quote.askLots = numbers[from + 3];
    } else {
      const { trade } = this;
      trade.tsUs = tsUs[row];
      trade.venueUs = venueUs[row];
      trade.priceTicks = numbers[from];
      trade.lots = numbers[from + 1];
      trade.aggressor = numbers[from + 2];
    }
    return kind;
  }
}

const LEVELS = 500;

/**
 * A seeded market of one instrument: a snapshot of 500 levels a side, then of ten events six are differences of one to eight
 * levels, most of them near the touch, three are best bids and offers, one is a trade that the next difference takes out.
 */
export function syntheticTape(events: number, seed = 42): DepthTape {
  const random = namedRandom(seed, 'bench/depth');
  const tape = new DepthTape();
  const book = new DepthBook();
  const event = new DepthEvent();
  const size = () => 1 + Math.floor(200 * random() * random());
  let nowUs = 1_600_000_000_000_000;
  const tell = () => {
    const levels = Array.from({ length: event.count }, (_, i) => [event.sides[i], event.ticks[i], event.lots[i]]);
    tape.add('depth', nowUs, nowUs - 5000 - Math.floor(2000 * random()), levels.flat());
    book.apply(event);
    event.clear();
    event.isSnapshot = false;
  };
  event.isSnapshot = true;
  tape.snapshots.add(0);
  for (const side of [1, -1] as const) {
    for (let i = 1; i <= LEVELS; i++) event.add(side, 600_000 - side * i, size());
  }
  tell();
  while (tape.length < events) {
    nowUs += Math.ceil(4000 * random());
    const bid = book.bestTicks(1);
    const ask = book.bestTicks(-1);
    const draw = random();
    const side = random() < 0.5 ? 1 : -1;
    if (draw < 0.3) {
      tape.add('quote', nowUs, nowUs - 5000, [bid, book.bestLots(1), ask, book.bestLots(-1)]);
    } else if (draw < 0.4) {
      const ticks = side > 0 ? bid : ask;
      const lots = Math.min(book.bestLots(side), size());
      tape.add('trade', nowUs, nowUs - 5000, [ticks, lots, -side]);
      event.add(side, ticks, book.bestLots(side) - lots);
      tell();
    } else {
      // Now and then a side moves a tick ahead where there is room, or its best level leaves.
      const room = ask - bid - 1;
      const best = side > 0 ? bid : ask;
      if (random() < 0.1 && room > 0) event.add(side, best + side, size());
      else if (random() < 0.03 && room < 3) event.add(side, best, 0);
      for (let left = Math.floor(8 * random()); left > 0; left--) {
        const off = Math.ceil(-Math.log(1 - random()) * (random() < 0.9 ? 8 : 150));
        event.add(side, best - side * off, random() < 0.2 ? 0 : size());
      }
      tell();
    }
  }
  return tape;
}

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
