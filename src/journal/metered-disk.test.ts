import { describe, expect, it } from 'vitest';
import { Metrics } from '../telemetry/metrics.ts';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { diskContract } from './disk.contract.ts';
import { Journal } from './journal.ts';
import { MemoryDisk } from './memory-disk.twin.ts';
import { meteredDisk } from './metered-disk.ts';

describe('A metered disk', () => {
  diskContract(() => ({ disk: meteredDisk(new MemoryDisk(), new VirtualClock(), new Metrics()), folder: '/folder' }));

  it('tells the bytes that a journal has written, and how long its syncs took, those that failed left out', async () => {
    const [disk, clock, metrics] = [new MemoryDisk(), new VirtualClock(), new Metrics()];
    disk.duringSync = () => clock.advance(3);
    const journal = await Journal.open('/journal', { disk: meteredDisk(disk, clock, metrics) });
    await journal.synced(journal.append(1, 0, Buffer.from('one')));
    await journal.synced(journal.append(1, 0, Buffer.from('two')));
    disk.fail = { operation: 'fdatasync', code: 'EIO', after: 0 };
    await expect(journal.synced(journal.append(1, 0, Buffer.from('three')))).rejects.toThrow('EIO');
    const written = disk.list('/journal').map((name) => disk.open(`/journal/${name}`, 'read').size());
    expect(metrics.counter('journal_bytes_total').value).toBe(written.reduce((sum, size) => sum + size, 0));
    const syncs = metrics.histogram('journal_sync_seconds');
    expect([syncs.counts.reduce((sum, count) => sum + count, 0), syncs.sum]).toEqual([2, 0.006]);
  });
});
