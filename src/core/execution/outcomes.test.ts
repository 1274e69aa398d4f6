import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SECOND_US } from '../base/time.ts';
import { ReportKind, Reports } from '../model/report.ts';
import type { Order } from '../orders/order.ts';
import { Orders } from '../orders/orders.ts';
import {
  blockedBy,
  mayResend,
  outcomeOf,
  type QueryAnswer,
  queryDelayUs,
  resolve,
  SendReply,
  SETTLE_US,
} from './outcomes.ts';

function lostOrder(orders: Orders, id = 1, filled = 0, agent = 0): Order {
  const terms = { instrument: 0, side: 1, lots: 10, type: 'limit', limitTicks: 50, timeInForce: 'GTC' } as const;
  const order = orders.create({ id, terms, origin: 'intent', agent, decision: 0, nowUs: 0 });
  orders.advance(order, 'submit', 0);
  if (filled > 0) {
    const report = new Reports().add(ReportKind.filled, id, 0, 0);
    orders.apply(order, Object.assign(report, { fillId: 1, lots: filled, priceTicks: 50 }));
  }
  orders.advance(order, 'lose', 0);
  expect(order.state).toBe('unknown');
  return order;
}

const fillOf = (fillId: number, lots: number, priceTicks = 50) => ({ fillId, lots, priceTicks, fee: 1n, maker: true });

type FoundState = Extract<QueryAnswer, { kind: 'found' }>['state'];

function found(state: FoundState, ...fills: ReturnType<typeof fillOf>[]): QueryAnswer {
  const filledLots = fills.reduce((sum, { lots }) => sum + lots, 0);
  return { kind: 'found', state, filledLots, fills, reason: 'said so' };
}

describe('what became of a request', () => {
  it('is certain only when the broker spoke of the order itself', () => {
    const outcomes = Object.values(SendReply).map((reply) => [reply, outcomeOf(reply), mayResend(reply)]);
    expect(outcomes).toEqual([
      ['accepted', 'ACK', false],
      ['refused', 'REJECT', false],
      ['throttled', 'REJECT', true],
      ['not-sent', 'REJECT', true],
      ['duplicate', 'UNKNOWN', false],
      ['timeout', 'UNKNOWN', false],
      ['disconnected', 'UNKNOWN', false],
      ['failed', 'UNKNOWN', false],
      ['malformed', 'UNKNOWN', false],
    ]);
  });

  it('unknown blocks its key and no other; a netted order is of every agent', () => {
    const orders = new Orders();
    const order = lostOrder(orders, 1, 0, 2);
    const asked = ([agent, instrument, side]: readonly [number, number, 1 | -1]) =>
      blockedBy(orders.live(), agent, instrument, side)?.id;
    expect([asked([2, 0, 1]), asked([-1, 0, 1])]).toEqual([order.id, order.id]);
    expect([asked([1, 0, 1]), asked([2, 1, 1]), asked([2, 0, -1])]).toEqual([undefined, undefined, undefined]);
    const netted = new Orders();
    lostOrder(netted, 5, 0, -1);
    expect(blockedBy(netted.live(), 3, 0, 1)?.id).toBe(5);
  });

  it('is asked about at once, then more and more rarely', () => {
    expect([0, 1, 2, 9, 99].map(queryDelayUs)).toEqual([0.25, 0.5, 1, 30, 30].map((seconds) => seconds * SECOND_US));
  });
});

describe('the answer to a query', () => {
  const ask = (filled: number, answer: QueryAnswer, nowUs = 1) => {
    const orders = new Orders();
    const order = lostOrder(orders, 1, filled);
    const reports = new Reports();
    const resolution = resolve(order, answer, 0, nowUs, reports);
    for (let i = 0; i < reports.count; i++) expect(orders.apply(order, reports.at(i)).applied).toBe(true);
    return [resolution, order.state, order.filledLots, order.reason];
  };

  it.each([
    ['works', 0, found('working'), ['resolved', 'accepted', 0, '']],
    ['works, a part filled', 0, found('working', fillOf(1, 4)), ['resolved', 'partiallyFilled', 4, '']],
    ['filled meanwhile', 4, found('filled', fillOf(1, 4), fillOf(2, 6)), ['resolved', 'filled', 10, '']],
    ['cancelled with a part filled', 0, found('cancelled', fillOf(1, 4)), ['resolved', 'canceled', 4, 'said so']],
    ['rejected', 0, found('rejected'), ['resolved', 'rejected', 0, 'said so']],
    ['expired', 4, found('expired', fillOf(1, 4)), ['resolved', 'expired', 4, 'said so']],
    ['no answer', 0, { kind: 'failed' } as const, ['ask-again', 'unknown', 0, '']],
    ['not there yet', 0, { kind: 'not-found' } as const, ['ask-again', 'unknown', 0, '']],
  ])('%s', (_, filled, answer, expected) => {
    expect(ask(filled, answer)).toEqual(expected);
  });

  it('an order that is not there is given up only when it cannot arrive any more, and never when it has filled', () => {
    expect(ask(0, { kind: 'not-found' }, SETTLE_US - 1)[0]).toBe('ask-again');
    expect(ask(0, { kind: 'not-found' }, SETTLE_US)).toEqual(['resolved', 'rejected', 0, 'never-arrived']);
    expect(ask(3, { kind: 'not-found' }, SETTLE_US)[0]).toBe('disputed');
  });

  it.each([
    ['a fill of ours is not there', 4, found('working')],
    ['a fill of ours is told with another price', 4, found('working', fillOf(1, 4, 51))],
    ['more filled than was ordered', 0, found('working', fillOf(1, 11))],
    ['filled, and not all of it', 0, found('filled', fillOf(1, 9))],
    ['rejected, and filled', 0, found('rejected', fillOf(1, 1))],
    ['the same fill twice', 0, found('working', fillOf(1, 2), fillOf(1, 2))],
    ['a sum that is not that of the fills', 0, { ...found('working', fillOf(1, 2)), filledLots: 3 } as QueryAnswer],
    ['half a lot', 0, found('working', fillOf(1, 0.5))],
  ])('%s: it stays unknown', (_, filled, answer) => {
    expect(ask(filled, answer).slice(0, 2)).toEqual(['disputed', 'unknown']);
  });

  it('ends the doubt and agrees with the broker, whatever it had filled and we had seen', () => {
    const lots = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
    const states = fc.constantFrom<FoundState>('working', 'cancelled', 'expired');
    fc.assert(
      fc.property(lots, states, fc.boolean(), (sizes, state, hasSeenFirst) => {
        const fills = sizes.map((size, i) => fillOf(i + 1, size));
        const seen = hasSeenFirst && sizes.length > 0 ? sizes[0] : 0;
        const [resolution, after, filled] = ask(seen, found(state, ...fills));
        expect(resolution).toBe('resolved');
        expect(after).not.toBe('unknown');
        expect(filled).toBe(sizes.reduce((sum, size) => sum + size, 0));
      }),
    );
  });
});
