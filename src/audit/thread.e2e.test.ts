import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { canonicalJson } from '../config/canonical.ts';
import { RealClock } from '../telemetry/clock.ts';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { isSignedBy } from './checkpoint.ts';
import type { RecordText } from './record.ts';
import { readRecords } from './record-files.ts';
import { newSigner, sessionRecords, writeLog } from './session.twin.ts';
import { AuditThread, type AuditThreadOptions } from './thread.ts';

const { folder: root } = temporaryFolder();
let folders = 0;
const newFolder = () => join(root, `thread-${(folders += 1)}`);
const signer = newSigner();
const records = sessionRecords(700).map((record) => ({ ...record, hops: undefined }));
const texts = records.map(({ sequence, tsUs, caused, input }) => ({
  sequence,
  tsUs,
  caused: canonicalJson(caused),
  input: canonicalJson(input),
}));

async function open(folder: string, more: Partial<AuditThreadOptions> = {}): Promise<AuditThread> {
  const options = { folder, origin: 'conclave/test-session', signer, clock: new RealClock(), ...more };
  const thread = await AuditThread.open(options);
  onTestFinished(() => thread.close().catch(() => {}));
  return thread;
}

function append(thread: AuditThread, some: readonly RecordText[], isReplay = false): void {
  for (const text of some) thread.append(text, isReplay);
}

/** Resolves when the thread tells that it stalls, or no longer does. */
function stalls(): Pick<AuditThreadOptions, 'onStall'> & { told: Promise<string> } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { told: promise, onStall: (stalled, why) => stalled && resolve(why) };
}

describe('The audit log in a thread of its own', () => {
  it('writes the bytes that it writes in this thread, tells of its checkpoints, and goes on where it stopped', async () => {
    const folder = newFolder();
    const notes: string[] = [];
    const onCheckpoint = (note: string): void => void notes.push(note);
    const first = await open(folder, { onCheckpoint, checkpointRecords: 100 });
    append(first, texts.slice(0, 300));
    await first.flush();
    expect([first.size, first.signedSize, first.waiting, first.stalled]).toEqual([300, 300, 0, false]);
    await first.close();
    const again = await open(folder, { onCheckpoint });
    expect([again.size, again.signedSize]).toEqual([300, 300]);
    append(again, texts.slice(250, 300), true);
    append(again, texts.slice(300));
    await again.close();
    expect([again.size, again.head.length]).toEqual([700, 64]);
    expect(notes.length).toBeGreaterThan(2);
    for (const note of notes) expect(isSignedBy(note, signer.publicKey)).toBe(true);

    const here = await writeLog(newFolder(), records, signer);
    expect([...readRecords(folder)].map(({ line }) => line)).toEqual(
      [...readRecords(here.folder)].map(({ line }) => line),
    );
    const leaves = (of: string): Buffer => readFileSync(join(of, 'tree', 'level-0'));
    expect(leaves(folder).equals(leaves(here.folder))).toBe(true);
  });

  it('rejects as the log does: another signer, and a record that comes back changed, which stalls it for good', async () => {
    const folder = newFolder();
    const thread = await open(folder);
    append(thread, texts.slice(0, 20));
    await thread.close();
    await expect(open(folder, { signer: newSigner() })).rejects.toMatchObject({ name: 'Fault', kind: 'config' });
    const stalling = stalls();
    const changed = await open(folder, stalling);
    changed.append({ ...texts[9], tsUs: 1 }, true);
    expect(await stalling.told).toMatch(/record 10 differs/);
    expect(changed.stalled).toBe(true);
    expect(changed.failure).toMatchObject({ name: 'Fault', kind: 'integrity' });
    await expect(changed.flush()).rejects.toThrow(/record 10 differs/);
    await expect(changed.close()).rejects.toThrow(/record 10 differs/);
  });

  it('is stalled when its thread is gone, and says so to who waits', async () => {
    const stalling = stalls();
    const thread = await open(newFolder(), stalling);
    const flushed = thread.flush();
    void (thread as unknown as { worker: Worker }).worker.terminate();
    expect(await stalling.told).toMatch(/the thread of the audit log is gone/);
    expect([thread.stalled, thread.failure?.name]).toEqual([true, 'Fault']);
    await flushed.catch(() => {});
    await expect(thread.flush()).rejects.toThrow(/is gone/);
    await expect(thread.close()).rejects.toThrow(/is gone/);
  });

  it('is stalled when too much waits for it, or for too long, whatever the thread does', async () => {
    const clock = new VirtualClock();
    const thread = await open(newFolder(), { clock, stallRecords: 100, stallAfterUs: 1_000_000 });
    append(thread, texts.slice(0, 100));
    expect(thread.stalled).toBe(false);
    await clock.advance(1_001);
    expect(thread.stalled).toBe(true);
    await thread.flush();
    expect(thread.stalled).toBe(false);
    append(thread, texts.slice(100, 201));
    expect(thread.stalled).toBe(true);
    append(thread, texts.slice(201, 501));
    expect(thread.failure?.message).toMatch(/fell 400 records behind/);
    await expect(thread.flush()).rejects.toThrow(/behind/);
  });

  it('is stalled while its signer cannot sign, and goes on when it can', async () => {
    let isAway = true;
    const thread = await open(newFolder(), {
      signer: {
        publicKey: signer.publicKey,
        sign: async (message) => {
          if (isAway) throw new Error('the token is away');
          return signer.sign(message);
        },
      },
    });
    append(thread, texts.slice(0, 3));
    await expect(thread.flush()).rejects.toThrow(/the token is away/);
    expect([thread.size, thread.signedSize]).toEqual([3, 0]);
    isAway = false;
    await thread.flush();
    expect(thread.signedSize).toBe(3);
  });

  it('has nothing left to flush once it has ended in order', async () => {
    const thread = await open(newFolder());
    append(thread, texts.slice(0, 3));
    await thread.close();
    await thread.flush();
    expect([thread.size, thread.signedSize]).toEqual([3, 3]);
  });

  it('cannot be opened where there is a file in the place of its folder', async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    await expect(open(join(folder, '\0'))).rejects.toThrow();
    expect(existsSync(join(folder, 'records'))).toBe(false);
  });
});
