import { describe, expect, it } from 'vitest';
import { defaultExports, idleTests, impureCore } from './tidy/bans.ts';
import { importCycles } from './tidy/cycles.ts';
import { importArrows } from './tidy/import-tables.ts';
import { bannedWords, fileNames } from './tidy/names.ts';
import { repository } from './tidy/source.ts';
import type { Source } from './tidy/source.ts';

const files = repository();

const rules: readonly [name: string, rule: (sources: readonly Source[]) => string[]][] = [
  ['imports follow the tables', importArrows],
  ['the core has no clock, chance, environment or waiting', impureCore],
  ['no file imports itself round a circle', importCycles],
  ['every test runs', idleTests],
  ['names are exported, defaults are not', defaultExports],
  ['no machine, registry or note to oneself is named', bannedWords],
  ['a file is named after the one thing it holds', fileNames],
];

describe('the repository', () => {
  it('is read', () => {
    const paths = files.map(({ path }) => path);
    expect(paths).toContain('src/core/base/assert.ts');
    expect(paths).toContain('.ci/run');
    expect(paths).toContain('Makefile');
    expect(paths).toContain('package-lock.json');
  });

  it.each(rules)('%s', (_name, rule) => {
    expect(rule(files)).toEqual([]);
  });
});

/** The problems of a rule in files that do not exist, given as path and text in turn. */
function found(rule: (sources: readonly Source[]) => string[], ...pathsAndTexts: string[]): string {
  const sources: Source[] = [];
  for (let i = 0; i < pathsAndTexts.length; i += 2)
    sources.push({ path: pathsAndTexts[i]!, text: pathsAndTexts[i + 1]! });
  return rule(sources).join('\n');
}

