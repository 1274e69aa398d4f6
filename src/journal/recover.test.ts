import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';
import { MemoryDisk } from './memory-disk.twin.ts';
import { writeRecord } from './record.ts';
import { segmentName } from './segment.ts';

const FOLDER = '/session/journal';
const FIRST = join(FOLDER, segmentName(1));

/** Records 1 to `count`, and where each begins in its segment. */
async function written(count: number, segmentBytes?: number): Promise<{ disk: MemoryDisk; starts: number[] }> {
  const disk = new MemoryDisk();
  const journal = await Journal.open(FOLDER, { disk, segmentBytes });
  const starts: number[] = [];
  for (let i = 1; i <= count; i++) {
    journal.append(i, i, new TextEncoder().encode(`{"record":${i}}`));
    await journal.synced(i);
    const last = disk.list(FOLDER).at(-1)!;
    starts.push(disk.bytes(join(FOLDER, last)).length);
  }
  await journal.close();
  return { disk, starts: [56, ...starts] };
}

function sequencesOf(journal: Journal): number[] {
  return Array.from(journal.read(), ({ sequence }) => sequence);
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('A torn tail', () => {
  let disk: MemoryDisk;
  let starts: number[];
  let whole: Buffer;
  beforeAll(async () => {
    ({ disk, starts } = await written(5));
    whole = disk.bytes(FIRST);
  });

  it('is cut off wherever the last record ends early, and the journal goes on behind it', async () => {
    for (let length = starts[4] + 1; length < whole.length; length++) {
      disk.put(FIRST, whole.subarray(0, length));
      const journal = await Journal.open(FOLDER, { disk });
      expect(journal.tornTail).toMatchObject({
        segment: segmentName(1),
        sequence: 5,
        offset: starts[4],
        bytes: length - starts[4],
      });
      expect(sequencesOf(journal)).toEqual(upTo(4));
      expect(journal.append(9, 9, new Uint8Array(3))).toBe(5);
      await journal.close();
      const again = await Journal.open(FOLDER, { disk });
      expect([again.tornTail, again.lastSequence]).toEqual([undefined, 5]);
    }
  });

  it('is none where the last record ends', async () => {
    for (const count of [0, 1, 4, 5]) {
      disk.put(FIRST, whole.subarray(0, starts[count]));
      const journal = await Journal.open(FOLDER, { disk });
      expect([journal.tornTail, journal.lastSequence]).toEqual([undefined, count]);
    }
  });

  it('is cut off where the rest of the last record is garbage or zeros', async () => {
    for (const filler of [0x00, 0xff, 0x5a]) {
      for (let length = starts[4]; length < whole.length; length++) {
        const garbage = Buffer.from(whole);
        garbage.fill(filler, length);
        if (garbage.equals(whole)) continue;
        disk.put(FIRST, garbage);
        const journal = await Journal.open(FOLDER, { disk });
        expect([journal.tornTail?.sequence, journal.tornTail?.offset]).toEqual([5, starts[4]]);
        expect(sequencesOf(journal)).toEqual(upTo(4));
      }
    }
  });

  it('is cut off where garbage follows the last record', async () => {
    for (const size of [1, 30, 500]) {
      disk.put(FIRST, Buffer.concat([whole, Buffer.alloc(size, 0x11)]));
      const journal = await Journal.open(FOLDER, { disk });
      expect(journal.tornTail).toMatchObject({ sequence: 6, offset: whole.length, bytes: size });
      expect(sequencesOf(journal)).toEqual(upTo(5));
    }
  });

  it('may be a header that was not finished: that segment goes', async () => {
    for (let length = 0; length < 56; length++) {
      disk.put(FIRST, whole);
      disk.put(join(FOLDER, segmentName(6)), whole.subarray(0, length));
      const journal = await Journal.open(FOLDER, { disk });
      expect(journal.tornTail).toMatchObject({ segment: segmentName(6), sequence: 6, offset: 0, bytes: length });
      expect(disk.list(FOLDER)).toEqual([segmentName(1)]);
      await journal.synced(journal.append(6, 6, new Uint8Array(1)));
      expect(sequencesOf(await Journal.open(FOLDER, { disk }))).toEqual(upTo(6));
    }
  });
});

async function refusal(disk: MemoryDisk, verify: 'all' | 'tail' = 'all'): Promise<string> {
  const before = disk.list(FOLDER).map((name) => disk.bytes(join(FOLDER, name)));
  const fault = await Journal.open(FOLDER, { disk, verify }).then(
    (journal) => ({ kind: `opened with ${journal.lastSequence}`, message: 'no refusal' }),
    (error: { kind: string; message: string }) => error,
  );
  expect(fault).toMatchObject({ kind: 'integrity', exitCode: 6 });
  expect(disk.list(FOLDER).map((name) => disk.bytes(join(FOLDER, name)))).toEqual(before);
  return fault.message;
}

describe('Corruption', () => {
  it('is any flipped bit of a record with others behind it: named by segment, record and byte', async () => {
    const { disk, starts } = await written(5);
    const whole = disk.bytes(FIRST);
    for (let byte = starts[2]; byte < starts[3]; byte++) {
      const flipped = Buffer.from(whole);
      flipped[byte] ^= 1 << (byte % 8);
      disk.put(FIRST, flipped);
      expect(await refusal(disk)).toContain(`${segmentName(1)}: record 3 at byte ${starts[2]}:`);
    }
  });

  it('is any flipped bit of a header with records behind it', async () => {
    const { disk } = await written(2);
    const whole = disk.bytes(FIRST);
    for (let byte = 0; byte < 56; byte++) {
      const flipped = Buffer.from(whole);
      flipped[byte] ^= 0x10;
      disk.put(FIRST, flipped);
      expect(await refusal(disk)).toContain(`${segmentName(1)}: record 1 at byte 0:`);
    }
  });

  it('is a record that was taken out, put in twice, or moved', async () => {
    const { disk, starts } = await written(5);
    const whole = disk.bytes(FIRST);
    const part = (k: number): Buffer => whole.subarray(starts[k - 1], starts[k]);
    const made = (...order: number[]): void =>
      disk.put(FIRST, Buffer.concat([whole.subarray(0, 56), ...order.map(part)]));
    made(1, 2, 4, 5);
    expect(await refusal(disk)).toContain('record 3 at byte');
    made(1, 2, 3, 5);
    expect(await refusal(disk)).toContain('record 5 stands in its place');
    made(1, 2, 2, 3, 4, 5);
    expect(await refusal(disk)).toContain('record 3 at byte');
    made(1, 3, 2, 4, 5);
    expect(await refusal(disk)).toContain('record 2 at byte');
    made(2, 3, 4, 5);
    expect(await refusal(disk)).toContain('record 1 at byte 56');
  });

  it('is a sequence with a gap, though the chain holds', async () => {
    const { disk, starts } = await written(2);
    const bytes = Buffer.concat([disk.bytes(FIRST), Buffer.alloc(500)]);
    const end = writeRecord(
      bytes,
      writeRecord(bytes, starts[2], 4, 1, 1, new Uint8Array(1)),
      5,
      1,
      1,
      new Uint8Array(1),
    );
    disk.put(FIRST, bytes.subarray(0, end));
    expect(await refusal(disk)).toContain(`record 3 at byte ${starts[2]}: record 4 stands in its place`);
  });

  it('is a record of another journal, whole in itself, that breaks the chain', async () => {
    const { disk, starts } = await written(5);
    const whole = disk.bytes(FIRST);
    const other = new MemoryDisk();
    const journal = await Journal.open(FOLDER, { disk: other });
    for (let i = 1; i <= 3; i++) journal.append(i, 100 + i, new TextEncoder().encode(`{"record":${i}}`));
    await journal.close();
    const foreign = other.bytes(FIRST).subarray(starts[2], starts[3]);
    disk.put(FIRST, Buffer.concat([whole.subarray(0, starts[2]), foreign, whole.subarray(starts[3])]));
    expect(await refusal(disk)).toContain(`record 3 at byte ${starts[2]}: the chain of hashes is broken`);
  });

  describe('of several segments', () => {
    it('is one that is missing, at the start or in the middle', async () => {
      const { disk } = await written(12, 250);
      const names = disk.list(FOLDER);
      expect(names.length).toBeGreaterThan(3);
      for (const k of [0, 1, 2]) {
        for (const verify of ['all', 'tail'] as const) {
          const copy = (await written(12, 250)).disk;
          copy.remove(join(FOLDER, names[k]));
          expect(await refusal(copy, verify)).toContain(`${names[k + 1]}: record`);
        }
      }
    });

    it('is one that ends early though others follow', async () => {
      for (const verify of ['all', 'tail'] as const) {
        const { disk } = await written(12, 250);
        const [, name] = disk.list(FOLDER);
        const path = join(FOLDER, name);
        disk.put(path, disk.bytes(path).subarray(0, -1));
        await refusal(disk, verify);
      }
    });

    it('is one of another journal in its place', async () => {
      const { disk } = await written(12, 250);
      const other = new MemoryDisk();
      const journal = await Journal.open(FOLDER, { disk: other, segmentBytes: 250 });
      for (let i = 1; i <= 12; i++)
        await journal.synced(journal.append(i, 77, new TextEncoder().encode(`{"record":${i}}`)));
      const last = disk.list(FOLDER).at(-1)!;
      disk.put(join(FOLDER, last), other.bytes(join(FOLDER, last)));
      expect(await refusal(disk)).toContain('it does not continue the segment before it');
    });

    it('in an older segment is found by reading, where opening was told to look at the tail only', async () => {
      const { disk } = await written(12, 250);
      const [name] = disk.list(FOLDER);
      const path = join(FOLDER, name);
      const flipped = disk.bytes(path);
      flipped[80] ^= 1;
      disk.put(path, flipped);
      await refusal(disk);
      const journal = await Journal.open(FOLDER, { disk, verify: 'tail' });
      expect(() => sequencesOf(journal)).toThrow(`${name}: record 1 at byte 56: the record is damaged`);
    });
  });
});

describe('Records that a kill left to the system', () => {
  it('are made durable by opening, before anybody acts on them', async () => {
    const { disk } = await written(3);
    const written3 = disk.bytes(FIRST);
    const killed = new MemoryDisk();
    killed.open(FIRST, 'append').append(written3);
    expect(killed.crash().list(FOLDER)).toEqual([]);
    const journal = await Journal.open(FOLDER, { disk: killed });
    expect(journal.syncedSequence).toBe(3);
    expect(sequencesOf(await Journal.open(FOLDER, { disk: killed.crash() }))).toEqual([1, 2, 3]);
  });
});
