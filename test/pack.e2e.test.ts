import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const TYPESCRIPT = join(CHECKOUT, 'node_modules/typescript-native/bin/tsc');
const MINUTES = 60_000;

/** The folders of the path that do not come from an npm install: a shell as a user has it. */
const SYSTEM_PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

/** Its runs are nobody's trials. */
const HOME = mkdtempSync(join(tmpdir(), 'conclave-pack-home-'));

/** The surroundings of a user's shell: nothing of the npm or the test runner that started us. */
const ENV = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST)/i.test(name))),
  PATH: SYSTEM_PATH,
  NO_COLOR: '1',
  CONCLAVE_HOME: HOME,
};

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(cwd: string, command: string, ...args: string[]): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, env: ENV, maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as Partial<Outcome> & { code: unknown };
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
}

const STRATEGY = `
import { type Bar, type Context, defineStrategy, sma } from 'conclave';
import { z } from 'zod';

export default defineStrategy({
  name: 'above-the-mean',
  version: '1.0.0',
  params: z.object({ period: z.int().positive().default(15) }),
  warmup: (params) => params.period,
  create({ params }) {
    const mean = sma(params.period);
    return {
      onBar(bar: Bar, ctx: Context) {
        const value: number | undefined = mean.update(bar.close);
        if (value === undefined) return;
        ctx.target(bar.instrument, bar.close > value ? 10 : 0, { confidence: 0.8, reason: 'close {0}, mean {1}', values: [bar.close, value] });
      },
    };
  },
});
`;

const RUN_FILE = `
name: mine
account: { currency: USD, cash: 100000, type: margin, dayZone: UTC }
data:
  - { instrument: SPX, path: package:vega-datasets/data/sp500-2000.csv, interval: 1d, tickSize: 0.01, lotSize: 1, rounding: nearest, calendar: XNYS }
agents:
  - { id: mine, strategy: ./above-the-mean.ts }
consensus: { method: majority }
output: { dir: out/mine, formats: [json] }
`;

describe('the package, in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conclave-pack-'));
  const packed: string[] = [];
  const bin = join(folder, 'node_modules/conclave/bin/conclave.js');
  afterAll(() => {
    for (const made of [folder, HOME]) rmSync(made, { recursive: true, force: true });
  });

  beforeAll(async () => {
    const pack = await run(CHECKOUT, 'npm', 'pack', '--json', '--pack-destination', folder);
    expect(pack.stderr + pack.stdout).toContain('.tgz');
    const listed: unknown = JSON.parse(pack.stdout.slice(pack.stdout.search(/^[[{]/m)));
    const [{ filename, files }] = Object.values(
      listed as Record<string, { filename: string; files: { path: string }[] }>,
    );
    packed.push(...files.map(({ path }) => path));
    // what `npm init -y` writes
    writeFileSync(join(folder, 'package.json'), '{ "name": "mine", "version": "1.0.0", "type": "commonjs" }\n');
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--omit=dev', '--no-package-lock'];
    const install = await run(folder, 'npm', 'install', `./${filename}`, ...flags);
    expect(install.code, install.stderr).toBe(0);
    writeFileSync(join(folder, 'above-the-mean.ts'), STRATEGY);
    writeFileSync(join(folder, 'mine.yaml'), RUN_FILE);
  }, 5 * MINUTES);

  it('holds JavaScript with its declarations, the examples, and no test', () => {
    expect(packed).toContain('dist/sdk/index.js');
    expect(packed).toContain('dist/sdk/index.d.ts');
    expect(packed).toContain('dist/cli/main.js');
    expect(packed).toContain('bin/conclave.js');
    expect(packed).toContain('examples/quickstart.yaml');
    expect(packed).toContain('LICENSE');
    // What `make run` leaves in a checkout stays there.
    expect(packed.filter((path) => path.startsWith('examples/out/'))).toEqual([]);
    expect(packed.filter((path) => /\.(test|contract|twin)\./.test(path))).toEqual([]);
    expect(packed.filter((path) => path.startsWith('dist/') && !/\.(js|d\.ts)$/.test(path))).toEqual([]);
  });

  it(
    'runs the quick start',
    async () => {
      const example = 'node_modules/conclave/examples/quickstart.yaml';
      const { code, stdout, stderr } = await run(
        folder,
        'npx',
        '--no',
        'conclave',
        'backtest',
        'run',
        example,
        '--out',
        'out/quickstart',
      );
      expect(code, stderr).toBe(0);
      expect(stdout + stderr).toContain('.html');
      expect(existsSync(join(folder, 'out/quickstart'))).toBe(true);
    },
    2 * MINUTES,
  );

  it(
    'type-checks a strategy written there',
    async () => {
      const options = ['--noEmit', '--strict', '--target', 'esnext', '--module', 'preserve', '--types', ''];
      const check = await run(folder, process.execPath, TYPESCRIPT, ...options, 'above-the-mean.ts');
      expect(check).toMatchObject({ code: 0, stdout: '' });

      writeFileSync(join(folder, 'wrong.ts'), STRATEGY.replace('number | undefined', 'string'));
      const wrong = await run(folder, process.execPath, TYPESCRIPT, ...options, 'wrong.ts');
      expect(wrong.stdout).toContain(`not assignable to type 'string'`);
    },
    2 * MINUTES,
  );

  it(
    'runs a strategy written there, beside a package.json that says commonjs',
    async () => {
      const { code, stdout, stderr } = await run(
        folder,
        'npx',
        '--no',
        'conclave',
        'backtest',
        'run',
        'mine.yaml',
        '--json',
      );
      expect(code, stderr).toBe(0);
      const result = JSON.parse(stdout) as { agents: { id: string; strategy: string; trades: number }[] };
      expect(result.agents).toMatchObject([{ id: 'mine', version: '1.0.0' }]);
      expect(result.agents[0].trades).toBeGreaterThan(10);
    },
    2 * MINUTES,
  );

  it('is started by the Node of the shell, which may be an old one', async () => {
    expect(await run(folder, 'node', bin, '--version')).toMatchObject({ code: 0, stdout: `${packageJson.version}\n` });
    const checkout = join(CHECKOUT, 'bin/conclave.js');
    expect(await run(folder, 'node', checkout, '--version')).toMatchObject({
      code: 0,
      stdout: `${packageJson.version}\n`,
    });
  });
});
