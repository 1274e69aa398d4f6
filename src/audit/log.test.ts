import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { MemoryDisk } from '../journal/memory-disk.twin.ts';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { readCheckpoint } from './checkpoint.ts';
import { canonicalJson } from '../config/canonical.ts';
import { CHAIN_START } from './chain.ts';
import { AuditLog } from './log.ts';
import { leafHash } from './merkle.ts';
import { treeHash } from './merkle.twin.ts';
import type { RecordText } from './record.ts';
import { readRecords } from './record-files.ts';
import { logOptions, newSigner, sessionRecords, writeLog } from './session.twin.ts';
import { TreeFiles } from './tree-files.ts';

const { folder: root } = temporaryFolder();
let folders = 0;
const newFolder = () => join(root, `log-${(folders += 1)}`);
const signer = newSigner();

const recordPaths = (disk: MemoryDisk, folder: string) =>
  disk.list(join(folder, 'records')).map((name) => join(folder, 'records', name));

/** Everything that a disk holds of a log, for comparison; parts of it by a word of their paths. */
function contentOf(disk: MemoryDisk, folder: string, part = ''): string {
  const files = [
    ...recordPaths(disk, folder),
    ...disk.list(join(folder, 'tree')).map((name) => join(folder, 'tree', name)),
    join(folder, 'public.key'),
    join(folder, 'checkpoints.jsonl'),
  ];
  return files
    .filter((path) => path.includes(part))
    .map((path) => disk.bytes(path).toString('latin1'))
    .join('');
}

describe('The audit log', () => {
  it('chains every record to the one before, and signs the tree of all', async () => {
    const folder = newFolder();
    const { notes } = await writeLog(folder, sessionRecords(25), signer);
    const stored = [...readRecords(folder)];
    let prev = CHAIN_START;
    for (const [i, { line, record }] of stored.entries()) {
      expect(record.sequence).toBe(i + 1);
      expect(JSON.parse(line).prev).toBe(prev);
      prev = leafHash(Buffer.from(line)).toString('hex');
    }
    const head = readCheckpoint(notes.at(-1)!)!;
    expect(head.size).toBe(25);
    expect(head.root.equals(treeHash(stored.map(({ line }) => Buffer.from(line))))).toBe(true);
  });

  it('signs after so many records, after so long, and not when nothing is new', async () => {
    const clock = new VirtualClock();
    const sizes: number[] = [];
    const onCheckpoint = (_: string, { size }: { size: number }) => sizes.push(size);
    const log = await AuditLog.open(
      logOptions(newFolder(), signer, { clock, checkpointRecords: 128, checkpointEveryUs: 1_000_000, onCheckpoint }),
    );
    const records = sessionRecords(140);
    for (const record of records.slice(0, 130)) log.append(record);
    await written(log, 130);
    expect(sizes).toEqual([128]);
    await clock.advance(1_000);
    await signed(log, 130);
    await clock.advance(10_000);
    expect(sizes).toEqual([128, 130]);
    log.append(records[130]);
    await log.close();
    expect(sizes).toEqual([128, 130, 131]);
  });

  it('goes on where it stopped, takes what it has once, and names a record that comes back changed', async () => {
    const folder = newFolder();
    const records = sessionRecords(300);
    const small = { segmentBytes: 20_000 };
    await writeLog(folder, records.slice(0, 200), signer, small);
    await writeLog(
      folder,
      records.slice(120).map((record) => ({ ...record, hops: undefined })),
      signer,
      small,
    );
    const whole = newFolder();
    await writeLog(
      whole,
      records.map((record, i) => (i < 200 ? record : { ...record, hops: undefined })),
      signer,
      small,
    );
    expect([...readRecords(folder)].map(({ line }) => line)).toEqual([...readRecords(whole)].map(({ line }) => line));
    expect(readdirSync(join(folder, 'records')).length).toBeGreaterThan(3);

    const log = await AuditLog.open(logOptions(folder, signer, small));
    log.append({ ...records[149], tsUs: records[149].tsUs + 1 });
    await expect(log.flush()).rejects.toThrow(/record 150 differs from what the journal makes/);
    expect(log.stalled).toBe(true);
    await expect(log.close()).rejects.toThrow(/record 150/);
  });

  it('takes records as text to the same bytes, and compares them with what it has, measured times apart', async () => {
    const [folder, whole] = [newFolder(), newFolder()];
    const records = sessionRecords(200).map((record) => ({ ...record, hops: undefined }));
    const texts = records.map(({ sequence, tsUs, caused, input }) => ({
      sequence,
      tsUs,
      caused: canonicalJson(caused),
      input: canonicalJson(input),
    }));
    await writeLog(folder, texts, signer);
    await writeLog(whole, records, signer);
    expect([...readRecords(folder)].map(({ line }) => line)).toEqual([...readRecords(whole)].map(({ line }) => line));

    const timed = newFolder();
    await writeLog(
      timed,
      records.map((record, i) => (i === 99 ? { ...record, hops: { toEngineUs: 3 } } : record)),
      signer,
    );
    const given = async (text: RecordText): Promise<unknown> => {
      const log = await AuditLog.open(logOptions(timed, signer));
      log.append(texts[98]);
      log.append(text);
      return log.close().then(
        () => 'the same',
        (error: unknown) => error,
      );
    };
    expect(await given(texts[99])).toBe('the same');
    const another = /record 100 differs/;
    expect(await given({ ...texts[99], tsUs: 1 })).toMatchObject({ message: expect.stringMatching(another) });
    const { input } = texts[98];
    expect(await given({ ...texts[99], input })).toMatchObject({ message: expect.stringMatching(another) });
  });

  it('refuses a gap, another signer, and another origin', async () => {
    const folder = newFolder();
    const records = sessionRecords(5);
    const log = await AuditLog.open(logOptions(folder, signer));
    log.append(records[1]);
    await expect(log.close()).rejects.toThrow(/expected record 1, was given record 2/);
    await writeLog(folder, records, signer);
    await expect(AuditLog.open(logOptions(folder, newSigner()))).rejects.toThrow(
      /expected the key that signs this session/,
    );
    await expect(AuditLog.open({ ...logOptions(folder, signer), origin: 'another' })).rejects.toThrow(
      /expected a checkpoint of another/,
    );
  });
});

