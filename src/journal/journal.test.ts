import { describe, expect, it } from 'vitest';
import { Fault } from '../core/base/fault.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { MemoryDisk } from './memory-disk.twin.ts';

const FOLDER = '/session/journal';

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function journalOn(disk: MemoryDisk, options: JournalOptions = {}): Promise<Journal> {
  return Journal.open(FOLDER, { disk, ...options });
}

function contents(journal: Journal, from = 1): string[] {
  const found: string[] = [];
  for (const { sequence, kind, tsUs, payload } of journal.read(from))
    found.push(`${sequence} ${kind} ${tsUs} ${new TextDecoder().decode(payload)}`);
  return found;
}

/** Syncs of this disk wait until the test lets one through. */
function gated(disk: MemoryDisk): { pass: () => Promise<void>; waiting: () => number } {
  const gates: (() => void)[] = [];
  disk.duringSync = () => new Promise((resolve) => gates.push(resolve));
  return {
    waiting: () => gates.length,
    async pass() {
      while (gates.length === 0) await Promise.resolve();
      gates.shift()!();
    },
  };
}

describe('A journal', () => {
  it('gives back what it was given, numbered from 1, also after it was opened again', async () => {
    const disk = new MemoryDisk();
    const journal = await journalOn(disk);
    expect([
      journal.append(1, 10, bytes('one')),
      journal.append(255, -5, bytes('')),
      journal.append(0, 2 ** 52, bytes('three')),
    ]).toEqual([1, 2, 3]);
    await journal.synced(3);
    const expected = ['1 1 10 one', '2 255 -5 ', `3 0 ${2 ** 52} three`];
    expect(contents(journal)).toEqual(expected);
    const { headHash } = journal;
    await journal.close();
    const again = await journalOn(disk);
    expect([again.lastSequence, again.syncedSequence, again.tornTail]).toEqual([3, 3, undefined]);
    expect(again.headHash).toEqual(headHash);
    expect(contents(again)).toEqual(expected);
    expect(again.append(1, 11, bytes('four'))).toBe(4);
    await again.close();
    expect(contents(again, 3)).toEqual([expected[2], '4 1 11 four']);
  });

  it('writes a text as its bytes in UTF-8, to the same hash', async () => {
    const [one, other] = [await journalOn(new MemoryDisk()), await journalOn(new MemoryDisk())];
    for (const text of ['', 'plain', 'é 語 \u{1f600}', 'x'.repeat(100_000), '語'.repeat(50_000)]) {
      one.append(1, 7, text);
      other.append(1, 7, bytes(text));
    }
    await one.synced(5);
    expect(one.headHash).toEqual(other.headHash);
    expect(contents(one)[2]).toBe('3 1 7 é 語 \u{1f600}');
    await other.synced(5);
  });

  it('syncs once for all that was appended in one go, and once more for all that came meanwhile', async () => {
    const disk = new MemoryDisk();
    const journal = await journalOn(disk);
    const acknowledged: number[] = [];
    journal.onSynced((sequence) => acknowledged.push(sequence));
    const gate = gated(disk);
    for (let i = 0; i < 10; i++) journal.append(1, i, bytes('a'));
    const first = gate.pass();
    await first;
    expect(journal.pendingBytes).toBeGreaterThan(0);
    for (let i = 0; i < 100; i++) journal.append(1, i, bytes('b'));
    await journal.synced(10);
    await gate.pass();
    await journal.synced(110);
    expect(acknowledged).toEqual([10, 110]);
    expect(disk.syncs).toBe(2);
    expect(journal.pendingBytes).toBe(0);
  });

  it('acknowledges nothing before the sync that covers it', async () => {
    const disk = new MemoryDisk();
    const journal = await journalOn(disk);
    const gate = gated(disk);
    const order: string[] = [];
    disk.duringSync = ((before) => async () => {
      await before();
      order.push('device');
    })(disk.duringSync);
    journal.append(1, 1, bytes('a'));
    const safe = journal.synced(1).then(() => order.push('acknowledged'));
    while (gate.waiting() === 0) await Promise.resolve();
    expect([journal.syncedSequence, order]).toEqual([0, []]);
    expect(contents(journal)).toEqual([]);
    await gate.pass();
    await safe;
    expect(order).toEqual(['device', 'acknowledged']);
  });

  it('goes on in a new segment, named by its first record, when one is full', async () => {
    const disk = new MemoryDisk();
    const journal = await journalOn(disk, { segmentBytes: 300 });
    for (let i = 1; i <= 10; i++) {
      journal.append(1, i, bytes(`record ${i}`));
      await journal.synced(i);
    }
    expect(disk.list(FOLDER)).toEqual(['0000000000000001.log', '0000000000000005.log', '0000000000000009.log']);
    expect(contents(journal).map((line) => line.split(' ')[0])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
    ]);
    for (const from of [1, 4, 5, 6, 10]) expect(contents(journal, from)[0]).toMatch(new RegExp(`^${from} `));
    expect(contents(journal, 11)).toEqual([]);
    const hashes = [...journal.read(1)].length;
    expect(hashes).toBe(10);
    await journal.close();
    const again = await journalOn(disk, { segmentBytes: 300, verify: 'tail' });
    expect(again.lastSequence).toBe(10);
    expect(again.headHash).toEqual(journal.headHash);
  });

  it('hands a reader what becomes safe while it reads, across a new segment', async () => {
    const journal = await journalOn(new MemoryDisk(), { segmentBytes: 100 });
    journal.append(1, 1, bytes('one'));
    await journal.synced(1);
    const seen: number[] = [];
    const reading = journal.read();
    seen.push(reading.next().value!.sequence);
    for (let i = 2; i <= 4; i++) {
      journal.append(1, i, bytes('more'));
      await journal.synced(i);
      seen.push(reading.next().value!.sequence);
    }
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(reading.next().done).toBe(true);
  });

  it('reads records larger than its buffer', async () => {
    const journal = await journalOn(new MemoryDisk());
    const sizes = [10, 3_000_000, 0, 1_048_576, 1_048_500, 7];
    for (const size of sizes) journal.append(1, size, new Uint8Array(size).fill(size % 251));
    await journal.synced(sizes.length);
    const found: number[] = [];
    for (const { payload } of journal.read()) {
      expect(payload.every((byte) => byte === payload.length % 251)).toBe(true);
      found.push(payload.length);
    }
    expect(found).toEqual(sizes);
  });

  it('knows the hash of each safe record', async () => {
    const journal = await journalOn(new MemoryDisk(), { segmentBytes: 200 });
    const hashes = [journal.headHash];
    for (let i = 1; i <= 7; i++) {
      journal.append(1, i, bytes('x'));
      hashes.push(journal.headHash);
      await journal.synced(i);
    }
    expect(new Set(hashes.map((one) => Buffer.from(one).toString('hex'))).size).toBe(8);
    for (const [sequence, hash] of hashes.entries()) expect(journal.hashAt(sequence)).toEqual(hash);
  });

  it('says when the caller should wait, and when no longer', async () => {
    const disk = new MemoryDisk();
    const journal = await journalOn(disk, { pendingBytesMax: 100 });
    await journal.room();
    journal.append(1, 1, bytes('a'));
    expect(journal.isFull).toBe(false);
    journal.append(1, 1, bytes('b'));
    expect(journal.isFull).toBe(true);
    await journal.room();
    expect([journal.isFull, journal.syncedSequence]).toEqual([false, 2]);
  });

  it('takes as many writes as the disk wants', async () => {
    const disk = new MemoryDisk();
    disk.appendBytesMax = 7;
    const journal = await journalOn(disk);
    for (let i = 1; i <= 5; i++) journal.append(1, i, bytes(`record ${i}`));
    await journal.close();
    expect(contents(await journalOn(disk))).toHaveLength(5);
  });
});

