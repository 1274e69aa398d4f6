import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../core/base/fault.ts';
import { testStrategy } from '../sdk/test-strategy.ts';
import { loadStrategy } from './load-strategy.ts';

let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'conclave-strategies-'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "commonjs" }');
});

afterAll(() => rmSync(dir, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return `./${name}`;
}

async function faultOf(reference: string): Promise<Fault> {
  const fault = await loadStrategy(reference, dir).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(fault instanceof Fault)) throw new Error(`expected a Fault, was ${String(fault)}`);
  return fault;
}

const CROSS = `import { defineStrategy, sma } from 'conclave';
import { z } from 'zod';
import { size } from './size.js';
export default defineStrategy({
  name: 'cross', version: '1.0.0', params: z.object({ period: z.int().positive().default(3) }),
  create({ params }) {
    const mean = sma(params.period);
    return {
      onBar(bar, ctx) {
        const m = mean.update(bar.close);
        if (m !== undefined) ctx.target(bar.instrument, bar.close > m ? size : 0, { confidence: 0.8, reason: 'close {0}', values: [bar.close] });
      },
    };
  },
});
`;

describe('A strategy file', () => {
  it('is an ES module beside a package.json that says commonjs, and so is what it imports', async () => {
    write('size.js', 'export const size = 10;');
    const strategy = await loadStrategy(write('cross.ts', CROSS), dir);
    const bars = [1, 2, 3, 2, 1].map((close, i) => ({ tsUs: i, close }));
    expect(testStrategy(strategy, { bars })).toEqual([
      { bar: 2, instrument: 'TEST', target: 10, confidence: 0.8, reason: 'close 3' },
      { bar: 3, instrument: 'TEST', target: 0, confidence: 0.8, reason: 'close 2' },
    ]);
  });

  it.each(['mjs', 'js', 'mts'])('may end in .%s', async (ending) => {
    const text = CROSS.replace("import { size } from './size.js';", 'const size = 1;');
    expect((await loadStrategy(write(`other.${ending}`, text), dir)).name).toBe('cross');
  });

  it('is loaded once', async () => {
    const reference = write(
      'once.mjs',
      `globalThis.loads = (globalThis.loads ?? 0) + 1;\n${CROSS.replace("import { size } from './size.js';", 'const size = 1;')}`,
    );
    await loadStrategy(reference, dir);
    await loadStrategy(join(dir, 'once.mjs'), '/');
    expect((globalThis as { loads?: number }).loads).toBe(1);
  });
});

it('A built-in is found by its name', async () => {
  expect((await loadStrategy('ema-cross', dir)).name).toBe('ema-cross');
});

describe('A mistake names the file, the line where there is one, and what was expected', () => {
  const cases: [what: string, name: string, text: string, message: string][] = [
    [
      'nothing exported',
      'nothing.ts',
      'const x = 1;',
      "nothing.ts: expected 'export default defineStrategy({ ... })', nothing is exported",
    ],
    [
      'no default export',
      'named.ts',
      'export const a = 1;',
      "named.ts: expected 'export default defineStrategy({ ... })', exported are a",
    ],
    [
      'another default export',
      'number.ts',
      'export default 5;',
      "number.ts: expected 'export default defineStrategy({ ... })', the default export is a number",
    ],
    [
      'a wrong shape',
      'shape.ts',
      'export default { name: "Bad Name" };',
      `shape.ts: strategy 'Bad Name': 'name' must be lower-case words joined by '-', was "Bad Name"`,
    ],
  ];
  it.each(cases)('%s', async (_what, name, text, message) => {
    const fault = await faultOf(write(name, text));
    expect([fault.message, fault.exitCode]).toEqual([join(dir, message), 3]);
  });

  it('a throw while the file is loaded', async () => {
    expect((await faultOf(write('throws.ts', "\n\nthrow new TypeError('boom');"))).message).toBe(
      `${join(dir, 'throws.ts')}:3: TypeError: boom`,
    );
  });

  it('an import that is not there', async () => {
    const reference = write('import.mts', "import { x } from './nothere.ts';\nexport default x;");
    expect((await faultOf(reference)).message).toMatch(
      /import\.mts: it imports '.*nothere\.ts', which is not there; write the file with its ending$/,
    );
  });

  it('a throw of create', async () => {
    const text = CROSS.replace("import { size } from './size.js';", 'const size = 1;').replace(
      'sma(params.period)',
      'sma(0)',
    );
    const strategy = await loadStrategy(write('create.ts', text), dir);
    expect(() => testStrategy(strategy, { bars: [] })).toThrow(
      `${join(dir, 'create.ts')}:7: period: expected a whole number >= 1, was 0`,
    );
  });

  it('a file that is not there, a folder, another ending', async () => {
    expect((await faultOf('./cros.ts')).message).toBe(
      `${join(dir, 'cros.ts')}: no such strategy file; did you mean 'cross.ts'?`,
    );
    expect((await faultOf(`${dir}/`)).message).toBe(`${dir}: expected a strategy file, is a folder`);
    write('notes.txt', '');
    expect((await faultOf('./notes.txt')).message).toBe(
      `${join(dir, 'notes.txt')}: expected a file that ends in .ts, .mts, .js, .mjs`,
    );
  });

  it('a name that is none', async () => {
    expect((await faultOf('ema_cros')).message).toBe(
      "strategy 'ema_cros': expected the name of a built-in or a file such as ./ema_cros.ts; did you mean 'ema-cross'?",
    );
    expect((await faultOf('grid')).message).toMatch(
      /; built in are avellaneda-stoikov, bollinger-reversion, buy-and-hold, /,
    );
  });
});