describe('A crash', () => {
  it('at any byte of the last record loses that record only, which the journal brings back', async () => {
    const records = sessionRecords(7);
    const disk = new MemoryDisk();
    await writeLog('/audit', records.slice(0, 6), signer, { disk });
    const [path] = recordPaths(disk, '/audit');
    const before = disk.bytes(path);
    const notes = disk.bytes('/audit/checkpoints.jsonl');
    await writeLog('/audit', records, signer, { disk });
    const after = disk.bytes(path);
    const content = contentOf(disk, '/audit');
    for (let length = before.length; length <= after.length; length += 1) {
      disk.put(path, after.subarray(0, length));
      disk.put('/audit/checkpoints.jsonl', notes);
      const log = await AuditLog.open(logOptions('/audit', signer, { disk }));
      expect(log.size).toBe(length === after.length ? 7 : 6);
      log.append(records[6]);
      await log.close();
      expect(contentOf(disk, '/audit')).toBe(content);
    }
  });

  it('at any byte of the last checkpoint loses that signature only', async () => {
    const disk = new MemoryDisk();
    const path = '/audit/checkpoints.jsonl';
    const records = sessionRecords(20);
    for (const size of [5, 9, 20]) await writeLog('/audit', records.slice(0, size), signer, { disk });
    const whole = disk.bytes(path);
    const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let length = last; length < whole.length; length += 1) {
      disk.put(path, whole.subarray(0, length));
      await writeLog('/audit', [], signer, { disk });
      expect(disk.bytes(path).equals(whole)).toBe(true);
    }
  });

  it('of the power leaves a log that the journal completes to what it would have been', async () => {
    const cases = fc.record({
      cut: fc.integer({ min: 1, max: 300 }),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
      garbage: fc.boolean(),
      names: fc.boolean(),
    });
    const folder = '/audit';
    const records = sessionRecords(300);
    const options = { segmentBytes: 30_000, checkpointRecords: 150 };
    const whole = new MemoryDisk();
    await writeLog(folder, records, signer, { ...options, disk: whole });
    await fc.assert(
      fc.asyncProperty(cases, async ({ cut, ...how }) => {
        const disk = new MemoryDisk();
        const log = await AuditLog.open(logOptions(folder, signer, { ...options, disk }));
        for (const record of records.slice(0, cut)) log.append(record);
        await written(log, cut);
        const left = disk.crash(how);
        const { signedSize } = log;
        const again = await AuditLog.open(logOptions(folder, signer, { ...options, disk: left }));
        expect(again.size).toBeGreaterThanOrEqual(signedSize);
        for (const record of records.slice(Math.max(0, again.size - 5))) again.append(record);
        await again.close();
        // Where a segment ends depends on where batches ended; the bytes do not.
        for (const part of ['records', 'level-0', 'level-1', 'public.key'])
          expect(contentOf(left, folder, part)).toBe(contentOf(whole, folder, part));
        await log.close();
      }),
      { numRuns: 40 },
    );
  });

  it('does not excuse a signed record that is gone or changed: the log is not opened, and names it', async () => {
    const folder = newFolder();
    await writeLog(folder, sessionRecords(30), signer);
    const [name] = readdirSync(join(folder, 'records'));
    const path = join(folder, 'records', name);
    const bytes = readFileSync(path);
    truncateSync(path, bytes.length - 3);
    await expect(AuditLog.open(logOptions(folder, signer))).rejects.toThrow(/byte \d+: the line is torn/);
    writeFileSync(path, bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1));
    await expect(AuditLog.open(logOptions(folder, signer))).rejects.toThrow(/record 30 is missing; 30 were signed/);
    writeFileSync(path, bytes.toString('utf8').replace('"quantity":"4"', '"quantity":"5"'));
    await expect(AuditLog.open(logOptions(folder, signer))).rejects.toThrow(
      /record 5 was written after another record 4/,
    );
    const lines = bytes.toString('utf8').trimEnd().split('\n');
    writeFileSync(path, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)!.replace('SPX', 'SPY')}\n`);
    await expect(AuditLog.open(logOptions(folder, signer))).rejects.toThrow(
      /first 30 records are not those that were signed/,
    );
  });
});

describe('A log that falls behind', () => {
  it('says so while the disk is full, and catches up without doubling when there is room again', async () => {
    const clock = new VirtualClock();
    const disk = new MemoryDisk();
    const told: [boolean, string][] = [];
    const onStall = (stalled: boolean, why: string) => told.push([stalled, why]);
    const log = await AuditLog.open(logOptions('/audit', signer, { clock, disk, stallAfterUs: 500_000, onStall }));
    const records = sessionRecords(100);
    for (const record of records.slice(0, 70)) log.append(record);
    await log.flush();
    disk.freeBytes = 1_000;
    for (const record of records.slice(70)) log.append(record);
    await expect(log.flush()).rejects.toThrow(/ENOSPC/);
    expect(log.stalled).toBe(false);
    await clock.advance(600);
    await turn();
    expect(log.stalled).toBe(true);
    expect(told).toEqual([[true, expect.stringContaining('ENOSPC')]]);
    disk.freeBytes = Infinity;
    await log.flush();
    expect(log.stalled).toBe(false);
    expect(told.at(-1)).toEqual([false, 'the audit log has caught up']);
    await log.close();
    const whole = new MemoryDisk();
    await writeLog('/audit', records, signer, { disk: whole });
    expect(recordPaths(disk, '/audit').map((path) => disk.bytes(path))).toEqual(
      recordPaths(whole, '/audit').map((path) => whole.bytes(path)),
    );
  });

  it('wherever the room ends, writes nothing twice', async () => {
    const records = sessionRecords(300);
    const whole = new MemoryDisk();
    await writeLog('/audit', records, signer, { disk: whole, segmentBytes: 100_000 });
    const lines = contentOf(whole, '/audit', 'records').split('\n');
    // A batch of 64: its lines, its hashes and, as it fills a tile, a hash above end here.
    const batchBytes = lines.slice(200, 264).join('\n').length + 1;
    const hashBytes = 64 * 32;
    const room = fc.oneof(
      fc.integer({ min: 0, max: 120_000 }),
      fc.integer({ min: batchBytes, max: batchBytes + hashBytes }),
      fc.integer({ min: batchBytes + hashBytes, max: batchBytes + hashBytes + 31 }),
    );
    await fc.assert(
      fc.asyncProperty(room, async (bytes) => {
        const disk = new MemoryDisk();
        const log = await AuditLog.open(logOptions('/audit', signer, { disk, segmentBytes: 100_000 }));
        for (const record of records.slice(0, 200)) log.append(record);
        await log.flush();
        disk.freeBytes = bytes;
        for (const record of records.slice(200)) log.append(record);
        await log.flush().catch(() => {});
        disk.freeBytes = Infinity;
        await log.close();
        for (const part of ['records', 'level-0', 'level-1'])
          expect(contentOf(disk, '/audit', part)).toBe(contentOf(whole, '/audit', part));
      }),
      { numRuns: 40 },
    );
  });

  it('says so while nobody signs', async () => {
    const clock = new VirtualClock();
    let isAway = true;
    const away = {
      publicKey: signer.publicKey,
      sign: (message: Buffer) => (isAway ? Promise.reject(new Error('no token')) : signer.sign(message)),
    };
    const log = await AuditLog.open(
      logOptions(newFolder(), away, { clock, checkpointEveryUs: 100_000, stallAfterUs: 500_000 }),
    );
    log.append(sessionRecords(1)[0]);
    await expect(log.flush()).rejects.toThrow(/signer failed: Error: no token/);
    await clock.advance(700);
    expect(log.stalled).toBe(true);
    isAway = false;
    await log.close();
    expect(log.stalled).toBe(false);
  });

  it('says so when too much waits, and takes no more than memory allows', async () => {
    const hung = new Promise<void>(() => {});
    const log = await AuditLog.open(logOptions(newFolder(), signer, { stallRecords: 10, turn: () => hung }));
    for (const record of sessionRecords(11)) log.append(record);
    expect(log.stalled).toBe(true);
    expect(log.failure).toBeUndefined();
    for (const record of sessionRecords(100)) log.append(record);
    expect(log.waiting).toBe(0);
    expect(log.failure?.message).toMatch(/fell 40 records behind/);
  });

  it('takes any number of records that a restart makes again', async () => {
    const log = await AuditLog.open(logOptions(newFolder(), signer, { stallRecords: 10 }));
    for (const record of sessionRecords(100)) log.append(record, true);
    expect(log.waiting).toBe(100);
    await log.flush();
    expect([log.size, log.failure]).toEqual([100, undefined]);
    await log.close();
  });

  it('is not asked again after the disk lost what it had taken', async () => {
    const disk = new MemoryDisk();
    const log = await AuditLog.open(logOptions('/audit', signer, { disk }));
    log.append(sessionRecords(1)[0]);
    disk.fail = { operation: 'fdatasync', code: 'EIO', after: 0 };
    await expect(log.flush()).rejects.toThrow(/did not keep what it had taken/);
    disk.fail = undefined;
    expect(log.stalled).toBe(true);
    await expect(log.close()).rejects.toThrow(/did not keep/);
  });

  it('is stopped by a record that is no JSON, which would never be written', async () => {
    const log = await AuditLog.open(logOptions(newFolder(), signer));
    log.append({ ...sessionRecords(1)[0], hops: { toEngineUs: Number.NaN } });
    await expect(log.flush()).rejects.toThrow(/no number NaN/);
    expect(log.stalled).toBe(true);
    await expect(log.close()).rejects.toThrow();
  });
});

describe('The tree on disk', () => {
  it('of 70,000 leaves has 273 full tiles below, one and 17 above, and one hash on top', () => {
    const disk = new MemoryDisk();
    const tree = new TreeFiles(disk, '/tree', 'append');
    tree.keep(0);
    const leaves = Array.from({ length: 70_000 }, (_, i) => leafHash(Buffer.from(`${i}`)));
    tree.append(leaves.slice(0, 300));
    tree.append(leaves.slice(300));
    expect(tree.widths).toEqual([70_000, 273, 1]);
    expect(273).toBe(256 + 17);
    const again = new TreeFiles(disk, '/tree', 'append');
    expect(again.keep(69_999)).toBe(true);
    again.append(leaves.slice(-1));
    expect(again.frontier().root().equals(tree.frontier().root())).toBe(true);
    expect(again.keep(70_001)).toBe(false);
  });
});

/** One turn of the event loop, in which the disk may answer. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
async function written(log: AuditLog, size: number): Promise<void> {
  while (log.size < size) await turn();
  await turn();
}
async function signed(log: AuditLog, size: number): Promise<void> {
  while (log.signedSize < size) await turn();
}
