import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conclave } from '../src/cli/recording-shell.twin.ts';
import { expectGolden } from './golden.ts';
import { shapeText } from './json-shape.ts';

let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'conclave-json-'));
  process.env.CONCLAVE_HOME = join(dir, 'home');
  const rows = [100, 101, 103, 102, 99, 98, 101, 104, 103, 97].map(
    (close, i) => `2024-01-${String(i + 1).padStart(2, '0')},100,105,95,${close},100000`,
  );
  writeFileSync(join(dir, 'bars.csv'), `date,open,high,low,close,volume\n${rows.join('\n')}\n`);
  writeFileSync(
    join(dir, 'run.yaml'),
    `name: small
seed: 42
account: { cash: 100000 }
benchmark: A
data: [{ instrument: A, path: bars.csv, interval: 1d, tickSize: 0.01, lotSize: 1 }]
agents:
  - { id: cross, strategy: ema-cross, params: { fast: 2, slow: 3, short: true } }
  - { id: hold, strategy: buy-and-hold }
consensus: { method: adahedge }
output: { dir: out, formats: [html, json, csv, parquet] }
`,
  );
});
afterAll(() => rmSync(dir, { recursive: true }));

it('backtest run --json prints the summary that it also writes, in the form that was published', async () => {
  const { exitCode, stdout, stderr } = await conclave('backtest', 'run', join(dir, 'run.yaml'), '--json');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(dir, 'out', 'result.json'), 'utf8')));
  expectGolden('json/backtest-run.json', shapeText(stdout));
});

it('backtest compare --json prints what differs, in the form that was published', async () => {
  await conclave(
    'backtest',
    'run',
    join(dir, 'run.yaml'),
    '--out',
    join(dir, 'other'),
    '--set',
    'execution.commissionBps=50',
  );
  const { exitCode, stdout } = await conclave('backtest', 'compare', join(dir, 'out'), join(dir, 'other'), '--json');
  expect(exitCode).toBe(1);
  const { equal, differences } = JSON.parse(stdout) as { equal: boolean; differences: { key: string }[] };
  expect(equal).toBe(false);
  expect(differences.map(({ key }) => key)).toEqual(
    expect.arrayContaining(['run.resultHash', 'account.fees', 'metrics.totalReturn', 'agents.hold.pnl']),
  );
  expectGolden('json/backtest-compare.json', shapeText(stdout));
});

it('backtest list --json prints what was run, the newest first, in the form that was published', async () => {
  const { exitCode, stdout, stderr } = await conclave('backtest', 'list', '--json');
  expect([exitCode, stderr]).toEqual([0, '']);
  const { runs, more } = JSON.parse(stdout) as { runs: { name: string; resultHash: string }[]; more: boolean };
  const written = JSON.parse(readFileSync(join(dir, 'other', 'result.json'), 'utf8')) as {
    run: { resultHash: string };
  };
  expect([runs.length, more, runs[0].resultHash]).toEqual([2, false, written.run.resultHash]);
  expectGolden('json/backtest-list.json', shapeText(stdout));
  const short = await conclave('backtest', 'list', '--limit', '1');
  expect(short.stdout.split('\n')).toHaveLength(3);
  expect(short.stderr).toContain('There are more');
});

it('backtest run says what it was chosen from, and that nobody counted where trials are off', async () => {
  const { stdout } = await conclave('backtest', 'run', join(dir, 'run.yaml'), '--force');
  expect(stdout).toMatch(/chosen from +2 trials on the same instruments/);
  expect(stdout).toMatch(/costs 0x to 2x +return/);
  const off = await conclave('backtest', 'run', join(dir, 'run.yaml'), '--force', '--no-trials', '--bands', 'off');
  expect(off.stdout).toMatch(/chosen from +not known: trials were not counted \(--no-trials\)/);
  expect(off.stdout).toContain('left out (--bands off)');
});
