import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { KillLatch } from '../../hosts/watchdog/latch.ts';
import type { Call } from '../command.ts';
import { RecordingShell } from '../recording-shell.twin.ts';
import { kill } from './kill.ts';

const { folder } = temporaryFolder();

async function run(options: Record<string, unknown>): Promise<{ code: number; out: string }> {
  const shell = new RecordingShell();
  const call: Call = { args: [], options, json: true, shell, signal: new AbortController().signal };
  return { code: await kill.run(call), out: shell.stdout };
}

describe('conclave kill', () => {
  it('refuses without a yes, with a scope that is none, and where there is no session', async () => {
    await expect(run({ data: folder })).rejects.toThrow(/--yes/);
    await expect(run({ data: folder, yes: true, scope: 'strategy' })).rejects.toThrow(/--scope: expected account/);
    await expect(run({ data: folder, yes: true })).rejects.toThrow(/no session to kill/);
    await expect(run({ yes: true })).rejects.toThrow(/--data/);
  });

  it('latches though nobody is there to cancel, and says so with exit code 4', async () => {
    const session = join(folder, 'session');
    const latch = join(session, 'watchdog');
    mkdirSync(latch, { recursive: true });
    KillLatch.begin(latch, 1);
    const { code, out } = await run({ data: session, yes: true, scope: 'strategy:trend', why: 'enough' });
    expect(code).toBe(4);
    expect(JSON.parse(out)).toMatchObject({ scope: 'strategy', subject: 'trend', version: 1, outcome: 'unknown' });
    expect(new KillLatch(latch).read().kills).toMatchObject([{ scope: 'strategy', subject: 'trend', why: 'enough' }]);
  });
});
