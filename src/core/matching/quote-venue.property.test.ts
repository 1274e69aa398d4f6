import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Us } from '../base/time.ts';
import { QuoteEvent } from '../model/quote.ts';
import { Reports } from '../model/report.ts';
import { TradeEvent } from '../model/trade.ts';
import type { Said } from './bar-venue.twin.ts';
import { orderShape, price, termsOf } from './order-shape.twin.ts';
import { QuoteVenue } from './quote-venue.ts';
import { type NaiveEvent, NaiveQuoteVenue } from './quote-venue.twin.ts';
import { DEFAULTS, THREE_BAR_SESSIONS, UNIT_INSTRUMENT } from './venue-bench.twin.ts';

const lots = fc.integer({ min: 0, max: 9 });

const market = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('quote' as const),
      bid: price,
      spread: fc.integer({ min: 0, max: 3 }),
      lots,
      other: lots,
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('trade' as const), price, lots }) },
);

const step = fc.record({
  /** Since the step before. */
  waitUs: fc.constantFrom(0, 100, 300, 700),
  what: fc.oneof(
    { weight: 4, arbitrary: market },
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

const scenario = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 30 }),
  limitFill: fc.constantFrom('through' as const, 'touch' as const),
  participation: fc.constantFrom(undefined, undefined, 0.5),
  latencyUs: fc.constantFrom(0, 0, 100, 500),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function makeVenue(given: Scenario): QuoteVenue {
  return new QuoteVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], { ...DEFAULTS, ...given });
}

/** `savesAt`: before these steps the venue is written to JSON and read into a new one. */
function run(given: Scenario, savesAt: (step: number) => boolean = () => false): { real: Said[]; naive: Said[] } {
  let venue = makeVenue(given);
  const naive = new NaiveQuoteVenue(THREE_BAR_SESSIONS, { ...DEFAULTS, ...given });
  const reports = new Reports();
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
        venue.submit(nextId, terms, nowUs, reports);
        naive.submit(nextId, terms, nowUs);
        nextId += 1;
        return;
      }
      case 'cancel':
        venue.cancel((what.target % nextId) + 1, nowUs, reports);
        naive.cancel((what.target % nextId) + 1, nowUs);
        return;
      case 'replace':
        venue.replace((what.target % nextId) + 1, what.change, nowUs, reports);
        naive.replace((what.target % nextId) + 1, what.change, nowUs);
        return;
      case 'expire':
        venue.expire(nowUs, reports);
        naive.expire(nowUs);
        return;
      default: {
        const event = eventOf(what, nowUs);
        naive.event(event);
        feed(venue, event, reports);
      }
    }
  });
  const real = Array.from({ length: reports.count }, (_, i): Said => {
    const { kind, orderId, tsUs, priceTicks, lots: size, maker, reason } = reports.at(i);
    return { kind, id: orderId, tsUs, price: priceTicks, lots: size, maker, reason };
  });
  return { real, naive: naive.said };
}

function eventOf(what: typeof market extends fc.Arbitrary<infer T> ? T : never, tsUs: Us): NaiveEvent {
  if (what.act === 'trade') return { kind: 'trade', tsUs, ticks: what.price, lots: what.lots };
  const { bid, spread, lots: bidLots, other } = what;
  return { kind: 'quote', tsUs, bid: { ticks: bid, lots: bidLots }, ask: { ticks: bid + spread, lots: other } };
}

function feed(venue: QuoteVenue, event: NaiveEvent, reports: Reports): void {
  if (event.kind === 'trade') {
    const trade = Object.assign(new TradeEvent(), { tsUs: event.tsUs, priceTicks: event.ticks, lots: event.lots });
    venue.trade(trade, reports);
    return;
  }
  const { tsUs, bid, ask } = event;
  const sides = { bidTicks: bid.ticks, bidLots: bid.lots, askTicks: ask.ticks, askLots: ask.lots };
  venue.quote(Object.assign(new QuoteEvent(), { tsUs, ...sides }), reports);
}

describe('a venue of quotes and trades', () => {
  it('says what its plainest form says, whatever the market and the orders do', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { real, naive } = run(given);
        expect(real).toEqual(naive);
      }),
      { numRuns: 2000 },
    );
  });

  it('says the same when it is saved and loaded on the way', () => {
    fc.assert(
      fc.property(scenario, fc.nat(2), (given, rest) => {
        expect(run(given, (i) => i % 3 === rest).real).toEqual(run(given).real);
      }),
      { numRuns: 300 },
    );
  });

  it('tests what it is meant to test: the scenarios make every kind of report', () => {
    const kinds = new Set<string>();
    for (const given of fc.sample(scenario, { numRuns: 1000, seed: 1 })) {
      for (const { kind, reason, maker } of run(given).real)
        kinds.add(`${kind} ${reason}${maker ? 'maker' : ''}`.trim());
    }
    for (const kind of [
      'accepted',
      'rejected parent',
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
