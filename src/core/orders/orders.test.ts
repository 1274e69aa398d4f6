import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderOrigin, type OrderTerms } from '../model/order.ts';
import { Report, ReportKind } from '../model/report.ts';
import { clientOrderId, type Order } from './order.ts';
import { Orders } from './orders.ts';

const TERMS: OrderTerms = { instrument: 1, side: 1, lots: 10, type: 'limit', limitTicks: 500, timeInForce: 'GTC' };

const create = (orders: Orders, id = 1, terms = TERMS): Order =>
  orders.create({ id, terms, origin: OrderOrigin.target, agent: -1, decision: 7, nowUs: 100 });

const report = (kind: keyof typeof ReportKind, fields: Partial<Report> = {}): Report =>
  Object.assign(new Report(), { kind: ReportKind[kind], orderId: 1, tsUs: 200 }, fields);

const fill = (fillId: number, lots: number, priceTicks = 500): Report => report('filled', { fillId, lots, priceTicks });
const bust = (fillId: number, lots: number, priceTicks = 500): Report => report('busted', { fillId, lots, priceTicks });

const accepted = (orders: Orders): Order => {
  const order = create(orders);
  orders.advance(order, 'submit', 110);
  orders.apply(order, report('accepted'));
  return order;
};

describe('orders', () => {
  it('are created initialized, and found by id and by instrument', () => {
    const orders = new Orders();
    const order = create(orders);
    expect(order).toMatchObject({
      id: 1,
      state: 'initialized',
      agent: -1,
      decision: 7,
      createdUs: 100,
      updatedUs: 100,
    });
    expect([order.filledLots, order.leavesLots, order.averagePriceTicks]).toEqual([0, 10, Number.NaN]);
    expect(orders.get(1)).toBe(order);
    expect([...orders.live()]).toEqual([order]);
    expect(orders.liveOf(1)).toEqual([order]);
    expect(orders.liveOf(0)).toEqual([]);
    expect(() => create(orders)).toThrow('used once');
  });

  it('follow what the venue says, to the end', () => {
    const orders = new Orders();
    const order = accepted(orders);
    expect(orders.apply(order, fill(1, 4, 499))).toMatchObject({
      applied: true,
      from: 'accepted',
      to: 'partiallyFilled',
      late: false,
    });
    expect([order.filledLots, order.leavesLots, order.averagePriceTicks]).toEqual([4, 6, 499]);
    expect(orders.apply(order, fill(2, 6, 494))).toMatchObject({
      applied: true,
      refusal: '',
      to: 'filled',
      overfilledLots: 0,
    });
    expect([order.filledLots, order.leavesLots, order.averagePriceTicks, order.done]).toEqual([10, 0, 496, true]);
    expect(order.updatedUs).toBe(200);
    expect(orders.counts).toEqual({ lateFills: 0, overfills: 0, busts: 0, refusals: 0 });
    expect([orders.liveCount, orders.liveOf(1).length]).toEqual([0, 0]);
    expect(orders.get(1)).toBe(order);
  });

  it('keep the reason of their end', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.apply(order, report('cancelled', { reason: 'oco' }));
    expect([order.state, order.reason, order.leavesLots]).toEqual(['canceled', 'oco', 0]);
    const denied = create(orders, 2);
    orders.advance(denied, 'deny', 130, 'max-notional');
    expect([denied.state, denied.reason, denied.updatedUs]).toEqual(['denied', 'max-notional', 130]);
    const refused = orders.apply(order, report('cancelled', { reason: 'requested' }));
    expect([refused.applied, order.reason]).toEqual([false, 'oco']);
  });

  it('keep a reason for what was denied and for nothing else that we do', () => {
    const orders = new Orders();
    const order = create(orders);
    orders.advance(order, 'submit', 110, 'because');
    expect(order.reason).toBe('');
    const denied = create(orders, 2);
    orders.advance(denied, 'deny', 110);
    expect(denied.reason).toBe('');
  });

  it('live in the order of their creation, whatever their instruments', () => {
    const orders = new Orders();
    [3, 0, 2, 0, 3].forEach((instrument, index) => create(orders, index + 1, { ...TERMS, instrument }));
    expect(orders.live().map((order) => order.id)).toEqual([1, 2, 3, 4, 5]);
  });

  it('refuse by name, change nothing, and count it', () => {
    const orders = new Orders();
    const order = create(orders);
    expect(orders.advance(order, 'requestCancel', 999)).toEqual({
      applied: false,
      refusal: 'not-sent',
      from: 'initialized',
      to: 'initialized',
      late: false,
      overfilledLots: 0,
    });
    expect([order.state, order.updatedUs, orders.counts.refusals]).toEqual(['initialized', 100, 1]);
    orders.advance(order, 'submit', 999);
    expect(orders.advance(order, 'deny', 999, 'too-late').refusal).toBe('already-sent');
    expect(order.reason).toBe('');
  });

  it('wait for the answer to a cancel, and can lose it', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.advance(order, 'requestCancel', 120);
    expect([order.state, order.under]).toEqual(['pendingCancel', 'accepted']);
    orders.apply(order, report('cancelRejected'));
    expect(order.state).toBe('accepted');
    orders.advance(order, 'lose', 130);
    expect([order.state, order.done, orders.liveCount]).toEqual(['unknown', false, 1]);
    orders.apply(order, report('rejected', { reason: 'unknown-order' }));
    expect([order.state, order.reason, orders.liveCount]).toEqual(['rejected', 'unknown-order', 0]);
  });

  it('know only reports about themselves', () => {
    const orders = new Orders();
    const order = create(orders);
    expect(() => orders.apply(order, report('accepted', { orderId: 2 }))).toThrow('about the order');
    expect(() => orders.apply(order, report('crossPrice'))).toThrow('about the order');
  });
});

