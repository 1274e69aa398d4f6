import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRow } from '../../core/base/columns.ts';
import { idOf } from '../../core/base/ids.ts';
import { Out } from '../../core/model/out.ts';
import { clientOrderId } from '../../core/orders/order.ts';
import { InputEvent, InputOrigin } from '../../contracts/input-event.ts';
import { Fingerprint } from '../venue/fingerprint.ts';
import type { VenueLedger } from '../venue/ledger.ts';
import { VenueAccount } from './venue-account.ts';
import { VenueTally } from './venue-tally.ts';

type Step = readonly [what: 'order' | 'accepted' | 'filled' | 'cancelled' | 'unknown', order: number, fill: number];

const step = fc.tuple(
  fc.constantFrom<Step[0]>('order', 'accepted', 'filled', 'cancelled', 'unknown'),
  fc.nat(3),
  fc.integer({ min: 1, max: 4 }),
);
const idAt = (order: number): number => idOf(order + 1, 0);

/** Both told of the same inputs; `known`: orders that the engine still has. */
function told(
  steps: readonly Step[],
  known: ReadonlySet<number>,
  restartAt: number,
): { tally: VenueTally; account: VenueAccount } {
  const account = new VenueAccount();
  const sent = new Set<number>();
  const make = (): VenueTally => new VenueTally((id) => known.has(id) && [...sent].some((order) => idAt(order) === id));
  let tally = make();
  for (const [k, [what, order, fill]] of steps.entries()) {
    if (k === restartAt) {
      const saved: unknown = JSON.parse(JSON.stringify(tally.save()));
      tally = make();
      tally.load(saved);
    }
    const event = new InputEvent();
    const origin = new InputOrigin();
    const out = new Out();
    if (what === 'order') {
      if (sent.has(order)) continue;
      sent.add(order);
      out.orders.id[addRow(out.orders)] = idAt(order);
    } else {
      event.kind = 'report';
      origin.source = 'venue';
      const said =
        what === 'unknown' ? { kind: 'cancel-rejected', reason: 'unknown-order' } : { kind: what, reason: '' };
      Object.assign(event.report, said, { orderId: idAt(order), fillId: fill });
      if (what === 'filled') addRow(out.fills);
    }
    for (const each of [tally, account]) each.see({ event, origin, out });
  }
  return { tally, account };
}

/** What a venue says that has taken these orders and told these fills, each once. */
function venue(orders: readonly number[], fills: readonly (readonly [order: number, fill: number])[]) {
  const totals = { taken: new Fingerprint(), filled: new Fingerprint() };
  for (const order of orders) totals.taken.add(idAt(order), 0);
  for (const [order, fill] of fills) totals.filled.add(idAt(order), fill);
  const ledger = {
    orders: orders.map((order) => ({ clientOrderId: clientOrderId(idAt(order)) })),
    reports: fills.map(([order, fill]) => ({
      kind: 'filled',
      clientOrderId: clientOrderId(idAt(order)),
      executionId: String(fill),
    })),
  } as unknown as Pick<VenueLedger, 'orders' | 'reports'>;
  return { totals, ledger };
}

const orders = fc.uniqueArray(fc.nat(3));
const fills = fc.uniqueArray(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 4 })), {
  selector: (pair) => pair.join('/'),
});
const known = fc.uniqueArray(fc.nat(3)).map((all) => new Set(all.map(idAt)));

describe('What a session has heard of its venue', () => {
  it('agrees with the venue only where going through everything finds nothing lost and nothing doubled', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        known,
        fc.nat(12),
        orders,
        fills,
        (steps, kept, at, there, filled) => {
          const { tally, account } = told(steps, kept, at);
          const { totals, ledger } = venue(there, filled);
          if (tally.agrees(totals)) expect(account.compare(ledger)).toEqual({ lost: 0, doubled: 0 });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('agrees where the venue has just what was heard, also across a restart, and not when either has more', () => {
    const steps: Step[] = [
      ['order', 0, 1],
      ['accepted', 0, 1],
      ['order', 1, 1],
      ['filled', 0, 1],
      ['accepted', 1, 1],
      ['filled', 1, 2],
      ['order', 2, 1],
      // The venue was asked to cancel one that never arrived.
      ['unknown', 2, 1],
    ];
    const all = new Set([0, 1, 2].map(idAt));
    for (let at = 0; at < steps.length; at++) {
      const { tally } = told(steps, all, at);
      const agrees = (...there: Parameters<typeof venue>): boolean => tally.agrees(venue(...there).totals);
      expect(
        agrees(
          [0, 1],
          [
            [0, 1],
            [1, 2],
          ],
        ),
      ).toBe(true);
      expect(
        agrees(
          [0, 1, 2],
          [
            [0, 1],
            [1, 2],
          ],
        ),
      ).toBe(false);
      expect(
        agrees(
          [0],
          [
            [0, 1],
            [1, 2],
          ],
        ),
      ).toBe(false);
      expect(agrees([0, 1], [[0, 1]])).toBe(false);
      expect(
        agrees(
          [0, 1],
          [
            [0, 1],
            [1, 2],
            [1, 3],
          ],
        ),
      ).toBe(false);
    }
  });

  it('is not sure of a report about an order that nothing is known of', () => {
    const { tally } = told([['accepted', 3, 1]], new Set(), 5);
    expect(tally.agrees(venue([], []).totals)).toBe(false);
  });
});
