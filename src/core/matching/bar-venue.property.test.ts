import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Us } from '../base/time.ts';
import { BarEvent } from '../model/bar.ts';
import type { OrderTerms } from '../model/order.ts';
import { Reports } from '../model/report.ts';
import { BarVenue, type VenueOptions } from './bar-venue.ts';
import { NaiveVenue, type Said } from './bar-venue.twin.ts';
import { DEFAULTS, INTERVAL, setBar, THREE_BAR_SESSIONS, UNIT_INSTRUMENT } from './venue-bench.twin.ts';

const BARS = 6;

const price = fc.integer({ min: 90, max: 110 });
const barShape = fc.record({
  prices: fc.tuple(price, price, price, price),
  spread: fc.constantFrom(0, 0, 1, 2),
  volume: fc.integer({ min: 0, max: 20 }),
  gap: fc.constantFrom(0, 0, 500),
});

const orderShape = fc.record({
  side: fc.constantFrom(1 as const, -1 as const),
  lots: fc.integer({ min: 1, max: 8 }),
  type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit', 'trailing', 'touch'),
  limit: price,
  hasCollar: fc.boolean(),
  stop: price,
  hasStop: fc.boolean(),
  trail: fc.integer({ min: 1, max: 6 }),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'GTC', 'DAY', 'GTD', 'IOC', 'FOK'),
  lifeUs: fc.integer({ min: 0, max: 4 * INTERVAL }),
  postOnly: fc.boolean(),
  group: fc.constantFrom(undefined, undefined, 1, 2),
  /** How many orders back its parent is; 0 is none. */
  parent: fc.constantFrom(0, 0, 0, 1, 2),
});

const step = fc.record({
  /** In which bar, and whether in its middle instead of before its open. */
  bar: fc.integer({ min: 0, max: BARS - 1 }),
  isLate: fc.boolean(),
  act: fc.constantFrom('submit', 'submit', 'submit', 'submit', 'cancel', 'replace'),
  order: orderShape,
  target: fc.integer({ min: 0, max: 12 }),
  change: fc.record(
    { lots: fc.integer({ min: 1, max: 9 }), limitTicks: price, stopTicks: price },
    { requiredKeys: [] },
  ),
});

const scenario = fc.record({
  bars: fc.array(barShape, { minLength: BARS, maxLength: BARS }),
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  fill: fc.constantFrom('next-open' as const, 'close' as const),
  limitFill: fc.constantFrom('through' as const, 'touch' as const),
  bothHit: fc.constantFrom('stop-first' as const, 'target-first' as const),
  participation: fc.constantFrom(undefined, undefined, 0.3, 1),
  latencyUs: fc.constantFrom(0, 0, 1, 300, 1000, 1500),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function termsOf(shape: Scenario['steps'][number]['order'], id: number, nowUs: Us): OrderTerms {
  const { type, timeInForce } = shape;
  const isLimit = type === 'limit' || type === 'stop-limit';
  const isImmediate = timeInForce === 'IOC' || timeInForce === 'FOK';
  const wantsStop =
    type === 'stop' || type === 'stop-limit' || type === 'touch' || (type === 'trailing' && shape.hasStop);
  return {
    instrument: 0,
    side: shape.side,
    lots: shape.lots,
    type,
    limitTicks: isLimit || (type === 'market' && shape.hasCollar) ? shape.limit : undefined,
    stopTicks: wantsStop ? shape.stop : undefined,
    trailTicks: type === 'trailing' ? shape.trail : undefined,
    timeInForce,
    expireUs: timeInForce === 'GTD' ? nowUs + shape.lifeUs : undefined,
    postOnly: shape.postOnly && isLimit && !isImmediate,
    group: shape.group,
    parent: shape.parent === 0 ? undefined : id - shape.parent,
  };
}

function fillBar(bar: BarEvent, shape: Scenario['bars'][number], index: number): void {
  const { prices, spread, volume, gap } = shape;
  setBar(bar, index, [prices[0], Math.max(...prices), Math.min(...prices), prices[3]], { spread, volume });
  bar.tsUs -= gap;
}

/** `saves`: each bar the venue is written to JSON and read into a new one. */
function run(given: Scenario, saves = false): { real: Said[]; naive: Said[] } {
  const options: VenueOptions = { ...DEFAULTS, ...given };
  let venue = new BarVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], options);
  const naive = new NaiveVenue(THREE_BAR_SESSIONS, options);
  const real: Said[] = [];
  const reports = new Reports();
  const bar = new BarEvent();
  let nextId = 1;
  const drain = (): void => {
    for (let i = 0; i < reports.count; i++) {
      const { kind, orderId, tsUs, priceTicks, lots, maker, reason } = reports.at(i);
      real.push({ kind, id: orderId, tsUs, price: priceTicks, lots, maker, reason });
    }
    reports.clear();
  };
  const act = (index: number, isLate: boolean, nowUs: Us): void => {
    for (const todo of given.steps) {
      if (todo.bar !== index || todo.isLate !== isLate) continue;
      const target = (todo.target % nextId) + 1;
      if (todo.act === 'submit') {
        const terms = termsOf(todo.order, nextId, nowUs);
        venue.submit(nextId, terms, nowUs, reports);
        naive.submit(nextId, terms, nowUs);
        nextId += 1;
      } else if (todo.act === 'cancel') {
        venue.cancel(target, nowUs, reports);
        naive.cancel(target, nowUs);
      } else {
        venue.replace(target, todo.change, nowUs, reports);
        naive.replace(target, todo.change, nowUs);
      }
    }
  };
  for (let index = 0; index < BARS; index++) {
    const openUs = index * INTERVAL;
    if (saves) {
      const saved = JSON.stringify(venue.save());
      venue = new BarVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], options);
      venue.load(JSON.parse(saved));
    }
    if (index > 0 && bar.tsUs <= openUs) {
      venue.path(bar, reports);
      naive.path(bar);
    }
    if (index === 0 || given.bars[index - 1].gap === 0) act(index, false, openUs);
    else act(index, false, openUs - 100);
    if (index > 0) {
      venue.close(bar, reports);
      naive.close(bar);
    }
    venue.expire(openUs, reports);
    naive.expire(openUs);
    fillBar(bar, given.bars[index], index);
    if (!venue.idle(0)) venue.open(bar, reports);
    naive.open(bar);
    act(index, true, openUs + 300);
  }
  venue.path(bar, reports);
  naive.path(bar);
  drain();
  return { real, naive: naive.said };
}

describe('the walk along the path', () => {
  it('says what a walk tick by tick says, whatever the bars and orders', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { real, naive } = run(given);
        expect(real).toEqual(naive);
      }),
      { numRuns: 1500 },
    );
  });

  it('goes on as if nothing had been, when the venue is saved and loaded in the middle of bars', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        expect(run(given, true).real).toEqual(run(given).real);
      }),
      { numRuns: 300 },
    );
  });

  it('tests what it is meant to test: the scenarios make every kind of report, and fills of every origin', () => {
    const kinds = new Set<string>();
    for (const given of fc.sample(scenario, { numRuns: 800, seed: 1 })) {
      for (const said of run(given).real) kinds.add(`${said.kind} ${said.reason}`.trim());
    }
    for (const kind of [
      'accepted',
      'rejected parent',
      'filled',
      'triggered',
      'expired',
      'replaced',
      'cancelled collar',
      'cancelled ioc',
      'cancelled fok',
      'cancelled oco',
      'cancelled parent',
      'cancelled post-only',
      'cancelled requested',
    ]) {
      expect(kinds).toContain(kind);
    }
  });
});