describe('a fill', () => {
  it('that is delivered twice counts once', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.apply(order, fill(1, 4));
    expect(orders.apply(order, fill(1, 4))).toMatchObject({ applied: false, refusal: 'duplicate' });
    expect([order.filledLots, orders.counts.refusals]).toEqual([4, 1]);
  });

  it('is known again however many came after it, and after a restart', () => {
    const orders = new Orders();
    const order = create(orders, 1, { ...TERMS, lots: 100 });
    orders.advance(order, 'submit', 110);
    for (let id = 1; id <= 40; id++) orders.apply(order, fill(id, 1, 400 + id));
    orders.apply(order, bust(40, 1, 440));
    const again = new Orders();
    again.load(JSON.parse(JSON.stringify(orders.save())));
    for (const [book, one] of [
      [orders, order],
      [again, again.get(1) as Order],
    ] as const) {
      expect([one.filledLots, one.averagePriceTicks]).toEqual([39, 420]);
      for (const id of [1, 15, 16, 17, 40]) expect(book.apply(one, fill(id, 1, 400 + id)).refusal).toBe('duplicate');
      expect(book.apply(one, bust(41, 1, 441)).refusal).toBe('unknown-fill');
      expect(book.apply(one, bust(16, 1, 416)).applied).toBe(true);
      expect(one.filledLots).toBe(38);
    }
  });

  it('beyond the size is applied and flagged', () => {
    const orders = new Orders();
    const order = accepted(orders);
    expect(orders.apply(order, fill(1, 12))).toMatchObject({
      applied: true,
      to: 'filled',
      late: false,
      overfilledLots: 2,
    });
    expect([order.filledLots, order.leavesLots, order.overfilledLots]).toEqual([12, 0, 2]);
    expect(orders.apply(order, fill(2, 3))).toMatchObject({
      applied: true,
      to: 'filled',
      late: true,
      overfilledLots: 3,
    });
    expect(orders.counts).toMatchObject({ overfills: 2, lateFills: 1 });
  });

  it('after the end is applied, flagged and counted', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.apply(order, report('cancelled', { reason: 'requested' }));
    expect(orders.apply(order, fill(1, 4))).toMatchObject({
      applied: true,
      to: 'canceled',
      late: true,
      overfilledLots: 0,
    });
    expect(orders.apply(order, fill(2, 6))).toMatchObject({ applied: true, to: 'filled', late: true });
    expect([order.filledLots, order.leavesLots, orders.counts.lateFills, orders.liveCount]).toEqual([10, 0, 2, 0]);
  });

  it('of an order that was never sent is refused', () => {
    const orders = new Orders();
    const order = create(orders);
    orders.advance(order, 'deny', 110, 'x');
    expect(orders.apply(order, fill(1, 4)).refusal).toBe('closed');
    expect(order.filledLots).toBe(0);
  });

  it('must be of whole lots and carry its number', () => {
    const orders = new Orders();
    const order = accepted(orders);
    expect(() => orders.apply(order, fill(1, 0))).toThrow('whole lots');
    expect(() => orders.apply(order, fill(1, 1.5))).toThrow('whole lots');
    expect(() => orders.apply(order, fill(0, 1))).toThrow('its number');
  });
});