describe('A journal whose disk fails', () => {
  it.each([
    ['append', 'ENOSPC'],
    ['fdatasync', 'EIO'],
    ['open', 'EROFS'],
    ['syncFolder', 'EIO'],
  ] as const)('in %s with %s says so once, and acknowledges nothing any more', async (operation, code) => {
    const disk = new MemoryDisk();
    const journal = await journalOn(disk, { segmentBytes: 50 });
    journal.append(1, 1, bytes('safe'));
    await journal.synced(1);
    const faults: Fault[] = [];
    const acknowledged: number[] = [];
    journal.onFault((fault) => faults.push(fault));
    journal.onSynced((sequence) => acknowledged.push(sequence));
    disk.fail = { operation, code, after: 0 };
    journal.append(1, 2, bytes('lost'));
    const waiting = journal.synced(2);
    const room = expect(waiting).rejects.toMatchObject({
      kind: 'world',
      message: expect.stringContaining(code) as string,
    });
    await room;
    disk.fail = undefined;
    expect(faults).toHaveLength(1);
    expect(journal.fault).toBe(faults[0]);
    expect(() => journal.append(1, 3, bytes('no'))).toThrow(faults[0]);
    await expect(journal.synced(1)).rejects.toBe(faults[0]);
    await expect(journal.synced(2)).rejects.toBe(faults[0]);
    await expect(journal.room()).rejects.toBe(faults[0]);
    await expect(journal.close()).rejects.toBe(faults[0]);
    expect([journal.syncedSequence, acknowledged, faults.length]).toEqual([1, [], 1]);
  });

  it('does not sync again what a failed sync left open', async () => {
    const disk = new MemoryDisk();
    const journal = await journalOn(disk);
    disk.fail = { operation: 'fdatasync', code: 'EIO', after: 0 };
    journal.append(1, 1, bytes('a'));
    await expect(journal.synced(1)).rejects.toBeInstanceOf(Fault);
    disk.fail = undefined;
    const { syncs } = disk;
    await expect(journal.close()).rejects.toBeInstanceOf(Fault);
    expect(disk.syncs).toBe(syncs);
  });

  it('leaves, when it fills up at any byte, all that was acknowledged and nothing half', async () => {
    for (let freeBytes = 0; freeBytes <= 250; freeBytes += 5) {
      const disk = new MemoryDisk();
      disk.freeBytes = freeBytes;
      const journal = await journalOn(disk);
      let acknowledged = 0;
      journal.onSynced((sequence) => (acknowledged = sequence));
      try {
        for (let i = 1; i <= 4; i++) await journal.synced(journal.append(1, i, bytes(`record ${i}`)));
      } catch (error) {
        expect(error).toBe(journal.fault);
      }
      disk.freeBytes = Infinity;
      const again = await journalOn(disk);
      expect(again.lastSequence).toBe(acknowledged);
      expect(contents(again)).toHaveLength(acknowledged);
    }
  });
});
