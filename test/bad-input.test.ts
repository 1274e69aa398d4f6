import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.ts';
import { conclave, RecordingShell } from '../src/cli/recording-shell.twin.ts';

let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'conclave-bad-'));
  process.env.CONCLAVE_HOME = join(dir, 'home');
  // Strategies are ES modules all the same.
  writeFileSync(join(dir, 'package.json'), '{ "type": "commonjs" }');
});
afterAll(() => rmSync(dir, { recursive: true }));

const HEADER = 'date,open,high,low,close,volume';
const ROWS = [
  '2024-01-02,10,11,9,10.5,1000',
  '2024-01-03,10.5,12,10,11,1000',
  '2024-01-04,11,12,10,11.5,1000',
  '2024-01-05,11.5,12,11,11.25,1000',
];

interface Case {
  readonly header?: string;
  readonly rows?: readonly string[];
  readonly data?: string;
  readonly agent?: string;
  readonly strategy?: string;
  readonly rest?: string;
}

let cases = 0;

/** Runs a backtest in a folder of its own over these rows; the agent is buy-and-hold, or this strategy's text. */
async function run({
  header = HEADER,
  rows = ROWS,
  data = '',
  agent = 'strategy: buy-and-hold',
  strategy,
  rest = '',
}: Case) {
  cases += 1;
  const folder = join(dir, String(cases));
  mkdirSync(folder);
  if (header !== '')
    writeFileSync(join(folder, 'bars.csv'), header === 'EMPTY' ? '' : `${[header, ...rows].join('\n')}\n`);
  if (strategy !== undefined) writeFileSync(join(folder, 'mine.ts'), strategy);
  const file = `name: bad
account: { cash: 100000 }
data: [{ instrument: A, path: bars.csv, interval: 1d, tickSize: 0.01, lotSize: 1${data} }]
agents: [{ id: mine, ${strategy === undefined ? agent : 'strategy: ./mine.ts'} }]
risk: { profile: unlimited }
output: { dir: out, formats: [json] }
${rest}`;
  writeFileSync(join(folder, 'run.yaml'), file);
  const { exitCode, stdout, stderr } = await conclave('backtest', 'run', join(folder, 'run.yaml'));
  return {
    exitCode,
    stdout,
    stderr: stderr.replaceAll(folder, 'DIR'),
    left: readdirSync(folder).filter((name) => name.startsWith('out')),
  };
}

/** A strategy whose `onBar` is this. */
function strategyWith(onBar: string): string {
  return `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({
  name: 'mine', version: '1.0.0', params: z.object({ period: z.int().default(3) }),
  create() {
    return {
      onBar(bar, ctx) {
        ${onBar}
      },
    };
  },
});
`;
}

it('A strategy of the user runs beside a package.json that says commonjs', async () => {
  const { exitCode, stdout, stderr, left } = await run({
    strategy: strategyWith("ctx.target(bar.instrument, 10, { reason: 'always' });"),
  });
  expect([exitCode, stderr, left]).toEqual([0, '', ['out']]);
  expect(stdout).toMatch(/mine {2}mine 1\.0\.0 /);
});

