import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DepthBook } from '../../market/depth-book.ts';
import { DepthEvent } from '../../model/depth.ts';
import { QuoteEvent } from '../../model/quote.ts';
import { type Report, Reports } from '../../model/report.ts';
import { TradeEvent } from '../../model/trade.ts';
import type { Said } from '../bar-venue.twin.ts';
import { orderShape, price, termsOf } from '../order-shape.twin.ts';
import { THREE_BAR_SESSIONS, UNIT_INSTRUMENT } from '../venue-bench.twin.ts';
import { DEPTH_DEFAULTS } from './depth-bench.twin.ts';
import { DepthVenue } from './depth-venue.ts';
import {
  type NaiveDepthOptions,
  NaiveDepthVenue,
  type NaiveLatency,
  type NaiveMarketEvent,
} from './depth-venue.twin.ts';
import { constantLatency, feedLatency, type LatencyModel } from './latency.ts';
import { logQueue, powerQueue, type QueueModel, riskAdverseQueue } from './queue-model.ts';

const lots = fc.integer({ min: 0, max: 30 });
const side = fc.constantFrom(1 as const, -1 as const);
const feed = { feedUs: fc.constantFrom(0, 0, 40, 150, Number.NaN) };

/** Mostly bids below offers; now and then a book that crosses, or a size that is none. */
const level: fc.Arbitrary<number[]> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(side, fc.integer({ min: 0, max: 5 }), lots)
      .map(([of, off, size]) => [of, 100 - of * off, size]),
  },
  { weight: 1, arbitrary: fc.tuple(side, price, fc.constantFrom(0, 5, -3, 0.5)) },
);

const market = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('depth' as const),
      levels: fc.array(level, { minLength: 1, maxLength: 6 }),
      isSnapshot: fc.constantFrom(true, false, false, false, false),
      ...feed,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('quote' as const),
      bid: price,
      spread: fc.integer({ min: 0, max: 3 }),
      lots,
      other: lots,
      ...feed,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('trade' as const),
      price: fc.integer({ min: 97, max: 103 }),
      lots: fc.integer({ min: -1, max: 30 }),
      aggressor: fc.constantFrom(1, -1, 0),
      ...feed,
    }),
  },
);

const step = fc.record({
  waitUs: fc.constantFrom(0, 50, 100, 300),
  what: fc.oneof(
    { weight: 6, arbitrary: market },
    { weight: 4, arbitrary: fc.record({ act: fc.constant('submit' as const), order: orderShape }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('cancel' as const), target: fc.nat(12) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constant('replace' as const),
        target: fc.nat(12),
        change: fc.record(
          { lots: fc.integer({ min: 1, max: 9 }), limitTicks: price, stopTicks: price },
          { requiredKeys: [] },
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('expire' as const) }) },
  ),
});

const latency: fc.Arbitrary<NaiveLatency> = fc.oneof(
  fc.record({ us: fc.constantFrom(0, 0, 70, 400) }),
  fc.record({ factor: fc.constantFrom(1, 2.5), offsetUs: fc.constantFrom(0, 30) }),
);

const scenario = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 40 }),
  queue: fc.constantFrom('averse' as const, 'log' as const, 1, 2, 3),
  participation: fc.constantFrom(undefined, undefined, 0.5),
  orderLatency: latency,
  responseLatency: latency,
});

const size = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 12, max: 30 }) },
);

/** Books that do not cross, and resting orders near the touch: what queues are about. */
const queueMarket = fc.oneof(
  fc.record({
    act: fc.constant('depth' as const),
    levels: fc.array(
      fc.tuple(side, fc.integer({ min: 1, max: 2 }), size).map(([of, off, shown]) => [of, 100 - of * off, shown]),
      { minLength: 1, maxLength: 3 },
    ),
    isSnapshot: fc.constant(false),
    feedUs: fc.constant(0),
  }),
  fc.record({
    act: fc.constant('trade' as const),
    price: fc.integer({ min: 98, max: 102 }),
    lots: fc.integer({ min: 1, max: 12 }),
    aggressor: fc.constantFrom(1, -1, 1, -1, 0),
    feedUs: fc.constant(0),
  }),
);

const restingOrder = fc.tuple(orderShape, fc.integer({ min: 1, max: 2 })).map(([shape, off]) => ({
  ...shape,
  type: 'limit' as const,
  limit: 100 - shape.side * off,
  timeInForce: 'GTC' as const,
  parent: 0 as const,
}));

