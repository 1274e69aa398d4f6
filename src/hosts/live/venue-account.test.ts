import { expect, it } from 'vitest';
import { idOf } from '../../core/base/ids.ts';
import { Out } from '../../core/model/out.ts';
import { addRow } from '../../core/base/columns.ts';
import { InputEvent, InputOrigin } from '../../contracts/input-event.ts';
import { clientOrderId } from '../../core/orders/order.ts';
import type { VenueLedger } from '../venue/ledger.ts';
import { VenueAccount } from './venue-account.ts';

type Ledger = Pick<VenueLedger, 'orders' | 'reports'>;
const FIRST = idOf(1, 0);

/** A session that has sent one order and booked its fill 7 so many times. */
function session(times = 1): VenueAccount {
  const account = new VenueAccount();
  const event = new InputEvent();
  const origin = new InputOrigin();
  const out = new Out();
  const row = addRow(out.orders);
  out.orders.id[row] = FIRST;
  account.see({ event, origin, out });
  for (let k = 0; k < times; k++) {
    const filled = new Out();
    addRow(filled.fills);
    event.kind = 'report';
    origin.source = 'venue';
    Object.assign(event.report, { kind: 'filled', orderId: FIRST, fillId: 7 });
    account.see({ event, origin, out: filled });
  }
  return account;
}

function ledger(orders: readonly number[], executions: readonly string[]): Ledger {
  return {
    orders: orders.map((id) => ({ clientOrderId: clientOrderId(id) })),
    reports: executions.map((executionId) => ({ kind: 'filled', clientOrderId: clientOrderId(FIRST), executionId })),
  } as unknown as Ledger;
}

it.each([
  ['both tell the same', session(), ledger([FIRST], ['7']), { lost: 0, doubled: 0 }],
  ['the venue has no such order any more', session(), ledger([], ['7']), { lost: 1, doubled: 0 }],
  ['a fill never arrived', session(), ledger([FIRST], ['7', '8']), { lost: 1, doubled: 0 }],
  ['an order is there twice', session(), ledger([FIRST, FIRST], ['7']), { lost: 0, doubled: 1 }],
  ['an order is there that nobody made', session(), ledger([FIRST, idOf(2, 0)], ['7']), { lost: 0, doubled: 1 }],
  ['a fill was booked twice', session(2), ledger([FIRST], ['7']), { lost: 0, doubled: 1 }],
])('%s', (_what, account, there, counts) => {
  expect(account.compare(there)).toEqual(counts);
});

it.each(['cancel-rejected', 'replace-rejected'] as const)(
  'an order that never arrived is not lost, whatever was asked of it: %s',
  (kind) => {
    const account = session();
    const event = new InputEvent();
    const origin = new InputOrigin();
    const out = new Out();
    const id = idOf(2, 0);
    out.orders.id[addRow(out.orders)] = id;
    account.see({ event, origin, out });
    event.kind = 'report';
    origin.source = 'venue';
    Object.assign(event.report, { kind, orderId: id, fillId: 0, reason: 'unknown-order' });
    account.see({ event, origin, out: new Out() });
    expect(account.compare(ledger([FIRST], ['7']))).toEqual({ lost: 0, doubled: 0 });
    Object.assign(event.report, { reason: 'too-late' });
    account.see({ event, origin, out: new Out() });
    expect(account.compare(ledger([FIRST], ['7']))).toEqual({ lost: 1, doubled: 0 });
  },
);
