import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from '../../src/journal/journal.ts';
import { RECORD_BYTES_MIN } from '../../src/journal/record.ts';
import type { BenchCase } from '../harness.ts';

const READ_RECORDS = 1_000_000;
const APPEND_RECORDS = 500_000;
const COMMITS = 500;

/** A bar as an input: a small record. */
const PAYLOAD = Buffer.from(
  '{"instrument":"SPX","open":"4712.25","high":"4715","low":"4710.5","close":"4714","volume":"812"}',
);

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conclave-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function fill(journal: Journal, records: number): Promise<void> {
  for (let i = 0; i < records; i++) {
    journal.append(1, 1_700_000_000_000_000 + i, PAYLOAD);
    if (journal.isFull) await journal.room();
  }
  await journal.synced(journal.lastSequence);
}

/** A journal of a million records, closed. */
async function written(): Promise<string> {
  const folder = temporary();
  const journal = await Journal.open(folder);
  await fill(journal, READ_RECORDS);
  await journal.close();
  return folder;
}

async function readAll(folder: string): Promise<number> {
  const journal = await Journal.open(folder, { verify: 'tail' });
  let bytes = 0;
  for (const { payload } of journal.read()) bytes += payload.length;
  await journal.close();
  if (bytes !== READ_RECORDS * PAYLOAD.length) throw new Error(`${bytes} bytes were read`);
  return bytes;
}

/** Every record proven, as a start without a snapshot does. */
const reading: BenchCase<string> = {
  name: 'journal-read',
  events: READ_RECORDS,
  prepare: written,
  run: readAll,
};

/** As fast as the caller can, waiting only when the journal is full; ends with the last sync. */
const appending: BenchCase<Journal> = {
  name: 'journal-append',
  events: APPEND_RECORDS,
  prepare: () => Journal.open(temporary()),
  run: (journal) => fill(journal, APPEND_RECORDS),
};

/** So many records in flight: each one safe makes room for the next. */
function inFlight(count: number): BenchCase<Journal> {
  return {
    name: `journal-in-flight-${count}`,
    events: COMMITS * count,
    prepare: () => Journal.open(temporary()),
    async run(journal) {
      for (let commit = 0; commit < COMMITS; commit++) {
        for (let i = 0; i < count; i++) journal.append(1, commit, PAYLOAD);
        await journal.synced(journal.lastSequence);
      }
    },
  };
}

/** What the disk itself allows: as many bytes as so many records take, one write and one sync, again and again. */
function bareDisk(count: number): BenchCase<number> {
  return {
    name: `journal-bare-disk-${count}`,
    events: COMMITS * count,
    prepare: () => openSync(join(temporary(), 'bare'), 'a'),
    async run(descriptor) {
      const bytes = Buffer.alloc(count * (RECORD_BYTES_MIN + PAYLOAD.length), 1);
      for (let commit = 0; commit < COMMITS; commit++) {
        writeSync(descriptor, bytes);
        await new Promise<void>((resolve, reject) => {
          fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
        });
      }
      closeSync(descriptor);
    },
  };
}

export const readCases: readonly BenchCase<string>[] = [reading];
export const appendCases: readonly BenchCase<Journal>[] = [appending, inFlight(1), inFlight(64)];
export const diskCases: readonly BenchCase<number>[] = [bareDisk(1), bareDisk(64)];
