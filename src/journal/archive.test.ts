import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { createGzip, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { DAY_US } from '../core/base/time.ts';
import { archiveJournal, type JournalArchiveOptions, type PackedRecords } from './archive.ts';
import { realDisk } from './disk.ts';
import { readThrough } from './journal-reader.ts';
import { Journal } from './journal.ts';
import { recordsIn } from './recorded.ts';
import { planRepair } from './repair.ts';
import { verifyJournal } from './verify.ts';

const { folder: root } = temporaryFolder();
const WRITTEN = Date.UTC(2020, 0, 1) / 1_000;
const NOW_US = (WRITTEN + 100 * 86_400) * 1e6;
const SEGMENT_BYTES = 2_000;

/** Segments of ten records or so, written long ago. */
async function oldJournal(name: string, tsUs = WRITTEN * 1e6): Promise<string> {
  const folder = join(root, name);
  const journal = await Journal.open(folder, { segmentBytes: SEGMENT_BYTES });
  for (let i = 0; i < 60; i++) {
    journal.append(1, tsUs + i, Buffer.from(`record ${i} `.repeat(10)));
    await journal.synced(i + 1);
  }
  await journal.close();
  for (const each of readdirSync(folder)) utimesSync(join(folder, each), WRITTEN, WRITTEN);
  return folder;
}

function pack(folder: string, over: Partial<JournalArchiveOptions> = {}): Promise<string[]> {
  return archiveJournal(folder, { nowUs: NOW_US, olderThanUs: 30 * DAY_US, keepFrom: Infinity, ...over });
}

async function contents(folder: string, from = 1): Promise<string[]> {
  const journal = await Journal.open(folder, { verify: 'tail', segmentBytes: SEGMENT_BYTES });
  const found = Array.from(
    journal.read(from),
    ({ sequence, payload }) => `${sequence} ${Buffer.from(payload).toString()}`,
  );
  await journal.close();
  return found;
}

describe('Old segments of a journal', () => {
  it('are packed to what any tool unpacks, read and prove as before, and the journal goes on', async () => {
    const folder = await oldJournal('whole');
    const names = readdirSync(folder);
    const first = readFileSync(join(folder, names[0]));
    const [before, proof] = [await contents(folder), verifyJournal(folder)];
    const packed = await pack(folder);
    expect(readdirSync(folder)).toEqual([...names.slice(0, -1).map((name) => `${name}.gz`), names.at(-1)]);
    expect(packed).toHaveLength(names.length - 1);
    expect(gunzipSync(readFileSync(packed[0])).equals(first)).toBe(true);
    expect(await contents(folder)).toEqual(before);
    for (const from of [1, 15, 37, 60]) expect(await contents(folder, from)).toEqual(before.slice(from - 1));
    expect(verifyJournal(folder)).toEqual(proof);
    const journal = await Journal.open(folder, { segmentBytes: SEGMENT_BYTES });
    await journal.synced(journal.append(1, NOW_US, Buffer.from('more')));
    await journal.close();
    expect(verifyJournal(folder)).toMatchObject({ records: 61, damage: undefined });
    expect(await pack(folder)).toEqual([]);
  });

  it.each<[string, (folder: string) => Partial<JournalArchiveOptions>, number]>([
    ['that are young enough', () => ({ olderThanUs: 101 * DAY_US }), 0],
    ['with a record that is still needed', () => ({ keepFrom: 1 }), 0],
    ['with a record that is still needed, and those after it', () => ({ keepFrom: 28 }), 2],
    ['when it is told to stop', () => ({ signal: AbortSignal.abort() }), 0],
  ])('stay as they were written: %s', async (name, over, count) => {
    const folder = await oldJournal(name);
    expect(await pack(folder, over(folder))).toHaveLength(count);
  });

  it('of an old market that was written just now, or of a clock that was set back, stay', async () => {
    const now = await oldJournal('written now');
    for (const each of readdirSync(now)) utimesSync(join(now, each), NOW_US / 1e6, NOW_US / 1e6);
    expect(await pack(now)).toEqual([]);
    expect(await pack(await oldJournal('set back', NOW_US))).toEqual([]);
  });

  it('go only when their archive gave back every byte', async () => {
    const folder = await oldJournal('lossy');
    const names = readdirSync(folder);
    const lossy = () => {
      const gzip = createGzip();
      const losing = new Transform({ transform: (piece: Buffer, _, done) => done(null, piece.subarray(1)) });
      losing.pipe(gzip);
      return Transform.from(async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) losing.write(piece);
        losing.end();
        yield* gzip;
      }) as unknown as ReturnType<typeof createGzip>;
    };
    await expect(pack(folder, { compress: lossy })).rejects.toThrow(/does not unpack to what was packed/);
    expect(readdirSync(folder)).toEqual(names);
  });

  it('stay beside their archive when it cannot be put on record, and count as they were written', async () => {
    const folder = await oldJournal('unrecorded');
    const told: PackedRecords[] = [];
    const before = await contents(folder);
    const failing = async (records: PackedRecords) => {
      told.push(records);
      throw new Error('no record');
    };
    await expect(pack(folder, { verified: failing })).rejects.toThrow('no record');
    expect(told).toMatchObject([{ first: 1, sha256: expect.stringMatching(/^[\da-f]{64}$/) }]);
    const [plain, archived] = readdirSync(folder);
    expect(archived).toBe(`${plain}.gz`);
    writeFileSync(join(folder, archived), 'torn');
    expect(await contents(folder)).toEqual(before);
    await pack(folder);
    expect(readdirSync(folder)).not.toContain(plain);
    expect(await contents(folder)).toEqual(before);
  });
});

