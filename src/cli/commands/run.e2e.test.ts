import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { expectGolden } from '../../../test/golden.ts';
import { shapeText } from '../../../test/json-shape.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { DEMO } from '../../hosts/live/demo.ts';
import { SESSION_NAME } from '../../hosts/live/session-file.ts';
import type { SessionSummary } from '../../hosts/live/summary.ts';

const BIN = fileURLToPath(new URL('../../../bin/conclave.js', import.meta.url));
const { folder } = temporaryFolder();
const FAST = ['--set', 'live.feed.ticksPerSecond=300'];
const LONG_MS = 120_000;

interface Running {
  readonly child: ChildProcess;
  /** Resolves once it has said this on stderr. */
  said(word: string): Promise<void>;
  readonly ended: Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
}

function start(...args: string[]): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, CONCLAVE_HOME: join(folder, 'home') },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const waiting: { word: string; tell: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const { word, tell } of waiting) if (stderr.includes(word)) tell();
  });
  const ended = new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return {
    child,
    ended,
    said: (word) =>
      Promise.race([
        new Promise<void>((tell) => (stderr.includes(word) ? tell() : waiting.push({ word, tell }))),
        ended.then(() => {
          throw new Error(`it ended before it said '${word}': ${stderr}`);
        }),
      ]),
  };
}

it(
  'A session ends by itself with a summary, goes on where it ended, and refuses what it is not',
  async () => {
    const dir = join(folder, 'demo');
    const first = await start('run', '--data', dir, '--for', '3s', '--json', ...FAST).ended;
    expect([first.exitCode, first.stderr]).toEqual([0, expect.stringContaining('demo begins')]);
    expectGolden('json/session-summary.json', shapeText(first.stdout));
    const before = JSON.parse(first.stdout) as SessionSummary;
    expect(before).toMatchObject({ lost: 0, doubled: 0, restarts: 0 });
    expect(before.fills).toBeGreaterThan(0);
    expect(existsSync(join(dir, 'report', 'tear-sheet.html'))).toBe(true);

    // Without a file and flags it goes on as it was.
    const second = await start('run', '--data', dir, '--for', '2s', '--json').ended;
    expect(second.exitCode).toBe(0);
    const after = JSON.parse(second.stdout) as SessionSummary;
    expect(after).toMatchObject({ lost: 0, doubled: 0, restarts: 1 });
    expect(after.events).toBeGreaterThan(before.events);
    expect(after.auditRecords).toBeGreaterThan(before.auditRecords);

    const asked = await start('session', 'summary', dir, '--json').ended;
    expect(asked.exitCode).toBe(0);
    expect(JSON.parse(asked.stdout)).toEqual(after);
    expect(JSON.parse(readFileSync(join(dir, 'report', 'summary.json'), 'utf8'))).toEqual(after);

    const other = await start('run', '--data', dir, '--set', 'seed=7').ended;
    expect([other.exitCode, other.stdout]).toEqual([3, '']);
    expect(other.stderr).toContain('seed is 42 there, not 7');
  },
  LONG_MS,
);

it(
  'A session without an end is the only one in its folder, can be asked while it runs and when it was killed, and ends in order when nobody reads it',
  async () => {
    const dir = join(folder, 'endless');
    const running = start('run', '--data', dir, ...FAST);
    await running.said('control http://');
    const second = await start('run', '--data', dir).ended;
    expect([second.exitCode, second.stdout]).toEqual([4, '']);
    expect(second.stderr).toContain(`in use by process ${running.child.pid}`);
    const list = await start('session', 'list', '--data', dir, '--json').ended;
    expect(JSON.parse(list.stdout)).toMatchObject({ sessions: [{ name: 'demo', dir, running: true, starts: 1 }] });
    expectGolden('json/session-list.json', shapeText(list.stdout));

    const during = await start('session', 'summary', dir).ended;
    expect([during.exitCode, during.stdout]).toEqual([0, expect.stringContaining('0 lost, 0 doubled')]);
    expect(during.stderr).toContain('is running');
    // The venue outlives it.
    running.child.kill('SIGKILL');
    await running.ended;
    const killed = await start('session', 'summary', dir, '--json').ended;
    expect(JSON.parse(killed.stdout)).toMatchObject({ doubled: 0, restarts: 0 });
    expect(killed.stderr).toContain('did not end in order');

    const again = start('run', '--data', dir);
    await again.said('control http://');
    again.child.kill('SIGHUP');
    await again.said('conclave: SIGHUP: the session was started without a run file');
    // Whoever read what it says has gone.
    again.child.stderr?.destroy();
    again.child.kill('SIGHUP');
    const { exitCode, stdout } = await again.ended;
    expect(exitCode).toBe(0);
    expect(stdout).toContain('0 lost, 0 doubled');
  },
  LONG_MS,
);

it('A hang-up while a session starts has it read its file again once it runs', { timeout: LONG_MS }, async () => {
  const dir = join(folder, 'hung-up');
  mkdirSync(dir);
  const file = join(folder, 'hung-up.yaml');
  writeFileSync(file, DEMO);
  const watcher = watch(dir);
  const isStarting = new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => name === SESSION_NAME && resolve());
  });
  const { child, said, ended } = start('run', file, '--data', dir, ...FAST);
  await isStarting;
  watcher.close();
  child.kill('SIGHUP');
  await said('was read again');
  writeFileSync(file, 'nonsense: 1\n');
  child.kill('SIGHUP');
  await said(`conclave: ${file}`);
  child.kill('SIGTERM');
  await said('draining');
  child.kill('SIGHUP');
  expect((await ended).exitCode).toBe(0);
});