describe('the import tables', () => {
  it.each([
    ['src/core/base/a.ts', '../model/bar.ts', 'core/base may import nothing'],
    ['src/core/model/a.ts', '../market/series.ts', 'core/model may import base, model;'],
    ['src/core/ledger/a.ts', '../risk/gate.ts', 'core/ledger may import base, model;'],
    ['src/core/risk/a.ts', '../ledger/ledger.ts', 'core/risk may import base, model, statistics;'],
    ['src/core/new/a.ts', '../base/fault.ts', 'add its row'],
    ['src/core/risk/a.ts', '../../config/home.ts', 'the core is pure'],
    ['src/core/risk/a.ts', 'node:fs', 'the core is pure'],
    ['src/core/risk/a.ts', 'lodash', 'no outside library but zod'],
    ['src/core/risk/a.ts', 'zod', 'zod belongs to core/strategies only'],
    ['src/core/risk/a.ts', './b.twin.ts', 'are for tests'],
    ['src/core/risk/a.ts', '../../../test/market-data.ts', 'nothing outside src'],
    ['src/catalogue/a.ts', '../backtest/run.ts', 'catalogue may import core, contracts, config, telemetry;'],
    ['src/config/a.ts', '../catalogue/load.ts', 'config may import core, contracts;'],
    ['src/hosts/a.ts', '../cli/main.ts', 'hosts may import'],
    ['src/runtime/a.ts', '../brokers/alpaca/client.ts', 'runtime may import'],
    ['src/cli/a.ts', '../core/engine/engine.ts', 'through src/sdk/index.ts'],
    ['src/drawer/a.ts', '../core/base/fault.ts', 'add its row'],
  ])('%s may not import %s', (path, specifier, why) => {
    expect(found(importArrows, path, `import { x } from '${specifier}';`)).toContain(why);
  });

  it.each([
    ['src/core/risk/a.ts', '../statistics/moments.ts'],
    ['src/core/strategies/a.ts', 'zod'],
    ['src/core/engine/a.ts', '../risk/gate.ts'],
    ['src/core/risk/a.test.ts', 'node:fs'],
    ['src/core/risk/a.twin.ts', '../ledger/ledger.ts'],
    ['src/backtest/a.ts', '../catalogue/load.ts'],
    ['src/runtime/a.ts', '../brokers/broker.ts'],
    ['src/cli/a.ts', '../core/base/fault.ts'],
    ['src/cli/a.ts', '../report/html.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(found(importArrows, path, `import { x } from '${specifier}';`)).toBe('');
  });

  it.each([
    `import type { X } from '../ledger/ledger.ts';`,
    `export { x } from '../ledger/ledger.ts';`,
    `const x = import('../ledger/ledger.ts');`,
    `type X = import('../ledger/ledger.ts').X;`,
  ])('see %s', (text) => {
    expect(found(importArrows, 'src/core/risk/a.ts', text)).toContain('src/core/risk/a.ts:1');
  });
});

describe('the bans of the core', () => {
  it.each([
    ['const t = Date.now();', 'tsUs'],
    ['const t = new Date();', 'tsUs'],
    ['const t = new Date;', 'tsUs'],
    ['const t = performance.now();', 'tsUs'],
    ['const x = Math.random();', 'base/random.ts'],
    ['setTimeout(f, 1);', 'setTimer'],
    ['setInterval(f, 1);', 'setTimer'],
    ['setImmediate(f);', 'setTimer'],
    ['queueMicrotask(f);', 'setTimer'],
    ['const id = crypto.randomUUID();', 'base/ids.ts'],
    ['const home = process.env.HOME;', 'the shell reads the environment'],
    ['const p = { process };', 'the shell reads the environment'],
    ['const r = fetch(x);', 'the shell does the input and output'],
    ['const f = async () => 1;', 'a plain call'],
    ['class A { async f() {} }', 'a plain call'],
    ['for await (const x of xs) f(x);', 'a plain call'],
    ['const x = await y;', 'a plain call'],
    ['let p: Promise<number>;', 'a plain call'],
    [`const x = import('./b.ts');`, 'at the top of the file'],
  ])('%s', (text, instead) => {
    expect(found(impureCore, 'src/core/risk/a.ts', text)).toContain(instead);
  });

  it.each([
    'engine.process(event, out);',
    'interface Stage { process(event: Event): void }',
    'const stage = { process(event) {} };',
    'const day = new Date(ms);',
    'function f(performance: Performance) { performance.add(1); }',
    '// Date.now() is not used here',
    `const text = 'await Math.random()';`,
  ])('do not mean %s', (text) => {
    expect(found(impureCore, 'src/core/risk/a.ts', text)).toBe('');
  });

  it('leave tests and the shell alone', () => {
    expect(found(impureCore, 'src/core/risk/a.test.ts', 'Date.now();', 'src/cli/a.ts', 'Date.now();')).toBe('');
  });
});

describe('the other rules', () => {
  it('find a circle, also of types', () => {
    const circle = found(
      importCycles,
      'src/core/risk/a.ts',
      `import { b } from './b.ts';`,
      'src/core/risk/b.ts',
      `import type { C } from './c.ts';`,
      'src/core/risk/c.ts',
      `export { a } from './a.ts';`,
    );
    expect(circle).toContain('src/core/risk/a.ts -> src/core/risk/b.ts -> src/core/risk/c.ts -> src/core/risk/a.ts');
    expect(found(importCycles, 'src/a.ts', `import './b.ts'; import './c.ts';`, 'src/b.ts', `import './c.ts';`)).toBe(
      '',
    );
  });

  it.each(['only', 'skip', 'todo'])('find a test with %s', (idle) => {
    expect(found(idleTests, 'src/a.test.ts', `describe('x', () => { it.${idle}('y', () => {}); });`)).toContain(
      'run it, or delete it',
    );
    expect(found(idleTests, 'src/a.ts', `array.${idle}(1);`)).toBe('');
  });

  it.each([
    'export default 1;',
    'export default function f() {}',
    'export default class {}',
    'export { x as default };',
  ])('find %s', (text) => {
    expect(found(defaultExports, 'src/a.ts', text)).toContain('under its own name');
    expect(found(defaultExports, 'examples/a.ts', text)).toBe('');
  });

  it('know the default of a switch from an export', () => {
    expect(found(defaultExports, 'src/a.ts', 'switch (x) { default: f(); }')).toBe('');
  });

  it.each([
    [['', 'home', 'jo', 'conclave'].join('/'), 'counts from the repository'],
    [['registry', 'npmjs', 'org'].join('.'), 'no registry'],
    [`"resolved": ${JSON.stringify('https:')}`.slice(0, -1), 'without `resolved`'],
    [`${['TO', 'DO'].join('')}: later`, 'an issue'],
  ])('find %s', (text, instead) => {
    expect(found(bannedWords, 'docs/a.md', `first line\n${text}\n`)).toMatch(/^docs\/a\.md:2 says /);
    expect(found(bannedWords, 'docs/a.md', text)).toContain(instead);
  });

  it.each([
    ['src/core/utils/a.ts', 'a drawer (utils)'],
    ['src/core/risk/types.ts', 'a drawer (types)'],
    ['src/core/risk/index.ts', 'a barrel'],
    ['src/core/risk/riskGate.ts', 'kebab-case'],
  ])('find the name %s', (path, why) => {
    expect(found(fileNames, path, '')).toContain(why);
  });

  it('like good names', () => {
    expect(found(fileNames, 'src/sdk/index.ts', '', 'src/core/risk/risk-gate.ts', '')).toBe('');
  });
});
