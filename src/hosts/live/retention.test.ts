import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { DAY_US, MINUTE_US } from '../../core/base/time.ts';
import { newSigner, sessionRecords, writeLog } from '../../audit/session.twin.ts';
import { Journal } from '../../journal/journal.ts';
import { Snapshots } from '../../journal/snapshots.ts';
import { verifyJournal } from '../../journal/verify.ts';
import type { Log } from '../../telemetry/logs.ts';
import { VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { Retention, type RetentionParts } from './retention.ts';

const { folder: root } = temporaryFolder();
const signer = newSigner();
const RECORDS = 120;
const records = sessionRecords(RECORDS);
const NOW_US = records[RECORDS - 1].tsUs + 100 * DAY_US;

let dir = '';
let count = 0;
let journal: Journal;

beforeEach(async () => {
  dir = join(root, `session-${count++}`);
  journal = await Journal.open(join(dir, 'journal'), { segmentBytes: 2_000 });
  for (let i = 0; i < RECORDS; i++) {
    journal.append(1, records[i].tsUs, Buffer.from('x'.repeat(150)));
    await journal.synced(i + 1);
  }
  for (let size = 20; size <= RECORDS; size += 20)
    await writeLog(join(dir, 'audit'), records.slice(0, size), signer, { segmentBytes: 20_000 });
  const ofVenue = await Journal.open(join(dir, 'venue', 'journal'), { segmentBytes: 2_000 });
  for (let i = 0; i < RECORDS; i++) {
    ofVenue.append(1, records[i].tsUs, Buffer.from('y'.repeat(150)));
    if (i % 8 === 7) await ofVenue.synced(i + 1);
  }
  const states = await Snapshots.open(join(dir, 'venue', 'snapshots'));
  for (const sequence of [80, 119]) await states.save(ofVenue, sequence, Buffer.from('state'));
  await ofVenue.close();
  for (const folder of [join(dir, 'journal'), join(dir, 'venue', 'journal'), join(dir, 'audit', 'records')])
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
  const snapshots = await Snapshots.open(join(dir, 'snapshots'));
  for (const sequence of [60, 119]) await snapshots.save(journal, sequence, Buffer.from('state'));
  await journal.close();
});

interface Seen {
  readonly retention: Retention;
  readonly notes: string[];
  readonly errors: string[];
}

function retention(over: Partial<RetentionParts> = {}): Seen {
  const notes: string[] = [];
  const errors: string[] = [];
  const clock = new VirtualClock(NOW_US);
  const log = { error: (text: string) => void errors.push(text), info: () => {} } as unknown as Log;
  const parts: RetentionParts = {
    dir,
    clock,
    log,
    ages: () => ({ journalUs: DAY_US, auditUs: DAY_US, logsUs: DAY_US }),
    signed: () => RECORDS,
    comparedFrom: () => RECORDS,
    note: async (why) => void notes.push(why),
    ...over,
  };
  return { retention: new Retention(parts), notes, errors };
}

/** The last record of what is packed, of the journal, of the venue's, and of the audit log. */
function packed(): { journal: number; venue: number; audit: number } {
  const through = (folder: string, ending: string): number => {
    const names = readdirSync(folder).filter((name) => /^\d{16}\./.test(name));
    const plain = names.find((name) => name.endsWith(ending));
    return Number(plain!.slice(0, 16)) - 1;
  };
  const [journal, venue] = ['journal', 'venue/journal'].map((folder) => through(join(dir, folder), '.log'));
  return { journal, venue, audit: through(join(dir, 'audit', 'records'), '.jsonl') };
}

describe('What is past its time', () => {
  it('is packed, and each segment is on record with its hash before its original goes', async () => {
    const { retention: it, notes } = retention();
    const archives = await it.look();
    expect(notes).toHaveLength(archives.length);
    expect(notes[0]).toMatch(/^journal: records 1 to \d+, older than 1d, are packed; sha256 [\da-f]{64}$/);
    expect(notes.at(-1)).toMatch(/^audit: records \d+ to \d+, older than 1d/);
    const { journal: ofJournal, audit } = packed();
    expect(ofJournal).toBeGreaterThan(0);
    expect(audit).toBeGreaterThan(0);
    expect(await it.look()).toEqual([]);
  });

  it('stays where a restart from the oldest snapshot reads it', async () => {
    await retention().retention.look();
    expect(packed().journal).toBeGreaterThan(30);
    expect(packed().journal).toBeLessThanOrEqual(60);
  });

  it('is packed of the venue too, as far as it starts from its snapshots', async () => {
    const { retention: it, notes } = retention();
    await it.look();
    expect(packed().venue).toBeGreaterThan(50);
    expect(packed().venue).toBeLessThanOrEqual(80);
    expect(notes.filter((note) => note.startsWith('venue: records ')).length).toBeGreaterThan(1);
    expect(verifyJournal(join(dir, 'venue', 'journal'))).toMatchObject({ records: RECORDS, damage: undefined });
  });

  it('stays where a venue has no snapshot, and is no matter where there is no venue', async () => {
    rmSync(join(dir, 'venue', 'snapshots'), { recursive: true });
    mkdirSync(join(dir, 'venue', 'snapshots'));
    await retention().retention.look();
    expect(packed()).toMatchObject({ venue: 0 });
    rmSync(join(dir, 'venue'), { recursive: true });
    await expect(retention().retention.look()).resolves.toEqual([]);
  });

  it('stays where no checkpoint covers it, and where the next start compares it', async () => {
    await retention({ signed: () => 40 }).retention.look();
    expect(packed().journal).toBeLessThanOrEqual(40);
    expect(packed().audit).toBeLessThanOrEqual(40);
    await retention({ comparedFrom: () => 61 }).retention.look();
    expect(packed().audit).toBeLessThanOrEqual(60);
    await retention().retention.look();
    expect(packed().audit).toBeGreaterThan(60);
  });

  it('stays while the section says so, each record by its own age', async () => {
    const { retention: it } = retention({ ages: () => ({ journalUs: 365 * DAY_US, auditUs: DAY_US, logsUs: DAY_US }) });
    await it.look();
    expect(packed().journal).toBe(0);
    expect(packed().audit).toBeGreaterThan(0);
  });

  it('goes, of log files that were moved aside', async () => {
    const logs = join(dir, 'logs');
    mkdirSync(logs);
    const dayAgo = NOW_US / 1e6 - 86_400;
    const ages = {
      'trader.log': -9e4,
      'trader.log.1': 60,
      'trader.log.2': -60,
      'trader.log.10': -90,
      'notes.txt': -9e4,
    };
    for (const [name, age] of Object.entries(ages)) {
      writeFileSync(join(logs, name), 'a line');
      utimesSync(join(logs, name), dayAgo + age, dayAgo + age);
    }
    await retention().retention.look();
    expect(readdirSync(logs).toSorted()).toEqual(['notes.txt', 'trader.log', 'trader.log.1']);
  });

  it('is said to be as old as it is, where that is less than a day', async () => {
    const ages = { journalUs: 90 * MINUTE_US, auditUs: DAY_US, logsUs: DAY_US };
    const { retention: it, notes } = retention({ ages: () => ages });
    await it.look();
    expect(notes[0]).toMatch(/^journal: records 1 to \d+, older than 90m, are packed;/);
  });

  it('stays when it cannot be put on record', async () => {
    const originals = (): string[] => readdirSync(join(dir, 'journal')).filter((name) => name.endsWith('.log'));
    const before = originals();
    let asked = 0;
    const told = Promise.withResolvers<void>();
    const failing = retention({
      note: async () => {
        asked += 1;
        throw new Error('no');
      },
      log: { error: () => told.resolve(), info: () => {} } as unknown as Log,
    });
    await expect(failing.retention.look()).rejects.toThrow('no');
    expect([asked, originals()]).toEqual([1, before]);
    failing.retention.begin();
    await told.promise;
    expect([asked, originals()]).toEqual([2, before]);
    await failing.retention.close();
  });

  it('stays when the session ends before it is on record', async () => {
    const before = packed();
    const { retention: it, notes, errors } = retention();
    it.begin();
    await it.close();
    expect([packed(), notes, errors]).toEqual([before, [], []]);
  });
});
