import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';
import { MemoryDisk } from './memory-disk.twin.ts';
import { Snapshots } from './snapshots.ts';

const JOURNAL = '/session/journal';
const FOLDER = '/session/snapshots';
const name = (sequence: number): string => `${String(sequence).padStart(16, '0')}.snapshot`;
const state = (sequence: number): Uint8Array => new TextEncoder().encode(`state after ${sequence}`);

let disk: MemoryDisk;
let journal: Journal;
let snapshots: Snapshots;

async function append(count: number): Promise<void> {
  for (let i = 0; i < count; i++) journal.append(1, 0, state(i));
  await journal.synced(journal.lastSequence);
}

beforeEach(async () => {
  disk = new MemoryDisk();
  journal = await Journal.open(JOURNAL, { disk });
  snapshots = await Snapshots.open(FOLDER, { disk, keep: 3 });
  await append(10);
});

function latest(): [sequence: number | undefined, text: string, skipped: string[]] {
  const { snapshot, skipped } = snapshots.latest(journal);
  const text = new TextDecoder().decode(snapshot?.bytes ?? new Uint8Array());
  return [snapshot?.sequence, text, skipped.map(({ name: file, reason }) => `${file} ${reason}`)];
}

describe('Snapshots', () => {
  it('give back the newest, and keep the last few', async () => {
    expect(latest()).toEqual([undefined, '', []]);
    for (const sequence of [2, 5, 7, 10]) await snapshots.save(journal, sequence, state(sequence));
    expect(latest()).toEqual([10, 'state after 10', []]);
    expect(disk.list(FOLDER)).toEqual([name(5), name(7), name(10)]);
  });

  it('survive a power cut once they are saved', async () => {
    await snapshots.save(journal, 10, state(10));
    const after = disk.crash();
    journal = await Journal.open(JOURNAL, { disk: after });
    snapshots = await Snapshots.open(FOLDER, { disk: after });
    expect(latest()).toEqual([10, 'state after 10', []]);
  });

  it('are never ahead of what the journal has safe', async () => {
    let pass: () => void = () => {};
    disk.duringSync = () => new Promise((resolve) => (pass = resolve));
    journal.append(1, 0, state(11));
    const saved = snapshots.save(journal, 11, state(11));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect(disk.list(FOLDER)).toEqual([]);
    disk.duringSync = () => Promise.resolve();
    pass();
    await saved;
    expect(latest()[0]).toBe(11);
  });

  it('that are damaged in any byte, or end early, are passed over and named', async () => {
    await snapshots.save(journal, 4, state(4));
    await snapshots.save(journal, 8, state(8));
    const whole = disk.bytes(join(FOLDER, name(8)));
    for (let byte = 0; byte < whole.length; byte++) {
      const flipped = Buffer.from(whole);
      flipped[byte] ^= 4;
      disk.put(join(FOLDER, name(8)), flipped);
      const [sequence, , skipped] = latest();
      expect([sequence, skipped.length]).toEqual([4, 1]);
      disk.put(join(FOLDER, name(8)), whole.subarray(0, byte));
      expect(latest()).toEqual([4, 'state after 4', [`${name(8)} it is damaged`]]);
    }
  });

  it('newer than the journal are passed over', async () => {
    await snapshots.save(journal, 6, state(6));
    await snapshots.save(journal, 10, state(10));
    const shorter = await Journal.open('/other/journal', { disk });
    for (const { kind, tsUs, payload, sequence } of journal.read())
      if (sequence <= 8) shorter.append(kind, tsUs, payload);
    await shorter.synced(8);
    journal = shorter;
    expect(latest()).toEqual([6, 'state after 6', [`${name(10)} it stands after record 10, the journal ends with 8`]]);
  });

  it('of records that others have replaced are passed over', async () => {
    await snapshots.save(journal, 6, state(6));
    await snapshots.save(journal, 10, state(10));
    const other = await Journal.open('/other/journal', { disk });
    for (const { kind, payload, sequence } of journal.read()) other.append(kind, sequence > 7 ? 1 : 0, payload);
    await other.synced(10);
    journal = other;
    expect(latest()).toEqual([6, 'state after 6', [`${name(10)} it belongs to another journal`]]);
  });

  it.each(['append', 'fdatasync', 'rename', 'syncFolder'] as const)(
    'that cannot be saved (%s) leave those that are there, and nothing half after a restart',
    async (operation) => {
      await snapshots.save(journal, 6, state(6));
      disk.fail = { operation, code: 'EIO', after: 0 };
      await expect(snapshots.save(journal, 10, state(10))).rejects.toThrow('EIO');
      disk.fail = undefined;
      const after = disk.crash();
      snapshots = await Snapshots.open(FOLDER, { disk: after });
      expect(latest()).toEqual([6, 'state after 6', []]);
      expect(after.list(FOLDER)).toEqual([name(6)]);
    },
  );

  it('are saved in place of a half one that a crash left', async () => {
    disk.put(
      join(FOLDER, `${name(10)}.tmp`),
      Buffer.from('half of something longer than the snapshot itself is, by far'),
    );
    await snapshots.save(journal, 10, state(10));
    expect(latest()).toEqual([10, 'state after 10', []]);
  });
});