describe('Bad input ends with one clear message, the right exit code, no stack and nothing written', () => {
  const table: [what: string, given: Case, exitCode: number, message: RegExp][] = [
    ['a missing file', { header: '' }, 3, /^conclave: DIR\/bars\.csv: no such file/],
    ['an empty file', { header: 'EMPTY' }, 3, /^conclave: DIR\/bars\.csv: expected rows, the file is empty/],
    ['a file without rows', { rows: [] }, 3, /^conclave: DIR\/bars\.csv: expected/],
    ['a wrong column', { header: 'date,open,high,low,thing,volume' }, 3, /^conclave: DIR\/bars\.csv: .*close/],
    [
      'mixed time zones',
      { rows: ['2024-01-02T00:00:00Z,10,11,9,10.5,1', '2024-01-03T00:00:00+05:00,10,11,9,10.5,1'] },
      3,
      /^conclave: DIR\/bars\.csv: row 2: /,
    ],
    [
      'a price that is NaN',
      { rows: [ROWS[0], '2024-01-03,NaN,12,10,11,1'] },
      3,
      /^conclave: DIR\/bars\.csv: row 2: .*open/,
    ],
    ['unsorted rows', { rows: [ROWS[1], ROWS[0]] }, 3, /^conclave: DIR\/bars\.csv: row 2: .* comes after /],
    ['duplicate rows', { rows: [ROWS[0], ROWS[0]] }, 3, /^conclave: DIR\/bars\.csv: row 2: .* is there twice/],
    [
      'a low above the high',
      { rows: ['2024-01-02,10,11,12,10.5,1'] },
      3,
      /^conclave: DIR\/bars\.csv: row 1: expected low <= open/,
    ],
    [
      'a tick that the prices do not fit',
      { rows: ['2024-01-02,10.001,11,9,10.5,1'] },
      3,
      /^conclave: DIR\/bars\.csv: row 1: .*tick/,
    ],
    [
      'no volume with a cap on participation',
      { header: 'date,open,high,low,close', rows: ROWS.map((row) => row.replace(/,\d+$/, '')) },
      3,
      /^conclave: execution\.participation: needs a volume, and A has none/,
    ],
    [
      'an unknown strategy',
      { agent: 'strategy: ema-crss' },
      3,
      /^conclave: strategy 'ema-crss': .*did you mean 'ema-cross'\?/,
    ],
    [
      'a strategy file that is not there',
      { agent: 'strategy: ./none.ts' },
      3,
      /^conclave: DIR\/none\.ts: no such strategy file/,
    ],
    [
      'an unknown parameter',
      { agent: 'strategy: ema-cross, params: { fst: 3 }' },
      3,
      /^conclave: agents\.mine\.params\.fst: unknown parameter 'fst'; did you mean 'fast'\?/,
    ],
    [
      'a parameter that does not fit',
      { agent: 'strategy: ema-cross, params: { fast: -3 }' },
      3,
      /^conclave: agents\.mine\.params\.fast: expected a number > 0, was -3/,
    ],
    [
      'an unknown choice',
      { rest: 'costMethod: lifo' },
      3,
      /^conclave: DIR\/run\.yaml:7: costMethod: expected one of average, fifo, was 'lifo'/,
    ],
    [
      'a strategy that throws',
      { strategy: strategyWith("throw new TypeError('boom');") },
      3,
      /^conclave: DIR\/mine\.ts:8: agent 'mine' failed in onBar on A at 2024-01-03T00:00:00Z: TypeError: boom\n$/,
    ],
    [
      'a strategy that is async',
      { strategy: strategyWith("throw new TypeError('boom');").replace('onBar(', 'async onBar(') },
      3,
      /^conclave: agent 'mine' failed in onBar on A at 2024-01-03T00:00:00Z: .*it returned a promise \(is it async\?\)\n$/,
    ],
    [
      'a strategy that asks for NaN',
      { strategy: strategyWith('ctx.target(bar.instrument, bar.close / 0 - bar.close / 0);') },
      3,
      /^conclave: DIR\/mine\.ts:8: agent 'mine' failed in onBar on A at .*: target: expected a finite number or null, was NaN\n$/,
    ],
    [
      'a strategy that never returns a number',
      { strategy: strategyWith("ctx.target(bar.instrument, 'ten' as never);") },
      3,
      /^conclave: DIR\/mine\.ts:8: .*target: expected a finite number or null, was ten\n$/,
    ],
    [
      'a strategy that asks for 1e18 units',
      { strategy: strategyWith('ctx.target(bar.instrument, 1e18);') },
      3,
      /^conclave: DIR\/mine\.ts:8: .*1000000000000000000 units of A is beyond any size/,
    ],
    [
      'a strategy that asks for another instrument',
      { strategy: strategyWith("ctx.target('B', 1);") },
      3,
      /^conclave: DIR\/mine\.ts:8: .*instrument: expected one of this agent's \(A\), was "B"\n$/,
    ],
    [
      'a strategy with a misspelt handler',
      { strategy: strategyWith('').replace('onBar', 'onBr') },
      3,
      /unknown handler 'onBr'/,
    ],
  ];
  it.each(table)('%s', async (_what, given, exitCode, message) => {
    const ran = await run(given);
    expect(ran.stderr).toMatch(message);
    expect([ran.exitCode, ran.stdout, ran.left]).toEqual([exitCode, '', []]);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });

  it('an output folder that holds another run, which --force replaces', async () => {
    const { exitCode } = await run({});
    expect(exitCode).toBe(0);
    const file = join(dir, String(cases), 'run.yaml');
    const second = await conclave('backtest', 'run', file, '--set', 'account.cash=5000');
    expect([second.exitCode, second.stdout]).toEqual([4, '']);
    expect(second.stderr).toMatch(/holds another run .*--force/);
    expect((await conclave('backtest', 'run', file, '--set', 'account.cash=5000', '--force')).exitCode).toBe(0);
  });

  it('an output folder that cannot be made', async () => {
    await run({});
    const folder = join(dir, String(cases));
    const { exitCode, stderr } = await conclave(
      'backtest',
      'run',
      join(folder, 'run.yaml'),
      '--out',
      join(folder, 'bars.csv', 'x'),
    );
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^conclave: output\.dir: .*a part of the path is a file/);
  });
});

describe('backtest compare', () => {
  it('ends with 0 for equal results, with 1 and what differs for others, with 3 for what is no result', async () => {
    await run({});
    const folder = join(dir, String(cases));
    const file = join(folder, 'run.yaml');
    await conclave('backtest', 'run', file, '--out', join(folder, 'b'));
    await conclave('backtest', 'run', file, '--out', join(folder, 'c'), '--set', 'account.cash=1000');
    const equal = await conclave('backtest', 'compare', join(folder, 'out'), join(folder, 'b', 'result.json'));
    expect([equal.exitCode, equal.stdout]).toEqual([
      0,
      expect.stringMatching(/^The results are equal: [0-9a-f]{64}\n$/),
    ]);
    const other = await conclave('backtest', 'compare', join(folder, 'out'), join(folder, 'c'));
    expect(other.exitCode).toBe(1);
    expect(other.stdout).toMatch(/\nrun\.resultHash .*\n(.*\n)*account\.endEquity /);
    expect(other.stdout).toMatch(/\nagents\.mine\.pnl /);
    const none = await conclave('backtest', 'compare', file, join(folder, 'c'));
    expect(none).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('run.yaml: expected the result of a run'),
    });
  });
});

describe('Where somebody answers', () => {
  it('another run in the output folder is replaced after a yes, and --no-input does not ask', async () => {
    await run({});
    const args = ['backtest', 'run', join(dir, String(cases), 'run.yaml'), '--set', 'account.cash=1000'];
    const yes = new RecordingShell({ answers: true });
    expect(await main([...args, '--no-input'], yes)).toBe(4);
    expect(yes.questions).toEqual([]);
    expect(await main(args, yes)).toBe(0);
    expect(yes.questions).toEqual([expect.stringMatching(/holds another run[^]*Replace it\?$/)]);
  });
});