describe('A packed segment', () => {
  it('that is damaged, missing or changed is named, passed over or read, and is never cut', async () => {
    const folder = await oldJournal('damaged');
    const packed = await pack(folder);
    const bytes = readFileSync(packed[1]);
    for (const at of [20, bytes.length >> 1, bytes.length - 20]) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 255;
      writeFileSync(packed[1], changed);
      expect(verifyJournal(folder).damage).toMatchObject({ torn: false });
      expect(() => planRepair(folder)).toThrow(/put a copy of what is damaged or missing in its place/);
      if (at !== bytes.length >> 1) await expect(contents(folder)).rejects.toThrow(/does not add up.*does not unpack/);
      else expect(verifyJournal(folder).damage?.what).toBe('its archive does not unpack');
    }
    rmSync(packed[1]);
    await expect(contents(folder)).rejects.toThrow(/does not continue the segment before it/);
  });

  it('is read where somebody still looks for it as it was written', async () => {
    const folder = await oldJournal('meanwhile');
    const names = readdirSync(folder);
    await pack(folder);
    const late = { ...realDisk, list: () => names };
    for (const from of [1, 37])
      expect(readThrough(late, folder, from)).toMatchObject({ lastSequence: 60, damage: undefined });
    rmSync(join(folder, readdirSync(folder)[0]));
    expect(() => readThrough(late, folder)).toThrow('ENOENT');
  });

  it('is not the end: who reads so far is told that the segments after it are missing, and nothing goes on in it', async () => {
    const folder = await oldJournal('last');
    await pack(folder);
    const plain = readdirSync(folder).at(-1)!;
    const end = Number(plain.slice(0, 16));
    rmSync(join(folder, plain));
    const last = join(folder, readdirSync(folder).at(-1)!);
    const bytes = readFileSync(last);
    const missing = /the ones after it are missing/;
    const damage = { segment: basename(last), sequence: end, torn: false, what: expect.stringMatching(missing) };
    expect(verifyJournal(folder)).toMatchObject({ records: end - 1, damage });
    for (const from of [1, end - 1]) {
      const read: number[] = [];
      const readAll = () => {
        for (const { sequence } of recordsIn(folder, from)) read.push(sequence);
      };
      expect(readAll).toThrow(missing);
      expect([read[0], read.at(-1)]).toEqual([from, end - 1]);
    }
    expect(() => planRepair(folder)).toThrow(missing);
    await expect(contents(folder)).rejects.toThrow(missing);
    writeFileSync(last, bytes.subarray(0, bytes.length >> 1));
    await expect(Journal.open(folder)).rejects.toThrow(/does not add up/);
  });
});