describe('a bust', () => {
  it('opens a filled order again, last in line', () => {
    const orders = new Orders();
    const order = accepted(orders);
    const other = create(orders, 2);
    orders.apply(order, fill(1, 4, 490));
    orders.apply(order, fill(2, 6, 500));
    expect(orders.apply(order, bust(2, 6))).toMatchObject({ applied: true, from: 'filled', to: 'partiallyFilled' });
    expect([order.filledLots, order.leavesLots, order.averagePriceTicks]).toEqual([4, 6, 490]);
    expect([...orders.live()]).toEqual([other, order]);
    expect(orders.liveOf(1)).toEqual([other, order]);
    orders.apply(order, bust(1, 4, 490));
    expect([order.state, order.filledLots, order.averagePriceTicks]).toEqual(['accepted', 0, Number.NaN]);
    expect(orders.counts.busts).toBe(2);
  });

  it('corrects an order that was canceled and leaves it so', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.apply(order, fill(1, 4));
    orders.apply(order, report('cancelled'));
    expect(orders.apply(order, bust(1, 4))).toMatchObject({ applied: true, to: 'canceled' });
    expect([order.filledLots, orders.liveCount]).toEqual([0, 0]);
  });

  it('of an excess leaves the order filled', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.apply(order, fill(1, 10));
    orders.apply(order, fill(2, 5));
    expect(orders.apply(order, bust(2, 5))).toMatchObject({ applied: true, to: 'filled' });
    expect(order.overfilledLots).toBe(0);
    orders.apply(order, fill(3, 5));
    expect(orders.apply(order, bust(1, 10))).toMatchObject({ to: 'partiallyFilled' });
    expect(order.leavesLots).toBe(5);
  });

  it('needs the very fill, and happens once; the fill does not come back under its number', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.apply(order, fill(1, 4));
    expect(orders.apply(order, bust(2, 4)).refusal).toBe('unknown-fill');
    expect(orders.apply(order, bust(1, 3)).refusal).toBe('fill-differs');
    expect(orders.apply(order, bust(1, 4, 501)).refusal).toBe('fill-differs');
    expect(order.filledLots).toBe(4);
    expect(orders.apply(order, bust(1, 4)).applied).toBe(true);
    expect(orders.apply(order, bust(1, 4)).refusal).toBe('duplicate');
    expect(orders.apply(order, fill(1, 4)).refusal).toBe('duplicate');
    expect(order.filledLots).toBe(0);
  });
});

describe('an update', () => {
  it('changes the terms when the venue accepts it', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.requestUpdate(order, { ...TERMS, lots: 12, limitTicks: 505 }, 120);
    expect([order.state, order.terms]).toEqual(['pendingUpdate', TERMS]);
    orders.apply(order, report('replaced', { lots: 11, priceTicks: 504 }));
    expect([order.state, order.leavesLots]).toEqual(['accepted', 11]);
    expect(order.terms).toEqual({ ...TERMS, lots: 11, limitTicks: 504 });
    expect(order.requested).toBeUndefined();
  });

  it('takes from the request what the venue does not say', () => {
    const orders = new Orders();
    const stop: OrderTerms = { instrument: 1, side: -1, lots: 10, type: 'stop', stopTicks: 400, timeInForce: 'GTC' };
    const order = create(orders, 1, stop);
    orders.apply(order, report('accepted'));
    orders.requestUpdate(order, { ...stop, stopTicks: 410, lots: 8 }, 120);
    orders.apply(order, report('replaced'));
    expect(order.terms).toEqual({ ...stop, stopTicks: 410, lots: 8 });
    orders.apply(order, report('replaced', { lots: 7 }));
    expect(order.terms).toEqual({ ...stop, stopTicks: 410, lots: 7 });
  });

  it('is still asked for after other news', () => {
    const orders = new Orders();
    const order = create(orders);
    orders.advance(order, 'submit', 110);
    orders.requestUpdate(order, { ...TERMS, lots: 12 }, 120);
    orders.apply(order, report('accepted'));
    orders.apply(order, report('triggered'));
    expect([order.state, order.requested?.lots]).toEqual(['pendingUpdate', 12]);
    orders.apply(order, report('replaced'));
    expect(order.terms.lots).toBe(12);
  });

  it('that is refused leaves the terms alone', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.requestUpdate(order, { ...TERMS, lots: 12 }, 120);
    orders.apply(order, report('replaceRejected', { reason: 'too-late' }));
    expect([order.state, order.terms, order.requested, order.reason]).toEqual(['accepted', TERMS, undefined, '']);
  });

  it('is not asked for while a cancel is pending', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.advance(order, 'requestCancel', 120);
    expect(orders.requestUpdate(order, { ...TERMS, lots: 2 }, 120).refusal).toBe('cancel-pending');
    expect(order.requested).toBeUndefined();
    expect(orders.apply(order, report('replaceRejected')).applied).toBe(true);
  });

  it('keeps instrument and side', () => {
    const orders = new Orders();
    const order = accepted(orders);
    expect(() => orders.requestUpdate(order, { ...TERMS, side: -1 }, 120)).toThrow('keeps instrument and side');
    expect(() => orders.requestUpdate(order, { ...TERMS, instrument: 2 }, 120)).toThrow('keeps instrument and side');
  });
});