const queueScenario = fc.record({
  steps: fc.array(
    fc.record({
      waitUs: fc.constantFrom(0, 100),
      what: fc.oneof(
        { weight: 5, arbitrary: queueMarket },
        { weight: 1, arbitrary: fc.record({ act: fc.constant('submit' as const), order: restingOrder }) },
      ),
    }),
    { minLength: 20, maxLength: 50 },
  ),
  queue: fc.constantFrom('averse' as const, 'log' as const, 1, 2, 3),
  participation: fc.constantFrom(undefined, 0.5),
  orderLatency: fc.record({ us: fc.constantFrom(0, 70) }),
  responseLatency: fc.record({ us: fc.constantFrom(0, 70) }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
type MarketStep = typeof market extends fc.Arbitrary<infer T> ? T : never;

function queueOf(queue: NaiveDepthOptions['queue']): QueueModel {
  return queue === 'averse' ? riskAdverseQueue() : queue === 'log' ? logQueue() : powerQueue(queue);
}

function latencyOf(of: NaiveLatency): LatencyModel {
  return 'us' in of ? constantLatency(of.us) : feedLatency(of);
}

function makeVenue({ queue, participation, orderLatency, responseLatency }: NaiveDepthOptions): DepthVenue {
  return new DepthVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], {
    ...DEPTH_DEFAULTS,
    queue: queueOf(queue),
    participation,
    orderLatency: latencyOf(orderLatency),
    responseLatency: latencyOf(responseLatency),
  });
}

function saidBy({ kind, orderId, tsUs, priceTicks, lots: size, maker, reason }: Report): Said {
  return { kind, id: orderId, tsUs, price: priceTicks, lots: size, maker, reason };
}

function drain(reports: Reports): Said[] {
  const said = Array.from({ length: reports.count }, (_, i) => saidBy(reports.at(i)));
  reports.clear();
  return said;
}

/** What each step lets reach us. `savesAt`: before these steps the venue is written to JSON and read into a new one. */
function run(given: Scenario, savesAt: (step: number) => boolean = () => false): { real: Said[][]; naive: Said[][] } {
  let venue = makeVenue(given);
  const naive = new NaiveDepthVenue(THREE_BAR_SESSIONS, given);
  const reports = new Reports();
  const told = { real: [] as Said[][], naive: [] as Said[][] };
  let nowUs = 0;
  let nextId = 1;
  given.steps.forEach(({ waitUs, what }, i) => {
    if (savesAt(i)) {
      const saved = JSON.stringify(venue.save());
      venue = makeVenue(given);
      venue.load(JSON.parse(saved));
    }
    nowUs += waitUs;
    switch (what.act) {
      case 'submit': {
        const terms = termsOf(what.order, nextId, nowUs);
        venue.submit(nextId, terms, nowUs);
        naive.submit(nextId, terms, nowUs);
        nextId += 1;
        break;
      }
      case 'cancel':
        venue.cancel((what.target % nextId) + 1, nowUs);
        naive.cancel((what.target % nextId) + 1, nowUs);
        break;
      case 'replace':
        venue.replace((what.target % nextId) + 1, what.change, nowUs);
        naive.replace((what.target % nextId) + 1, what.change, nowUs);
        break;
      case 'expire':
        venue.expire(nowUs, reports);
        naive.expire(nowUs);
        break;
      default: {
        const event = eventOf(what, nowUs);
        feedTo(venue, event, reports);
        naive.event(event);
      }
    }
    told.real.push(drain(reports));
    told.naive.push(naive.reached.splice(0));
  });
  return told;
}

function eventOf(what: MarketStep, tsUs: number): NaiveMarketEvent {
  const times = { tsUs, venueUs: tsUs - what.feedUs };
  if (what.act === 'depth') {
    const event = Object.assign(new DepthEvent(), { ...times, isSnapshot: what.isSnapshot });
    for (const [of, ticks, size] of what.levels) event.add(of === 1 ? 1 : -1, ticks, size);
    return { kind: 'depth', event };
  }
  if (what.act === 'trade') {
    const { price: priceTicks, lots: size, aggressor } = what;
    return { kind: 'trade', event: Object.assign(new TradeEvent(), { ...times, priceTicks, lots: size, aggressor }) };
  }
  const { bid: bidTicks, spread, lots: bidLots, other: askLots } = what;
  const quote = { ...times, bidTicks, bidLots, askTicks: bidTicks + spread, askLots };
  return { kind: 'quote', event: Object.assign(new QuoteEvent(), quote) };
}

function feedTo(venue: DepthVenue, { kind, event }: NaiveMarketEvent, reports: Reports): void {
  if (kind === 'depth') venue.depth(event, reports);
  else if (kind === 'quote') venue.quote(event, reports);
  else venue.trade(event, reports);
}

describe('a venue of recorded books', () => {
  it('says what its plainest form says, and when, whatever the market and the orders do', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { real, naive } = run(given);
        expect(real).toEqual(naive);
      }),
      { numRuns: 600 },
    );
  });

  it('says what its plainest form says of orders that wait in queues', () => {
    fc.assert(
      fc.property(queueScenario, (given) => {
        const { real, naive } = run(given);
        expect(real).toEqual(naive);
      }),
      { numRuns: 600 },
    );
  });

  it('says the same when it is saved and loaded on the way', () => {
    fc.assert(
      fc.property(fc.oneof(scenario, queueScenario), fc.nat(2), (given, rest) => {
        expect(run(given, (i) => i % 3 === rest).real).toEqual(run(given).real);
      }),
      { numRuns: 200 },
    );
  });

  it('does not move history: with orders or without, the book is what was told', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const venue = makeVenue(given);
        const book = new DepthBook();
        const reports = new Reports();
        given.steps.forEach(({ what }, i) => {
          if (what.act === 'submit') venue.submit(i + 1, termsOf({ ...what.order, parent: 0 }, i, i), i);
          if (what.act !== 'depth' && what.act !== 'quote' && what.act !== 'trade') return;
          const told = eventOf(what, i);
          feedTo(venue, told, reports);
          if (told.kind === 'depth') book.apply(told.event);
          if (told.kind === 'quote') book.applyQuote(told.event);
        });
        expect(venue.book(0).save()).toEqual(book.save());
      }),
      { numRuns: 200 },
    );
  });

  it('never fills resting orders with more than was traded, or than the far side showed', () => {
    fc.assert(
      fc.property(fc.oneof(scenario, queueScenario), (given) => {
        const { real } = run({ ...given, responseLatency: { us: 0 } });
        const book = new DepthBook();
        given.steps.forEach(({ what }, i) => {
          if (what.act !== 'depth' && what.act !== 'quote' && what.act !== 'trade') return;
          const told = eventOf(what, i);
          if (told.kind === 'depth') book.apply(told.event);
          if (told.kind === 'quote') book.applyQuote(told.event);
          const ids = new Set(real[i].filter(({ kind, id }) => kind === 'accepted' && id > 0).map(({ id }) => id));
          const makers = real[i].filter(({ kind, maker, id }) => kind === 'filled' && maker && !ids.has(id));
          const filled = makers.reduce((sum, each) => sum + each.lots, 0);
          const shown = [1, -1].map((of) => {
            let sum = 0;
            for (let at = 0; at < book.levels(of); at++) sum += book.lotsOf(of, at);
            return sum;
          });
          if (told.kind === 'trade') expect(filled).toBeLessThanOrEqual(Math.max(0, told.event.lots));
          else expect(filled).toBeLessThanOrEqual(shown[0] + shown[1]);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('fills no order sooner under the pessimistic queue than under any other', () => {
    const steps = fc.array(fc.record({ waitUs: fc.constant(100), what: market }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(
        steps,
        side,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 3 }),
        (events, of, size, off) => {
          const filledBy = (queue: NaiveDepthOptions['queue']): number[] => {
            const none = { us: 0 };
            const venue = makeVenue({ queue, participation: undefined, orderLatency: none, responseLatency: none });
            const reports = new Reports();
            let filled = 0;
            return events.map(({ what }, i) => {
              const terms = {
                instrument: 0,
                side: of,
                lots: size,
                type: 'limit',
                limitTicks: 100 - of * off,
                timeInForce: 'GTC',
              } as const;
              if (i === 2) venue.submit(1, { ...terms, postOnly: true }, 200);
              feedTo(venue, eventOf(what, 100 * (i + 1)), reports);
              for (const { kind, lots: more } of drain(reports)) if (kind === 'filled') filled += more;
              return filled;
            });
          };
          const averse = filledBy('averse');
          for (const queue of [1, 2, 3, 'log'] as const) {
            filledBy(queue).forEach((filled, i) => expect(filled).toBeGreaterThanOrEqual(averse[i]));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tests what it is meant to test: the scenarios make every kind of report', () => {
    const kinds = new Set<string>();
    for (const given of fc.sample(scenario, { numRuns: 800, seed: 1 })) {
      for (const { kind, reason, maker } of run(given).real.flat())
        kinds.add(`${kind} ${reason}${maker ? 'maker' : ''}`.trim());
    }
    for (const kind of [
      'accepted',
      'rejected parent',
      'rejected expired',
      'filled',
      'filled maker',
      'triggered',
      'expired',
      'replaced',
      'cancelled collar',
      'cancelled ioc',
      'cancelled fok',
      'cancelled oco',
      'cancelled parent',
      'cancelled post-only',
      'cancelled reduce-only',
      'cancelled requested',
    ]) {
      expect(kinds).toContain(kind);
    }
  });
});
