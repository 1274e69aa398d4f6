import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Fault } from '../core/base/fault.ts';

/** The files of a new strategy, by name. */
function strategyFiles(name: string, dir: string): Record<string, string> {
  return {
    [`${name}.ts`]: strategyText(name),
    [`${name}.fixture.json`]: fixtureText(name),
    [`${name}.yaml`]: runFileText(name),
    'tsconfig.json': tsconfigText(dir),
  };
}

export interface Scaffolded {
  readonly written: readonly string[];
  /** Were there already and stayed as they are: shared by all strategies of a folder. */
  readonly kept: readonly string[];
}

/** Writes them into a folder, which is made. A strategy that is there is never written over. */
export function scaffoldStrategy(name: string, dir: string): Scaffolded {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Fault('usage', `name: expected lower-case words joined by '-', such as my-strategy, was '${name}'`);
  }
  const files = strategyFiles(name, dir);
  const there = Object.keys(files).filter((file) => existsSync(join(dir, file)));
  const own = there.filter((file) => file !== 'tsconfig.json');
  if (own.length > 0) throw new Fault('world', `${join(dir, own[0])}: expected a new name, this file is there already`);
  mkdirSync(dir, { recursive: true });
  const written = Object.keys(files).filter((file) => !there.includes(file));
  for (const file of written) writeFileSync(join(dir, file), files[file], { flag: 'wx' });
  return { written: written.map((file) => join(dir, file)), kept: there.map((file) => join(dir, file)) };
}

function strategyText(name: string): string {
  return `import { defineStrategy, sma } from 'conclave';
import { z } from 'zod';

/** Long while the close is above its mean, flat below it. */
export default defineStrategy({
  name: '${name}',
  version: '1.0.0',
  params: z.object({
    period: z.int().positive().default(20),
    quantity: z.number().positive().default(10),
  }),
  // Bars wanted before the first decision.
  warmup: (params) => params.period,
  create({ params, instruments }) {
    const means = new Map(instruments.map((instrument) => [instrument, sma(params.period)]));
    return {
      onBar(bar, ctx) {
        const mean = means.get(bar.instrument)?.update(bar.close);
        if (mean === undefined) return;
        ctx.target(bar.instrument, bar.close > mean ? params.quantity : 0, {
          confidence: 0.8,
          reason: 'close {0} against mean {1}',
          values: [bar.close, mean],
        });
      },
    };
  },
});
`;
}

function fixtureText(name: string): string {
  const fixture = {
    strategy: `./${name}.ts`,
    params: { period: 3, quantity: 10 },
    bars: [100, 101, 102, 103, 99, 98],
    intents: [
      { bar: 2, instrument: 'TEST', target: 10, reason: 'close 102 against mean 101' },
      { bar: 4, instrument: 'TEST', target: 0 },
    ],
  };
  const { bars, intents, ...rest } = fixture;
  const head = Object.entries(rest).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  const lines = intents.map((intent) => `    ${JSON.stringify(intent)}`);
  return `{\n${head.join('\n')}\n  "bars": ${JSON.stringify(bars)},\n  "intents": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

function runFileText(name: string): string {
  return `# conclave backtest run ${name}.yaml
name: ${name}
seed: 42
account: { currency: USD, cash: 100000 }
benchmark: SPX
data:
  - { instrument: SPX, path: package:vega-datasets/data/sp500-2000.csv, interval: 1d, tickSize: 0.01, lotSize: 1, rounding: nearest, calendar: XNYS }
agents:
  - { id: mine, strategy: ./${name}.ts, params: { period: 50, quantity: 10 } }
  - { id: hold, strategy: buy-and-hold, params: { fraction: 0.2 } }
consensus: { method: sum }
risk: { profile: moderate }
execution: { fill: next-open, slippageBps: 2, commissionBps: 5, participation: 0.1 }
output: { dir: out/${name}, formats: [html, json] }
`;
}

/**
 * What an editor and tsc need to know. Where conclave is not installed beside the strategy, the types of the running
 * installation are named by path.
 */
function tsconfigText(dir: string): string {
  const local = resolvesFrom(dir, 'conclave') && resolvesFrom(dir, 'zod');
  const config = {
    compilerOptions: {
      target: 'esnext',
      module: 'preserve',
      moduleDetection: 'force',
      strict: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
      ...(local ? {} : { paths: { conclave: [ownTypes()], zod: [zodTypes()] } }),
    },
    include: ['*.ts', '*.mts'],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function resolvesFrom(dir: string, name: string): boolean {
  const paths = createRequire(pathToFileURL(join(resolve(dir), 'from.js'))).resolve.paths(name) ?? [];
  return paths.some((folder) => existsSync(join(folder, name, 'package.json')));
}

/** In the package the declarations beside the emitted code, in a checkout the source. */
function ownTypes(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'd.ts';
  return fileURLToPath(new URL(`../sdk/index.${ending}`, import.meta.url));
}

function zodTypes(): string {
  const entry = fileURLToPath(import.meta.resolve('zod'));
  return join(dirname(entry), 'index.d.ts');
}
