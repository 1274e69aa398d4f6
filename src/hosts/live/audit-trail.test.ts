import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { keyFileSigner } from '../../audit/keys.ts';
import { AuditLog } from '../../audit/log.ts';
import { encodeInput } from '../../contracts/input.ts';
import { InputEvent, InputOrigin } from '../../contracts/input-event.ts';
import { Out } from '../../core/model/out.ts';
import { Journal } from '../../journal/journal.ts';
import { MemoryDisk } from '../../journal/memory-disk.twin.ts';
import { RealClock } from '../../telemetry/clock.ts';
import type { Taken } from '../../runtime/intake.ts';
import { AuditTrail } from './audit-trail.ts';

const { folder } = temporaryFolder();

function input(sequence: number): Taken {
  const event = Object.assign(new InputEvent(), { kind: 'instant', tsUs: sequence, sequence });
  const origin = Object.assign(new InputOrigin(), { source: 'feed', sequence });
  const caused = { sequence, messages: [], timesUs: [] };
  return { event, origin, out: new Out(), caused, journaledUs: 0, isReplay: false };
}

async function trail(name: string, disk: MemoryDisk) {
  const journal = await Journal.open('journal', { disk });
  const audit = await AuditLog.open({
    folder: join(folder, name),
    origin: 'conclave/test',
    signer: keyFileSigner(join(folder, 'home')),
    clock: new RealClock(),
  });
  return { journal, audit, trail: new AuditTrail(audit, journal, { instruments: [], agents: [] }) };
}

describe('The audit trail', () => {
  it('is given an input when the journal has it on the disk, and never before', async () => {
    const disk = new MemoryDisk();
    const sync = Promise.withResolvers<void>();
    disk.duringSync = () => sync.promise;
    const { journal, audit, trail: records } = await trail('held', disk);
    const taken = input(1);
    journal.append(1, 1, encodeInput(taken.event, taken.origin));
    records.take(taken);
    await audit.flush();
    expect([records.waiting, audit.size]).toEqual([1, 0]);
    const followed = records.follow(1);
    sync.resolve();
    await followed;
    expect([records.waiting, audit.size, audit.signedSize]).toEqual([0, 1, 1]);
    await audit.close();
  });

  it('cannot say that it follows a journal that has failed', async () => {
    const disk = new MemoryDisk();
    disk.fail = { operation: 'fdatasync', code: 'EIO', after: 0 };
    const { journal, audit, trail: records } = await trail('failed', disk);
    const taken = input(1);
    journal.append(1, 1, encodeInput(taken.event, taken.origin));
    records.take(taken);
    await expect(records.follow(1)).rejects.toThrow('can no longer be written');
    await audit.flush();
    expect(audit.size).toBe(0);
    await audit.close();
  });
});
