import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { archiveJournal } from '../../journal/archive.ts';
import { Journal } from '../../journal/journal.ts';
import { Snapshots } from '../../journal/snapshots.ts';
import type { ExchangeInput } from './exchange-input.ts';
import { readVenueLedger } from './ledger.ts';
import { plainSpec } from './paper-rig.twin.ts';
import { recordOf, replayInto } from './record.ts';
import { restoreVenue, savedVenue } from './restore.ts';
import { SPEC_FILE } from './spec.ts';
import { readVenueTotals } from './totals.ts';

const { folder, put } = temporaryFolder();
const ORDERS = 40;

function order(number: number): ExchangeInput {
  const terms = {
    instrument: 0,
    side: 1 as const,
    lots: 1,
    type: 'limit' as const,
    limitTicks: 10,
    timeInForce: 'GTC' as const,
  };
  const taken = { clientOrderId: `o-${number}.0`, tsUs: number, terms, owners: ['x'] };
  return { kind: 'submit', request: number, order: taken };
}

it("A venue's record is read beside the venue, with a torn end, and packed, and nothing of it is changed", async () => {
  const records = join(folder, 'journal');
  put(SPEC_FILE, JSON.stringify(plainSpec));
  const journal = await Journal.open(records, { segmentBytes: 2_000 });
  const snapshots = await Snapshots.open(join(folder, 'snapshots'));
  const reports: never[] = [];
  const { exchange } = restoreVenue({
    spec: plainSpec,
    saved: undefined,
    records: () => [],
    kept: 99,
    onReport: () => {},
  });
  for (let number = 1; number <= ORDERS; number++) {
    const record = recordOf(exchange, order(number));
    journal.append(1, number, record);
    replayInto(exchange, record);
    await journal.synced(number);
    if (number === 30) await snapshots.save(journal, number, savedVenue(exchange, reports));
  }
  const expectWhole = (): void => {
    const totals = readVenueTotals(folder);
    expect(totals.lastReport).toBe(ORDERS);
    expect(totals.taken.equals(exchange.taken)).toBe(true);
    const { orders, reports: told } = readVenueLedger(folder);
    expect([orders.length, told.length]).toEqual([ORDERS, ORDERS]);
  };
  expectWhole();
  const last = join(records, readdirSync(records).at(-1)!);
  appendFileSync(last, 'the beginning of a record');
  expectWhole();
  const nowUs = Date.now() * 1_000 + 10_000_000;
  const packed = await archiveJournal(records, { nowUs, olderThanUs: 1, keepFrom: 30 });
  expect(packed.length).toBeGreaterThan(1);
  expectWhole();
  // What is torn is its owner's to cut.
  expect(readdirSync(records).filter((name) => name.endsWith('.gz'))).toHaveLength(packed.length);
  await journal.close();
});
