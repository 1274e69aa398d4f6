import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Disk } from './disk.ts';
import { Journal } from './journal.ts';
import { JournalReader, readThrough } from './journal-reader.ts';
import { MemoryDisk } from './memory-disk.twin.ts';
import { JournalRecord } from './record.ts';

const FOLDER = '/session/journal';

async function written(records: number, segmentBytes?: number): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const journal = await Journal.open(FOLDER, { disk, segmentBytes });
  for (let i = 1; i <= records; i++) {
    journal.append(0, i, `{"record":${i}}`);
    await journal.synced(i);
  }
  await journal.close();
  return disk;
}

/** What the first look at the journal finds while it is being written: its first file so far, and no other. */
function whileWritten(disk: MemoryDisk, bytes: number): Disk {
  let isFirst = true;
  let lists = 0;
  return {
    list: (folder) => (lists++ === 0 ? disk.list(folder).slice(0, 1) : disk.list(folder)),
    makeFolder: () => {},
    open(path, mode) {
      const file = disk.open(path, mode);
      if (!isFirst) return file;
      isFirst = false;
      return {
        path,
        size: () => bytes,
        read: (into, at) => file.read(into.subarray(0, Math.max(0, Math.min(into.length, bytes - at))), at),
        append: (piece) => file.append(piece),
        fdatasync: () => file.fdatasync(),
        truncate: (size) => file.truncate(size),
        close: () => file.close(),
      };
    },
    rename: () => {},
    remove: () => {},
    syncFolder: () => Promise.resolve(),
  };
}

it('A record that was being written when it was looked at, and is whole with others behind it by now, is no damage', async () => {
  for (const disk of [await written(8), await written(8, 200)]) {
    const names = disk.list(FOLDER);
    const whole = disk.bytes(join(FOLDER, names[0]));
    for (let bytes = 0; bytes < whole.length; bytes++) {
      const { damage, lastSequence } = readThrough(whileWritten(disk, bytes), FOLDER);
      const torn = damage?.torn === true ? damage.sequence : 8;
      expect([bytes, damage?.torn, torn]).toEqual([bytes, damage === undefined ? undefined : true, 8]);
      // Between two records the file has an end like any other; only a segment behind it says that it is none.
      if (names.length > 1) expect([bytes, lastSequence]).toEqual([bytes, 8]);
    }
  }
});

it('A reader that knows the hash of a record needs no segment before it', async () => {
  const disk = await written(8, 200);
  const names = disk.list(FOLDER);
  expect(names.length).toBeGreaterThan(2);
  const { headHash } = readThrough(disk, FOLDER);
  disk.remove(join(FOLDER, names[0]));
  const record = new JournalRecord();
  expect(new JournalReader(disk, FOLDER, 8).next(record)).toBe(false);
  const alone = new JournalReader(disk, FOLDER, 8, true);
  expect([alone.next(record), record.sequence, alone.headHash]).toEqual([true, 8, headHash]);
  expect([alone.next(record), alone.damage]).toEqual([false, undefined]);
});
