import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/conclave.js', import.meta.url));
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'conclave-e2e-'));
  // Whatever Node runs it takes itself for an older one.
  writeFileSync(
    join(dir, 'old-node.mjs'),
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });",
  );
});
afterAll(() => rmSync(dir, { recursive: true }));

function env(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { CONCLAVE_NODE: _, ...rest } = process.env;
  return { ...rest, CONCLAVE_HOME: join(dir, 'home'), ...more };
}

function run(args: readonly string[], nodeArgs: readonly string[] = [], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, ...args], {
    encoding: 'utf8',
    env: env(more),
    cwd: dir,
  });
  return { status, stdout, stderr };
}

describe('Under an older Node', () => {
  it('conclave runs on the one that came with it, and passes on its exit code', () => {
    const { status, stdout, stderr } = run([BIN, 'data', 'lst'], ['--import', join(dir, 'old-node.mjs')]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/unknown command 'lst'/);
  });

  it('conclave says what is needed where there is none', () => {
    const alone = join(dir, 'alone', 'bin');
    mkdirSync(alone, { recursive: true });
    copyFileSync(BIN, join(alone, 'conclave.mjs'));
    const { status, stderr } = run([join(alone, 'conclave.mjs'), '--version'], ['--import', join(dir, 'old-node.mjs')]);
    expect(status).toBe(4);
    expect(stderr).toMatch(/^conclave needs Node 26 or newer; this is 20\.1\.0, /);
  });
});

describe('Output that cannot be written', () => {
  it.runIf(existsSync('/dev/full'))('is told in a line, with exit code 4', () => {
    const command = `"${process.execPath}" "${BIN}" indicators list > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', env: env(), cwd: dir });
    expect([status, stderr]).toEqual([4, 'conclave: stdout: the disk is full\n']);
  });
});

describe('A strategy file that Node itself loads', () => {
  const table: [what: string, name: string, text: string, message: string][] = [
    ['does not parse', 'syntax.ts', 'const a = 1;\nconst x = ;', 'syntax.ts:2: syntax error: Expression expected'],
    [
      'does not parse, in JavaScript',
      'syntax.mjs',
      'const a = 1;\nconst x = ;',
      'syntax.mjs:2: syntax error: Expression expected',
    ],
    [
      'uses what cannot be erased',
      'enum.ts',
      'enum A { x }\nexport default A;',
      'enum.ts:1: TypeScript enum is not supported',
    ],
    [
      'imports what conclave does not have',
      'export.ts',
      "import { smma } from 'conclave';\nexport default smma;",
      "export.ts:1: the imported module 'conclave' does not provide an export named 'smma'",
    ],
    [
      'imports a package that is not there',
      'package.ts',
      "import x from 'no-such-package';\nexport default x;",
      "package.ts: it imports 'no-such-package', which is not there",
    ],
    ['throws while it is loaded', 'throws.ts', "\n\nthrow new TypeError('boom');", 'throws.ts:3: TypeError: boom'],
  ];
  it.each(table)('%s: the message names file and line', (_what, name, text, message) => {
    writeFileSync(join(dir, name), text);
    const { status, stdout, stderr } = run([BIN, 'strategies', 'show', `./${name}`]);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain(join(dir, message));
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it('A reader that has enough is no error', () => {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `'${process.execPath}' '${BIN}' indicators list --json | head -c 1; exit "\${PIPESTATUS[0]}"`],
    {
      encoding: 'utf8',
      env: env(),
    },
  );
  expect([status, stdout, stderr]).toEqual([0, '{', '']);
});

/** Resolves once the process has said this on stderr. */
function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes(word)) resolve();
    });
    child.on('exit', () => reject(new Error(`it ended before it said ${word}: ${text}`)));
  });
}

describe('Ctrl-C in the middle of a run', () => {
  /** Says that it has begun, and then takes its time for each bar. */
  const SLOW = `import { writeSync } from 'node:fs';
import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({
  name: 'slow', version: '1.0.0', params: z.object({}),
  create() {
    let begun = false;
    return {
      onBar() {
        if (!begun) writeSync(2, 'begun');
        begun = true;
        const endMs = performance.now() + 2;
        while (performance.now() < endMs) {}
      },
    };
  },
});
`;

  const runFile = (name: string) => `name: ${name}
account: { cash: 100000 }
data: [{ instrument: SPX, path: package:vega-datasets/data/sp500-2000.csv, interval: 1d, tickSize: 0.01, lotSize: 1, rounding: nearest, calendar: XNYS }]
agents: [{ id: slow, strategy: ./slow.ts }]
output: { dir: out }
`;

  /** The same, but its first bar is its last. */
  const ENDLESS = SLOW.replace('performance.now() < endMs', 'true');

  it.each([
    ['', [], SLOW],
    [' under an older Node', ['--import', 'old-node.mjs'], SLOW],
    [' of a strategy that never comes back', [], ENDLESS],
  ])('ends with 130 and leaves nothing behind%s', async (_how, nodeArgs, strategy) => {
    const folder = mkdtempSync(join(dir, 'slow-'));
    writeFileSync(join(folder, 'slow.ts'), strategy);
    writeFileSync(join(folder, 'run.yaml'), runFile('slow'));
    const preload = nodeArgs.map((arg) => (arg.endsWith('.mjs') ? join(dir, arg) : arg));
    const child = spawn(process.execPath, [...preload, BIN, 'backtest', 'run', join(folder, 'run.yaml')], {
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    await said(child, 'begun');
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readdirSync(folder).sort()).toEqual(['run.yaml', 'slow.ts']);
  });

  it('a promise that a strategy lets go ends the run with its file and line, not with a stack', () => {
    const folder = mkdtempSync(join(dir, 'stray-'));
    writeFileSync(
      join(folder, 'slow.ts'),
      SLOW.replace(/if \(!begun\)[^;]*;/, "void Promise.reject(new Error('lost'));"),
    );
    writeFileSync(join(folder, 'run.yaml'), runFile('stray'));
    const { status, stderr } = spawnSync(process.execPath, [BIN, 'backtest', 'run', join(folder, 'run.yaml')], {
      env: env(),
      encoding: 'utf8',
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(/slow\.ts:\d+: an error that no handler threw .*: lost/);
    expect(stderr).not.toContain('    at ');
    expect(readdirSync(folder).sort()).toEqual(['run.yaml', 'slow.ts']);
  });
});