describe('a split', () => {
  it('makes so many new lots of what is left and of what was asked for, at the new prices', () => {
    const orders = new Orders();
    const order = accepted(orders);
    const other = create(orders, 2, { ...TERMS, instrument: 0 });
    orders.apply(order, fill(1, 4));
    orders.requestUpdate(order, { ...TERMS, lots: 12, limitTicks: 505 }, 120);
    orders.split(1, { numerator: 2, denominator: 1 });
    expect(order.terms).toMatchObject({ lots: 4 + 12, limitTicks: 250 });
    expect(order.requested).toMatchObject({ lots: 4 + 16, limitTicks: 252 });
    expect([order.filledLots, order.leavesLots]).toEqual([4, 12]);
    expect(other.terms).toEqual({ ...TERMS, instrument: 0 });
  });

  it('asks for nothing where nothing was asked for', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.split(1, { numerator: 2, denominator: 1 });
    expect([order.terms.lots, order.requested]).toEqual([20, undefined]);
  });

  it('leaves alone what would be less than a lot', () => {
    const orders = new Orders();
    const order = accepted(orders);
    orders.requestUpdate(order, { ...TERMS, lots: 9 }, 120);
    orders.split(1, { numerator: 1, denominator: 20 });
    expect([order.terms, order.requested]).toEqual([TERMS, { ...TERMS, lots: 9 }]);
  });
});

const end = (orders: Orders, id: number): Order => {
  const order = create(orders, id);
  orders.advance(order, 'deny', 110);
  orders.forget(order);
  return order;
};

describe('memory', () => {
  it('holds so many forgotten orders and no more', () => {
    const orders = new Orders(3);
    for (let id = 1; id <= 5; id++) end(orders, id);
    expect([1, 2, 3, 4, 5].map((id) => orders.get(id)?.id)).toEqual([undefined, undefined, 3, 4, 5]);
    orders.forget(orders.get(3) as Order);
    expect(orders.get(3)?.id).toBe(3);
    expect(() => new Orders(0)).toThrow('at least one');
  });

  it('is saved in one order, whichever ended first: by id, and then what lives', () => {
    const orders = new Orders();
    create(orders, 4);
    for (const id of [3, 1, 2]) end(orders, id);
    const state = orders.save();
    expect(state.orders.map((order) => order.id)).toEqual([1, 2, 3, 4]);
    expect(state.forgotten).toEqual([3, 1, 2]);
  });

  it('survives being saved, in its order', () => {
    const orders = new Orders(2);
    end(orders, 1);
    end(orders, 2);
    end(orders, 3);
    const live = create(orders, 4);
    const copy = new Orders(2);
    copy.load(JSON.parse(JSON.stringify(orders.save())));
    expect(copy.save()).toEqual({ ...orders.save() });
    expect([...copy.live()].map((order) => order.id)).toEqual([live.id]);
    end(copy, 5);
    expect([2, 3, 4, 5].map((id) => copy.get(id)?.id)).toEqual([undefined, 3, 4, 5]);
    expect(() => copy.load(orders.save())).toThrow('before the first');
  });

  it('keeps what lives, and what a bust opened again', () => {
    const orders = new Orders(1);
    const order = accepted(orders);
    expect(() => orders.forget(order)).toThrow('cannot be forgotten');
    orders.apply(order, fill(1, 10));
    orders.forget(order);
    orders.apply(order, bust(1, 10));
    end(orders, 2);
    end(orders, 3);
    expect([orders.get(1), orders.get(2)]).toEqual([order, undefined]);
    orders.apply(order, fill(2, 10));
    orders.forget(order);
    expect(orders.get(3)).toBeUndefined();
    expect(orders.get(1)).toBe(order);
    end(orders, 4);
    expect(orders.get(1)).toBeUndefined();
  });

  it('lets go in its turn what has ended again by then, and keeps what was saved while it lived', () => {
    const opened = (): Orders => {
      const orders = new Orders(2);
      const order = accepted(orders);
      orders.apply(order, fill(1, 10));
      orders.forget(order);
      orders.apply(order, bust(1, 10));
      return orders;
    };
    const orders = opened();
    orders.apply(orders.get(1) as Order, fill(2, 10));
    const copy = new Orders(2);
    copy.load(JSON.parse(JSON.stringify(opened().save())));
    for (const id of [2, 3, 4]) {
      end(orders, id);
      end(copy, id);
    }
    expect([1, 2, 3, 4].map((id) => orders.get(id)?.id)).toEqual([undefined, undefined, 3, 4]);
    expect([1, 2, 3, 4].map((id) => copy.get(id)?.id)).toEqual([1, undefined, 3, 4]);
  });
});

