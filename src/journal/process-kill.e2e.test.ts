import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import type { Fault } from '../core/base/fault.ts';
import { Journal } from './journal.ts';
import { lockFolder } from './lock.ts';

const APPENDER = fileURLToPath(new URL('appender.twin.ts', import.meta.url));
const { folder } = temporaryFolder();

type Child = ChildProcessByStdio<Writable, Readable, null>;

function start(...args: string[]): Child {
  return spawn(process.execPath, [APPENDER, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Kills the child once it has printed so many lines; all that it has printed by then. */
async function killAfter(child: Child, lineCount: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout }))
    if (lines.push(line) === lineCount) child.kill('SIGKILL');
  return lines;
}

describe('A process that is killed while it appends', () => {
  it('has lost nothing that it had acknowledged, time after time', async () => {
    const session = join(folder, 'session');
    let safe = 0;
    for (const lineCount of [3, 20, 57, 90]) {
      const lines = await killAfter(start(session, 'append'), lineCount);
      expect(Number(lines.at(-1))).toBeGreaterThan(safe);
      safe = Number(lines.at(-1));
      const journal = await Journal.open(join(session, 'journal'));
      expect(journal.lastSequence).toBeGreaterThanOrEqual(safe);
      let expected = 1;
      for (const { sequence, tsUs, payload } of journal.read()) {
        expect([sequence, tsUs]).toEqual([expected, expected]);
        expect(Buffer.from(payload).toString()).toBe(`${expected}`.padEnd(20 + (expected % 300)));
        expected += 1;
      }
      expect(expected).toBe(journal.lastSequence + 1);
      await journal.close();
    }
  });
});

describe('The lock of a folder', () => {
  it('is held by one process, named to the second, and released by a kill', async () => {
    const locked = join(folder, 'locked');
    const child = start(locked);
    await once(child.stdout, 'data');
    const refused = (): Fault => {
      try {
        lockFolder(locked).release();
      } catch (error) {
        return error as Fault;
      }
      throw new Error('it was free');
    };
    for (let i = 0; i < 3; i++) {
      const { exitCode, message } = refused();
      expect(exitCode).toBe(4);
      expect(message).toContain(`${locked}: in use by process ${child.pid}`);
    }
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    const lock = lockFolder(locked);
    expect(refused().message).toContain(`in use by process ${process.pid}`);
    lock.release();
    lock.release();
    lockFolder(locked).release();
  });
});
