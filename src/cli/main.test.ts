import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { version } from '../config/version.ts';
import { commands } from './commands.ts';
import { conclave, RecordingShell } from './recording-shell.twin.ts';
import { reportError } from './errors.ts';
import { Fault } from '../sdk/index.ts';

let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'conclave-cli-'));
  process.env.CONCLAVE_HOME = join(dir, 'home');
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('Help', () => {
  it.each([[[]], [['--help']], [['-h']]])('is what nothing at all and --help ask for: %j', async (args) => {
    const { exitCode, stdout, stderr } = await conclave(...args);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Examples:\n {2}\$ conclave backtest run/);
  });

  it.each(['backtest', 'data', 'strategies', 'indicators'])(
    'of a group is what its name alone asks for: %s',
    async (group) => {
      const { exitCode, stdout } = await conclave(group);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Usage: conclave ${group}`);
    },
  );

  it('of every command begins with examples of that command', async () => {
    for (const { path } of commands) {
      const { exitCode, stdout } = await conclave(...path, '--help');
      expect(exitCode).toBe(0);
      expect(stdout.startsWith(`Examples:\n  $ conclave ${path.join(' ')}`)).toBe(true);
      expect(stdout).toContain('--json');
    }
  });

  it('is not needed for the version', async () => {
    expect(await conclave('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('Wrong usage ends with 2, says what was meant, and leaves stdout alone', () => {
  it.each([
    [['bactest'], "conclave: unknown command 'bactest'\n(Did you mean backtest?)\n"],
    [['data', 'lst'], "conclave: unknown command 'lst'\n(Did you mean list?)\n"],
    [['backtest', 'run'], "conclave: missing required argument 'file'\n"],
    [['backtest', 'run', 'a.yaml', '--forc'], "conclave: unknown option '--forc'\n(Did you mean --force?)\n"],
    [
      ['backtest', 'run', 'a.yaml', '--seed', 'x'],
      "conclave: --seed: expected a whole number from 0 to 4294967295, was 'x'\n",
    ],
    [
      ['data', 'generate', 'A', '--model', 'walk'],
      "conclave: option '--model <kind>' argument 'walk' is invalid. Allowed choices are random-walk, garch, regimes.\n",
    ],
    [
      ['data', 'generate', 'A', '--bars', '0'],
      "conclave: --bars: expected a whole number from 1 to 50000000, was '0'\n",
    ],
    [['data', 'import', 'a.csv'], 'conclave: --instrument: expected a name for what the data is of, was not given\n'],
    [
      ['data', 'import', 'a.csv', '--instrument', 'A'],
      'conclave: --interval: expected the length of a bar, such as 1d, was not given\n',
    ],
    [
      ['data', 'import', 'a.csv', '--instrument', 'A', '--interval', '1d', '--column', 'clse=x'],
      /did you mean 'close'\?\n$/,
    ],
    [['data', 'export', 'A', 'a.txt'], 'conclave: a.txt: expected a file that ends in .csv or .parquet, or --format\n'],
    [['indicators', 'show', 'rssi'], "conclave: no indicator is named 'rssi'; did you mean 'rsi'?\n"],
    [
      ['strategies', 'new', 'My Bot'],
      "conclave: name: expected lower-case words joined by '-', such as my-strategy, was 'My Bot'\n",
    ],
    [['completions', 'tcsh'], "conclave: shell: expected bash, zsh or fish, was 'tcsh'\n"],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = await conclave(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('An error', () => {
  it('that is a user’s mistake has a message, details and the code of its kind, and no stack', () => {
    const shell = new RecordingShell();
    const details = Array.from({ length: 25 }, (_, i) => `line ${i}`);
    expect(reportError(new Fault('integrity', 'the ledger does not add up', details), shell)).toBe(6);
    expect(shell.stderr.split('\n').slice(0, 3)).toEqual([
      'conclave: the ledger does not add up',
      '  line 0',
      '  line 1',
    ]);
    expect(shell.stderr).toContain('... and 5 more');
    expect(shell.stderr).not.toMatch(/\n\s+at /);
  });

  it('that the system caused is told in words', () => {
    const shell = new RecordingShell();
    expect(
      reportError(
        Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/out/x' }),
        shell,
      ),
    ).toBe(4);
    expect(shell.stderr).toBe('conclave: /out/x: the disk is full\n');
  });

  it('of ours asks for a report with all that is known', () => {
    const shell = new RecordingShell();
    expect(reportError(new TypeError('x is undefined'), shell)).toBe(70);
    expect(shell.stderr).toMatch(
      /^conclave: a defect of Conclave itself: x is undefined\nPlease report it.*conclave 0.*node .*\nTypeError: x is undefined\n\s+at /,
    );
  });

  it('shows its stack to who debugs', () => {
    const shell = new RecordingShell();
    shell.env.CONCLAVE_DEBUG = '1';
    reportError(new Fault('usage', 'no'), shell);
    expect(shell.stderr).toMatch(/\n\s+at /);
  });
});

/** Paths of this test's folder by a name of their own. */
function neutral(text: string): string {
  return text.replaceAll(dir, 'DIR');
}

async function json(...args: string[]): Promise<string> {
  const { stdout, stderr } = await conclave(...args, '--json');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toBeTypeOf('object');
  return neutral(stdout);
}

describe('--json prints one object, the one that was published', () => {
  it('of strategies', async () => {
    expectGolden('json/strategies-list.json', await json('strategies', 'list'));
    expectGolden('json/strategies-show.json', await json('strategies', 'show', 'ema-cross'));
    expectGolden('json/strategies-new.json', await json('strategies', 'new', 'my-mean', '--dir', join(dir, 'bots')));
    expectGolden(
      'json/backtest-fixture.json',
      await json('backtest', 'fixture', join(dir, 'bots', 'my-mean.fixture.json')),
    );
  });

  it('of indicators', async () => {
    expectGolden('json/indicators-list.json', await json('indicators', 'list'));
    expectGolden('json/indicators-show.json', await json('indicators', 'show', 'bollinger'));
  });

  it('of data', async () => {
    const csv = join(dir, 'a.csv');
    writeFileSync(
      csv,
      'date,open,high,low,close,volume\n2024-01-02,10.5,11,10,10.75,100\n2024-01-03,10.75,12,10.5,11.5,200\n2024-01-05,11.5,12,11,11.25,150\n',
    );
    expectGolden('json/data-generate.json', await json('data', 'generate', 'WALK', '--bars', '20', '--seed', '7'));
    expectGolden('json/data-import.json', await json('data', 'import', csv, '--instrument', 'A', '--interval', '1d'));
    expectGolden('json/data-list.json', await json('data', 'list'));
    expectGolden('json/data-show.json', await json('data', 'show', 'A'));
    expectGolden('json/data-check.json', await json('data', 'check', 'A'));
    expectGolden('json/data-export.json', await json('data', 'export', 'A', join(dir, 'b.csv')));
    expect(readFileSync(join(dir, 'b.csv'), 'utf8').split('\n')).toHaveLength(5);
  });

  it('of market records', async () => {
    const capture = join(dir, 'capture.jsonl');
    const message = (text: string, i: number) => `${1_723_161_255_000_000_000 + i * 1_000_000} ${text}`;
    const lines = [
      '{"lastUpdateId":10,"E":1723161256201,"T":1723161256200,"bids":[["100.0","1.0"]],"asks":[["100.2","2.0"]]}',
      '{"e":"depthUpdate","E":1723161256203,"T":1723161256202,"s":"BTCUSDT","U":9,"u":12,"pu":8,"b":[["100.1","0.5"]],"a":[]}',
      '{"e":"bookTicker","u":12,"s":"BTCUSDT","b":"100.1","B":"0.5","a":"100.2","A":"2.0","T":1723161256202,"E":1723161256202}',
      '{"e":"trade","E":1723161256204,"T":1723161256203,"s":"BTCUSDT","p":"100.2","q":"0.5","X":"MARKET","m":false}',
      '{"e":"kline","s":"BTCUSDT"}',
    ];
    writeFileSync(capture, `${lines.map(message).join('\n')}\n`);
    const given = ['data', 'import', capture, '--instrument', 'BTC', '--format', 'binance-raw'] as const;
    expectGolden('json/data-import-record.json', await json(...given));
    expectGolden('json/data-show-record.json', await json('data', 'show', 'BTC'));
    expectGolden('json/data-check-record.json', await json('data', 'check', 'BTC@record'));
    expectGolden('json/data-export-record.json', await json('data', 'export', 'BTC', join(dir, 'c.csv')));
    expect(readFileSync(join(dir, 'c.csv'), 'utf8').split('\n')).toHaveLength(8);
    const { exitCode, stdout } = await conclave('data', 'check', capture);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      "4 rows: 2 depth events, 0 gaps, 0 resyncs; recorder's clock -1,201,000 us off\n" +
        "The book is what the venue's best bid and offer say at 1 of 1 equal updates (100.0000 %)\n" +
        'row 5  message  expected depth, quotes or trades, was a message kline\n',
    );
    const { stdout: said } = await conclave(...given, '--replace', '--tick', '0.05', '--latency-floor', '1ms');
    expect(said).toContain('Prices are in steps of 0.05, sizes in steps of 0.1\n');
    const { stderr } = await conclave(...given, '--interval', '1d');
    expect(stderr).toBe("conclave: --interval: expected nothing for a raw capture, was '1d'\n");
  });

  it('of completions', async () => {
    const found = JSON.parse(await json('completions', 'bash')) as { script: string };
    expect(found.script).toContain('complete -o filenames -F _conclave conclave');
    expectGolden('json/completions.json', `${JSON.stringify({ ...found, script: 'script' }, null, 2)}\n`);
  });

  it('of the doctor, whose words depend on the machine', async () => {
    const found = JSON.parse(await json('doctor')) as {
      version: string;
      ok: boolean;
      checks: { name: string; ok: boolean; text: string }[];
    };
    const plain = { ...found, version: 'version', checks: found.checks.map((check) => ({ ...check, text: 'text' })) };
    expectGolden('json/doctor.json', `${JSON.stringify(plain, null, 2)}\n`);
  });
});

describe('data check', () => {
  it('ends with 1 when there is something to tell', async () => {
    const { exitCode, stdout } = await conclave('data', 'check', 'A');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^3 rows: 1 bars missing, 0 duplicates, 0 outliers\nrow 3 {2}gap {2}1 bar is missing/);
  });
});

describe('strategies new', () => {
  it('never writes over a strategy, and keeps the tsconfig that is there', async () => {
    const again = await conclave('strategies', 'new', 'my-mean', '--dir', join(dir, 'bots'));
    expect([again.exitCode, neutral(again.stderr)]).toEqual([
      4,
      'conclave: DIR/bots/my-mean.ts: expected a new name, this file is there already\n',
    ]);
    const other = await conclave('strategies', 'new', 'other', '--dir', join(dir, 'bots'));
    expect(other.exitCode).toBe(0);
    expect(neutral(other.stderr)).toContain('DIR/bots/tsconfig.json was there already');
  });

  it('writes files that tsc accepts, outside the repository', () => {
    const tsc = new URL('../../node_modules/typescript-native/bin/tsc', import.meta.url).pathname;
    expect(execFileSync(process.execPath, [tsc, '-p', join(dir, 'bots')], { encoding: 'utf8' })).toBe('');
  });

  it('writes a test that fails when the strategy does something else', async () => {
    const path = join(dir, 'bots', 'my-mean.fixture.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"bar":4', '"bar":5'));
    const { exitCode, stdout } = await conclave('backtest', 'fixture', path);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/as expected \{"bar":2.*\n {2}expected {4}\{"bar":5.*\n {2}was {9}\{"bar":4/);
  });
});

describe('Completions', () => {
  it('know every command', async () => {
    for (const name of ['bash', 'zsh', 'fish']) {
      const { stdout } = await conclave('completions', name);
      for (const { path } of commands) expect(stdout).toContain(path.at(-1));
    }
  });

  it('of bash offer what may come next', async () => {
    const { stdout } = await conclave('completions', 'bash');
    const complete = (...words: string[]) => {
      const script = `${stdout}\nCOMP_WORDS=(conclave ${words.map((word) => `'${word}'`).join(' ')})\nCOMP_CWORD=${words.length}\n_conclave\necho "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim();
    };
    expect(complete('back')).toBe('backtest');
    expect(complete('data', '')).toBe('import list show check generate export');
    expect(complete('backtest', 'run', '--s')).toBe('--seed --set');
    expect(complete('doctor', '--j')).toBe('--json');
  });
});
