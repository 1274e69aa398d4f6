import { expect } from 'vitest';
import { type Books, readBooks } from './books.ts';
import type { Death } from './die-at.ts';
import type { Rig } from './rig.ts';

export type Step = Omit<Death, 'mark'>;

const JOURNAL = '^(?!.*/venue/).*/journal/.*';
const VENUE = '/venue/journal/';

/** Where a trader, or its venue, can die, by name; `nth` is the caller's. */
export const steps = {
  'trader, before a journal write': { match: JOURNAL, op: 'write', when: 'before' },
  'trader, in the middle of a journal write': { match: JOURNAL, op: 'write', when: 'half' },
  'trader, after a journal write, before its sync': { match: JOURNAL, op: 'sync', when: 'before' },
  'trader, after a journal sync, before anything is sent': { match: JOURNAL, op: 'sync', when: 'after' },
  'trader, right before an order is sent': { match: '"kind":"submit"', op: 'send', when: 'before' },
  'trader, right after an order was sent': { match: '"kind":"submit"', op: 'send', when: 'after' },
  'trader, with the report of a fill in its hands': { match: '"kind":"filled"', op: 'hear', when: 'before' },
  'trader, in the middle of an audit record': { match: '/audit/records/', op: 'write', when: 'half' },
  'trader, between audit records and their tree': { match: '/audit/tree/', op: 'write', when: 'before' },
  'trader, in the middle of a checkpoint': { match: '/audit/checkpoints', op: 'write', when: 'half' },
  'trader, in the middle of a snapshot': { match: '/snapshots/', op: 'write', when: 'half' },
  'trader, before a snapshot has its name': { match: '/snapshots/', op: 'rename', when: 'before' },
  'trader, after a snapshot has its name': { match: '/snapshots/', op: 'rename', when: 'after' },
  'venue, before a journal write': { match: VENUE, op: 'write', when: 'before' },
  'venue, in the middle of a journal write': { match: VENUE, op: 'write', when: 'half' },
  'venue, after a journal write, before its sync': { match: VENUE, op: 'sync', when: 'before' },
  'venue, after a journal sync, before anything is said': { match: VENUE, op: 'sync', when: 'after' },
  'venue, right before it acknowledges an order': { match: '"kind":"ack"', op: 'send', when: 'before' },
  'venue, right after it told of a fill': { match: '"kind":"filled"', op: 'send', when: 'after' },
} as const satisfies Readonly<Record<string, Omit<Step, 'nth'>>>;
export type StepName = keyof typeof steps;

/** Dies there, with commands under way, and then everything that was promised must hold. */
export async function dieAt(rig: Rig, name: StepName, nth: number): Promise<void> {
  const trader = rig.start({ ...steps[name], nth });
  const commands = rig.command(trader);
  if (name.startsWith('venue')) {
    // The venue is started again by the trader, which trades on.
    const { orders } = await trader.until(({ at, orders: sent }) => at === 'running' && sent > 0);
    await trader.until(({ at, orders: sent }) => rig.died && at === 'running' && sent > orders);
    await trader.kill('SIGTERM');
  } else await trader.ended;
  await commands;
  expect(rig.died, `${name}: it did not come to that`).toBe(true);
  await expectWhole(rig);
}

/** Brings the session to rest and compares both sides. */
export async function expectWhole(rig: Rig): Promise<Books> {
  for (let tries = 0; ; tries++) {
    await rig.settle();
    const books = await readBooks(rig.dir, rig.config, rig.acknowledged);
    expect(books.problems).toEqual([]);
    if (books.unheard === 0) return books;
    // An order that was sent again while it settled may have been answered since.
    expect(tries, `${books.unheard} reports are not heard`).toBeLessThan(3);
  }
}
