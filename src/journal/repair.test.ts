import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';
import { MemoryDisk } from './memory-disk.twin.ts';
import { planRepair, repair } from './repair.ts';
import { verifyJournal } from './verify.ts';

const FOLDER = '/session/journal';

async function damagedAt(segment: number, byte: number): Promise<{ disk: MemoryDisk; names: readonly string[] }> {
  const disk = new MemoryDisk();
  const journal = await Journal.open(FOLDER, { disk, segmentBytes: 250 });
  for (let i = 1; i <= 12; i++) await journal.synced(journal.append(1, i, Buffer.from(`record ${i}`)));
  await journal.close();
  const names = disk.list(FOLDER);
  const path = join(FOLDER, names[segment]);
  const bytes = disk.bytes(path);
  bytes[byte] ^= 1;
  disk.put(path, bytes);
  return { disk, names };
}

describe('A repair', () => {
  it('has nothing to do where the journal adds up', async () => {
    const { disk } = await damagedAt(0, 200);
    const journal = await Journal.open('/sound/journal', { disk });
    await journal.synced(journal.append(1, 1, Buffer.from('x')));
    expect(planRepair('/sound/journal', disk)).toBeUndefined();
    expect(verifyJournal('/sound/journal', disk)).toMatchObject({ records: 1, segments: 1, damage: undefined });
  });

  it('shows what would be lost, and changes nothing by that', async () => {
    const { disk, names } = await damagedAt(1, 130);
    const plan = planRepair(FOLDER, disk)!;
    expect(plan).toMatchObject({
      damage: { segment: names[1], sequence: 5, torn: false },
      keptSequence: 4,
      wholeRecordsLost: 7,
      aside: names.slice(1).map((from) => ({ from, to: `${from}.damaged` })),
    });
    expect(disk.list(FOLDER)).toEqual(names);
  });

  it('keeps what is proven, puts the rest aside as it was, and the journal goes on', async () => {
    const { disk, names } = await damagedAt(1, 130);
    const before = names.map((name) => disk.bytes(join(FOLDER, name)));
    await repair(FOLDER, planRepair(FOLDER, disk)!, disk);
    expect(disk.list(FOLDER).filter((name) => name.endsWith('.log'))).toEqual(names.slice(0, 2));
    for (const [k, name] of names.entries())
      if (k > 0) expect(disk.bytes(join(FOLDER, `${name}.damaged`))).toEqual(before[k]);
    expect(planRepair(FOLDER, disk)).toBeUndefined();
    const journal = await Journal.open(FOLDER, { disk: disk.crash() });
    expect([journal.lastSequence, journal.tornTail]).toEqual([4, undefined]);
    expect(journal.append(1, 1, Buffer.from('new'))).toBe(5);
  });

  it('puts a segment aside whose header is damaged, and those behind one that is missing', async () => {
    const header = await damagedAt(2, 3);
    await repair(FOLDER, planRepair(FOLDER, header.disk)!, header.disk);
    expect(verifyJournal(FOLDER, header.disk)).toMatchObject({ records: 6, segments: 2, damage: undefined });
    const missing = await damagedAt(3, 3);
    missing.disk.remove(join(FOLDER, missing.names[1]));
    await repair(FOLDER, planRepair(FOLDER, missing.disk)!, missing.disk);
    expect(verifyJournal(FOLDER, missing.disk)).toMatchObject({ records: 3, segments: 1, damage: undefined });
  });

  it('never writes over what an earlier one put aside', async () => {
    const { disk, names } = await damagedAt(1, 130);
    const old = Buffer.from('of an earlier repair');
    disk.put(join(FOLDER, `${names[1]}.damaged`), old);
    await repair(FOLDER, planRepair(FOLDER, disk)!, disk);
    expect(disk.bytes(join(FOLDER, `${names[1]}.damaged`))).toEqual(old);
    expect(disk.list(FOLDER)).toContain(`${names[1]}.damaged-2`);
  });

  it.each(['append', 'fdatasync', 'rename', 'syncFolder'] as const)(
    'that breaks off (%s) leaves a journal that is refused still, and can be done again',
    async (operation) => {
      for (let after = 0; after < 3; after++) {
        const { disk } = await damagedAt(1, 130);
        disk.fail = { operation, code: 'EIO', after };
        const isDone = await repair(FOLDER, planRepair(FOLDER, disk)!, disk).then(
          () => true,
          () => false,
        );
        disk.fail = undefined;
        const left = disk.crash({ names: true });
        const plan = planRepair(FOLDER, left);
        if (!isDone && operation !== 'fdatasync') expect(plan?.damage.torn).toBe(false);
        if (plan !== undefined) await repair(FOLDER, plan, left);
        expect(verifyJournal(FOLDER, left)).toMatchObject({ records: 4, damage: undefined });
      }
    },
  );
});
