import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Difference, haltOf, type KnownFill, type OpenOrder } from './difference.ts';
import { type BrokerView, reconcile } from './reconcile.ts';

const NOW = 1_000;

/** A world in which both sides agree: orders with fills, some of them complete or over. */
const world = fc.record({
  orders: fc.array(
    fc.record({
      instrument: fc.nat(2),
      side: fc.constantFrom(1 as const, -1 as const),
      lots: fc.integer({ min: 5, max: 20 }),
      limitTicks: fc.constantFrom(Number.NaN, 50, 60),
      fills: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
      isOver: fc.boolean(),
      isForeign: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  opening: fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 3 }),
  cash: fc.bigInt({ min: -1000n, max: 100_000n }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

interface Draft {
  asOfUs: number;
  fillsFromUs: number;
  orders: OpenOrder[];
  fills: KnownFill[];
  positions: Map<number, number>;
  cash: Map<string, bigint>;
}

function viewOf({ orders, opening, cash }: World): Draft {
  const view: Draft = {
    asOfUs: NOW,
    fillsFromUs: 0,
    orders: [],
    fills: [],
    positions: new Map(opening.map((lots, instrument) => [instrument, lots])),
    cash: new Map([['USD', cash]]),
  };
  orders.forEach(({ instrument, side, lots, limitTicks, fills, isOver, isForeign }, i) => {
    const orderId = isForeign ? undefined : i + 1;
    let filledLots = 0;
    fills.forEach((size, k) => {
      const part = Math.min(size, lots - filledLots);
      if (part === 0) return;
      filledLots += part;
      const fill = { orderId, instrument, side, lots: part, priceTicks: 50 + k, currency: 'USD' };
      const tsUs = 10 * i + k;
      view.fills.push({ ...fill, executionId: `e${i}.${k}`, cash: BigInt(-side * part * (50 + k)), tsUs });
    });
    for (const fill of view.fills.filter(({ executionId }) => executionId.startsWith(`e${i}.`))) move(view, fill, 1);
    if (isOver || filledLots === lots || isForeign) return;
    view.orders.push({
      orderId,
      venueOrderId: `v${i}`,
      instrument,
      side,
      lots,
      filledLots,
      limitTicks,
      updatedUs: 100,
    });
  });
  return view;
}

function move(view: Draft, fill: KnownFill, sign: 1 | -1): void {
  view.positions.set(fill.instrument, (view.positions.get(fill.instrument) ?? 0) + sign * fill.side * fill.lots);
  view.cash.set(fill.currency, (view.cash.get(fill.currency) ?? 0n) + BigInt(sign) * fill.cash);
}

function fillOrder(view: Draft, id: number | undefined, lots: number): void {
  view.orders = view.orders
    .map((order) =>
      order.orderId === id && id !== undefined ? { ...order, filledLots: order.filledLots + lots } : order,
    )
    .filter((order) => order.filledLots < order.lots);
}

/** What a person would do with each difference, on our side or at the broker. */
function resolveAll(ours: Draft, theirs: Draft, differences: readonly Difference[]): void {
  const add = (fill: KnownFill): void => {
    ours.fills.push(fill);
    move(ours, fill, 1);
    fillOrder(ours, fill.orderId, fill.lots);
  };
  const remove = (fill: KnownFill): void => {
    ours.fills = ours.fills.filter(({ executionId }) => executionId !== fill.executionId);
    move(ours, fill, -1);
    fillOrder(ours, fill.orderId, -fill.lots);
  };
  for (const difference of differences) {
    switch (difference.kind) {
      case 'fill-missing':
      case 'fill-foreign':
        add(difference.fill);
        break;
      case 'fill-unknown':
        remove(difference.fill);
        break;
      case 'fill-differs':
        remove(difference.ours);
        add(difference.theirs);
        break;
      case 'order-missing':
        ours.orders = ours.orders.filter(({ orderId }) => orderId !== difference.order.orderId);
        break;
      case 'order-unknown':
      case 'order-foreign':
        theirs.orders = theirs.orders.filter(({ venueOrderId }) => venueOrderId !== difference.order.venueOrderId);
        break;
      case 'order-differs':
      case 'order-disputed':
        ours.orders = ours.orders.map((order) =>
          order.orderId === difference.theirs.orderId ? difference.theirs : order,
        );
        break;
      case 'position-differs': {
        const { instrument, lots } = difference;
        ours.positions.set(instrument, (ours.positions.get(instrument) ?? 0) + lots);
        break;
      }
      case 'cash-differs':
        ours.cash.set(difference.currency, (ours.cash.get(difference.currency) ?? 0n) + difference.amount);
        break;
    }
  }
}

const STRANGER: OpenOrder = {
  orderId: undefined,
  venueOrderId: 'x',
  instrument: 1,
  side: 1,
  lots: 3,
  filledLots: 0,
  limitTicks: 40,
  updatedUs: 100,
};
const NEW_FILL: Omit<KnownFill, 'executionId' | 'orderId' | 'instrument' | 'side'> = {
  lots: 1,
  priceTicks: 55,
  currency: 'USD',
  cash: -55n,
  tsUs: 500,
};

/** Ways for the two sides to part, the kinds that must be found; undefined where the world has no room for it. */
const DRIFTS: Readonly<Record<string, (ours: Draft, theirs: Draft) => readonly Difference['kind'][] | undefined>> = {
  'an order is gone there': (_, theirs) => (theirs.orders.shift() === undefined ? undefined : ['order-missing']),
  'an order of ours is open there alone': (ours) => (ours.orders.shift() === undefined ? undefined : ['order-unknown']),
  'a stranger’s order is open there': (_, theirs) => {
    theirs.orders.unshift(STRANGER);
    return ['order-foreign'];
  },
  'a fill that we never saw': (_, theirs) => {
    const [order] = theirs.orders;
    if (order?.orderId === undefined) return undefined;
    const fill = {
      ...NEW_FILL,
      executionId: 'missed',
      orderId: order.orderId,
      instrument: order.instrument,
      side: order.side,
    };
    theirs.fills.push(fill);
    move(theirs, fill, 1);
    fillOrder(theirs, order.orderId, 1);
    return ['fill-missing'];
  },
  'a fill that they never had': (ours) => {
    const [order] = ours.orders;
    if (order?.orderId === undefined) return undefined;
    const fill = {
      ...NEW_FILL,
      executionId: 'never',
      orderId: order.orderId,
      instrument: order.instrument,
      side: order.side,
    };
    ours.fills.push(fill);
    move(ours, fill, 1);
    const isLast = order.lots === order.filledLots + 1;
    fillOrder(ours, order.orderId, 1);
    return isLast ? ['fill-unknown', 'order-unknown'] : ['fill-unknown'];
  },
  'a fill of a stranger’s order': (_, theirs) => {
    const fill = { ...NEW_FILL, executionId: 'foreign', orderId: undefined, instrument: 2, side: 1 as const };
    theirs.fills.push(fill);
    move(theirs, fill, 1);
    return ['fill-foreign'];
  },
  'a fill at another price': (_, theirs) => {
    const fill = theirs.fills.pop();
    if (fill === undefined) return undefined;
    move(theirs, fill, -1);
    const other = { ...fill, priceTicks: fill.priceTicks + 1, cash: fill.cash - 1n };
    theirs.fills.push(other);
    move(theirs, other, 1);
    return ['fill-differs'];
  },
  'a filled size that no fill explains': (_, theirs) => {
    const [order] = theirs.orders;
    if (order === undefined) return undefined;
    theirs.orders[0] = { ...order, filledLots: order.filledLots + 0.5 };
    return ['order-disputed'];
  },
  'another size of an order': (_, theirs) => {
    const [order] = theirs.orders;
    if (order === undefined) return undefined;
    theirs.orders[0] = { ...order, lots: order.lots + 1 };
    return ['order-differs'];
  },
  'another limit of an order': (ours) => {
    const [order] = ours.orders;
    if (order === undefined) return undefined;
    ours.orders[0] = { ...order, limitTicks: 77 };
    return ['order-differs'];
  },
  'another side of an order': (_, theirs) => {
    const [order] = theirs.orders;
    if (order === undefined) return undefined;
    theirs.orders[0] = { ...order, side: order.side > 0 ? -1 : 1 };
    return ['order-disputed'];
  },
  'a position traded elsewhere': (_, theirs) => {
    theirs.positions.set(1, (theirs.positions.get(1) ?? 0) + 5);
    return ['position-differs'];
  },
  'a position in what we do not hold': (_, theirs) => {
    theirs.positions.set(9, -4);
    return ['position-differs'];
  },
  'a withdrawal': (_, theirs) => {
    theirs.cash.set('USD', theirs.cash.get('USD')! - 1n);
    return ['cash-differs'];
  },
  'cash in another currency': (_, theirs) => {
    theirs.cash.set('EUR', 5n);
    return ['cash-differs'];
  },
};

const find = (ours: BrokerView, theirs: BrokerView, graceUs = 0): readonly Difference[] =>
  reconcile(ours, theirs, graceUs).differences;

describe('the two sides of an account', () => {
  it('have no differences where there are none', () => {
    fc.assert(
      fc.property(world, (given) => {
        expect(reconcile(viewOf(given), viewOf(given), 0)).toEqual({ differences: [], unsettled: [] });
      }),
      { numRuns: 200 },
    );
  });

  it.each(Object.entries(DRIFTS))('%s: found, by its name and nothing else, and resolved', (_, drift) => {
    let count = 0;
    fc.assert(
      fc.property(world, (given) => {
        const ours = viewOf(given);
        const theirs = viewOf(given);
        const expected = drift(ours, theirs);
        if (expected === undefined) return;
        count += 1;
        const found = find(ours, theirs);
        expect(found.map(({ kind }) => kind)).toEqual(expected);
        resolveAll(ours, theirs, found);
        expect(find(ours, theirs)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(count).toBeGreaterThan(0);
  });

  it('several drifts at once are all resolved, and their order does not depend on that of the lists', () => {
    const names = fc.uniqueArray(fc.constantFrom(...Object.keys(DRIFTS)), { maxLength: 5 });
    fc.assert(
      fc.property(world, names, (given, drifts) => {
        const ours = viewOf(given);
        const theirs = viewOf(given);
        for (const name of drifts) DRIFTS[name](ours, theirs);
        const found = find(ours, theirs);
        const turned = (view: Draft): Draft => ({
          ...view,
          orders: view.orders.toReversed(),
          fills: view.fills.toReversed(),
          positions: new Map([...view.positions].toReversed()),
          cash: new Map([...view.cash].toReversed()),
        });
        expect(find(turned(ours), turned(theirs))).toEqual(found);
        for (let round = 0; round < 3; round++) resolveAll(ours, theirs, find(ours, theirs));
        expect(find(ours, theirs)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a fill that completes an order explains that it is gone', () => {
    const order = { ...STRANGER, orderId: 7, filledLots: 2 };
    const fill = { ...NEW_FILL, executionId: 'last', orderId: 7, instrument: 1, side: 1 as const };
    const empty = { asOfUs: NOW, fillsFromUs: 0, orders: [], fills: [] };
    const ours: BrokerView = { ...empty, orders: [order], positions: new Map([[1, 2]]), cash: new Map() };
    const theirs: BrokerView = {
      ...empty,
      fills: [fill],
      positions: new Map([[1, 3]]),
      cash: new Map([['USD', -55n]]),
    };
    expect(find(ours, theirs)).toEqual([{ kind: 'fill-missing', resolution: 'apply-fill', fill }]);
    // The broker tells it by stream and by query: it is one fill all the same.
    expect(find(ours, { ...theirs, fills: [fill, { ...fill }] })).toHaveLength(1);
  });

  it('what is young may be on its way: it is not judged, nor are the position and the cash that it touches', () => {
    const empty = { asOfUs: NOW, fillsFromUs: 0, orders: [], fills: [], cash: new Map([['USD', 5n]]) };
    const ours: BrokerView = {
      ...empty,
      orders: [{ ...STRANGER, orderId: 7, updatedUs: NOW - 5 }],
      positions: new Map([
        [1, 2],
        [2, 8],
      ]),
    };
    const theirs: BrokerView = { ...empty, cash: new Map(), positions: new Map() };
    expect(reconcile(ours, theirs, 10)).toEqual({
      differences: [{ kind: 'position-differs', resolution: 'adopt-position', instrument: 2, lots: -8 }],
      unsettled: [1],
    });
    expect(find(ours, theirs, 5).map(({ kind }) => kind)).toEqual([
      'order-missing',
      'position-differs',
      'position-differs',
      'cash-differs',
    ]);
  });

  it('fills from before the broker’s list are not asked of it', () => {
    const given: World = { orders: [], opening: [0, 0, 0], cash: 0n };
    const ours = viewOf(given);
    const fill = { ...NEW_FILL, executionId: 'old', orderId: 1, instrument: 0, side: 1 as const };
    ours.fills.push(fill);
    expect(find(ours, { ...viewOf(given), fillsFromUs: 501 })).toEqual([]);
    expect(find(ours, { ...viewOf(given), fillsFromUs: 500 }).map(({ kind }) => kind)).toContain('fill-unknown');
  });

  it('keep new risk off the instrument, and cash off the account, until resolved', () => {
    const order = STRANGER;
    expect(haltOf({ kind: 'order-foreign', resolution: 'none', order })).toEqual({
      scope: 'instrument',
      instrument: 1,
    });
    const cash: Difference = { kind: 'cash-differs', resolution: 'adopt-cash', currency: 'USD', amount: 1n };
    expect(haltOf(cash)).toEqual({ scope: 'account' });
  });
});