describe('the client order id', () => {
  it('is a function of the id alone', () => {
    expect(clientOrderId(1042 * 65_536 + 3)).toBe('o-1042.3');
  });
});

describe('a sequence of events', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constantFrom('submit', 'deny', 'requestCancel', 'lose', 'forget' as const) }),
    fc.record({
      kind: fc.constantFrom(
        'accepted',
        'rejected',
        'triggered',
        'cancelled',
        'expired',
        'cancelRejected',
        'replaceRejected' as const,
      ),
    }),
    fc.record({
      kind: fc.constant('filled' as const),
      fillId: fc.integer({ min: 1, max: 6 }),
      lots: fc.integer({ min: 1, max: 7 }),
    }),
    fc.record({ kind: fc.constant('busted' as const), fillId: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ lots: fc.integer({ min: 1, max: 15 }) }),
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  /** Applies the step; says by how many lots the position moved. */
  const take = (orders: Orders, order: Order, it: Step, sizes: Map<number, number>): number => {
    if ('do' in it) {
      if (it.do === 'forget') {
        if (order.done) orders.forget(order);
      } else orders.advance(order, it.do, 1);
      return 0;
    }
    if (!('kind' in it)) {
      orders.requestUpdate(order, { ...order.terms, lots: it.lots }, 1);
      orders.apply(order, report('replaced', { orderId: order.id, lots: it.lots }));
      return 0;
    }
    const fillId = 'fillId' in it ? it.fillId : 0;
    const lots = it.kind === 'filled' ? it.lots : (sizes.get(fillId) ?? 1);
    const { applied } = orders.apply(order, report(it.kind, { orderId: order.id, fillId, lots, priceTicks: 5 }));
    if (!applied || fillId === 0) return 0;
    sizes.set(fillId, lots);
    return it.kind === 'filled' ? lots : -lots;
  };

  it('never loses a lot, lists exactly what lives, and goes on from a saved state', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), step), { maxLength: 60 }),
        fc.nat(59),
        (steps, cut) => {
          let orders = new Orders(2);
          const sizes = new Map([1, 2, 3].map((id) => [id, new Map<number, number>()]));
          const moved = new Map<number, number>();
          for (const id of [1, 2, 3]) create(orders, id, { ...TERMS, instrument: id % 2 });
          steps.forEach(([id, each], index) => {
            if (index === cut) {
              const state = orders.save();
              orders = new Orders(2);
              orders.load(JSON.parse(JSON.stringify(state)));
              expect(JSON.stringify(orders.save())).toBe(JSON.stringify(state));
            }
            const order = orders.get(id);
            if (order === undefined) return;
            moved.set(id, (moved.get(id) ?? 0) + take(orders, order, each, sizes.get(id) as Map<number, number>));
            expect(order.filledLots).toBe(moved.get(id));
            expect(order.leavesLots === 0 || !order.done).toBe(true);
            if (order.state === 'filled') expect(order.filledLots).toBeGreaterThanOrEqual(order.terms.lots);
            if (order.state === 'partiallyFilled') expect(order.filledLots).toBeGreaterThan(0);
            if (order.state === 'accepted') expect(order.filledLots).toBe(0);
            const live = [1, 2, 3].filter((each) => orders.get(each)?.done === false);
            expect([...orders.live()].map((each) => each.id).sort()).toEqual(live);
            expect([...orders.liveOf(0), ...orders.liveOf(1)].map((each) => each.id).sort()).toEqual(live);
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
