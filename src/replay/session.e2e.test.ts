import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { conclave } from '../cli/recording-shell.twin.ts';

const { folder, put } = temporaryFolder();
const BIN = fileURLToPath(new URL('../../bin/conclave.js', import.meta.url));
const killed = join(folder, 'killed');
const whole = join(folder, 'whole');
const children: ChildProcess[] = [];

const FILE = `name: e2e
seed: 5
account: { currency: USD, cash: 100000, type: margin, dayZone: UTC }
data:
  - { instrument: ALFA, path: alfa.csv, interval: 1d, tickSize: 0.01, lotSize: 1, calendar: 24/7 }
agents:
  - { id: fast, strategy: ema-cross, params: { fast: 2, slow: 5 } }
  - { id: slow, strategy: ema-cross, params: { fast: 3, slow: 8 } }
consensus: { method: sum }
risk: { profile: moderate }
execution: { slippageBps: 1, commissionBps: 1 }
live:
  feed: { source: replay, speed: max }
`;

/** A wave that trends up and down. */
function waves(days: number): string {
  const rows = Array.from({ length: days }, (_, k) => {
    const [open, close] = [k, k + 1].map((at) => Math.round(10_000 + 800 * Math.sin(at / 6)) / 100);
    const day = new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10);
    return `${day},${open},${Math.max(open, close) + 0.5},${Math.min(open, close) - 0.5},${close},100000`;
  });
  return `date,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

function run(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [BIN, 'run', ...args, '--headless'], {
    env: { ...process.env, CONCLAVE_HOME: join(folder, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  return child;
}

async function ended(child: ChildProcess): Promise<number | null> {
  let said = '';
  child.stderr?.on('data', (text) => (said += String(text)));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== null && code !== 0) throw new Error(said);
  return code;
}

/** Resolves when so many bytes of inputs are in the journal. */
async function journaled(dir: string, bytes: number): Promise<void> {
  const journal = join(dir, 'journal');
  const size = () =>
    existsSync(journal) ? readdirSync(journal).reduce((sum, name) => sum + statSync(join(journal, name)).size, 0) : 0;
  while (size() < bytes) await setTimeout(20);
}

beforeAll(async () => {
  put('alfa.csv', waves(60));
  const file = put('e2e.yaml', FILE);
  await ended(run(file, '--data', whole));
  const first = run('--data', killed, '--set', 'live.feed.ticksPerSecond=2000');
  await journaled(killed, 30_000);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const second = run('--data', killed);
  await journaled(killed, 60_000);
  second.kill('SIGTERM');
  await ended(second);
}, 120_000);
afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
});

describe('conclave parity', () => {
  it('is exact over a session that was killed and went on', async () => {
    const { exitCode, stdout, stderr } = await conclave('parity', killed, '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ identical: true, differing: 0, unrecorded: 0, first: null });
    expect(found.messages['executions.fill']).toBeGreaterThan(0);
    expect(found.compared).toBe(found.inputs);
    expect(Number(found.gaps.unattributed)).toBeCloseTo(0, 4);
  });

  it('prints one object, and a table for people', async () => {
    const { exitCode, stdout, stderr } = await conclave('parity', whole, '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    // Hashes change with every state that is saved otherwise, and when a snapshot is due is a matter of time.
    const { states, ...found } = JSON.parse(stdout);
    const text = JSON.stringify({ ...found, states: states.slice(-1) }, null, 2);
    expectGolden('json/parity.json', `${text.replaceAll(/[0-9a-f]{64}/g, 'HASH')}\n`);
    const shown = await conclave('parity', whole);
    expect(shown.stdout).toMatch(/^Identical: \d+ inputs and all that they caused\./);
    expect(shown.stdout).toMatch(/together +0\.00/);
  });

  it('ends with exit code 1 when a record says something else, and 6 when the journal does not add up', async () => {
    const records = join(whole, 'audit', 'records');
    const path = join(records, readdirSync(records)[0]);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace(/"price":"\d+\.\d+"/, '"price":"1.00"'));
    const found = await conclave('parity', whole, '--record-only');
    writeFileSync(path, before);
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toMatch(/recorded +"1\.00"/);
    const journal = join(whole, 'journal');
    const log = join(journal, readdirSync(journal)[0]);
    const bytes = readFileSync(log);
    const broken = Buffer.from(bytes);
    broken[Math.floor(bytes.length / 2)] ^= 1;
    writeFileSync(log, broken);
    const damaged = await conclave('parity', whole);
    writeFileSync(log, bytes);
    expect([damaged.exitCode, damaged.stdout]).toEqual([6, '']);
  });
});

describe('conclave what-if', () => {
  it('prints one object, and tables for people', async () => {
    const { exitCode, stdout, stderr } = await conclave('what-if', whole, '--without', 'fast', '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    expectGolden('json/what-if.json', stdout);
    const shown = await conclave('what-if', whole, '--limit', 'position=0.05');
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toMatch(/Assumed\n {2}The market does not react/);
  });

  it.each([
    [[], 'nothing is changed'],
    [['--without', 'nobody'], "expected one of fast, slow, was 'nobody'"],
    [['--limit', 'position'], "expected KEY=VALUE, was 'position'"],
    [['--limit', 'positon=1'], 'positon'],
    [['--method', 'loudest'], 'loudest'],
    [['--without-command', '3'], 'expected the number of a command, input 3 is a'],
  ])('refuses %j', async (args, why) => {
    const { exitCode, stderr } = await conclave('what-if', whole, ...args);
    expect([2, 3]).toContain(exitCode);
    expect(stderr).toContain(why);
  });
});
