import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../../backtest/result.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { table } from '../table.ts';

export interface Difference {
  /** `metrics.sharpe`, `agents.trend.pnl`. */
  readonly key: string;
  readonly a: unknown;
  readonly b: unknown;
}

export const backtestCompare: Command = {
  path: ['backtest', 'compare'],
  about: 'Show in what two results differ; exit code 1 when they do',
  examples: [
    'conclave backtest compare out/fast-10 out/fast-20',
    'conclave backtest compare a/result.json b/result.json --json',
  ],
  args: [
    { name: '<a>', about: 'an output folder or a result.json' },
    { name: '<b>', about: 'another one' },
  ],
  async run({ args: [a, b], json, shell }) {
    const first = readResult(a);
    const second = readResult(b);
    const equal = first.run.resultHash === second.run.resultHash;
    const differences = differencesOf(first, second);
    if (json) printJson(shell, { equal, a: named(first), b: named(second), differences });
    else if (equal) shell.out(`The results are equal: ${first.run.resultHash}\n`);
    else
      shell.out(
        table(
          [['', a, b], ...differences.map(({ key, a: one, b: other }) => [key, shown(one), shown(other)])],
          ['left', 'right', 'right'],
        ),
      );
    return equal ? 0 : 1;
  },
};

function named({ run }: Summary): object {
  return { id: run.id, name: run.name, seed: run.seed, resultHash: run.resultHash };
}

function readResult(path: string): Summary {
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, 'result.json') : path;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Fault(
      'data',
      `${file}: expected the result of a run, it cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  try {
    const found = JSON.parse(text) as Partial<Summary>;
    if (typeof found.run?.resultHash === 'string' && found.apiVersion === 0) return found as Summary;
  } catch {
    // Told below, as any other text that is no result.
  }
  throw new Fault('data', `${file}: expected the result of a run, as backtest run writes it`);
}

/** Where a run came from, what else was tried, and where its files are does not make a result another one. */
const LEFT_OUT = ['run.id', 'run.name', 'run.version', 'honesty', 'files'];

/** What differs, key by key in the order of the first; elements of lists go by their id. */
function differencesOf(a: Summary, b: Summary): Difference[] {
  const one = flat(a);
  const other = flat(b);
  const keys = [...new Set([...one.keys(), ...other.keys()])];
  return keys
    .filter((key) => !LEFT_OUT.some((left) => key === left || key.startsWith(`${left}.`)))
    .filter((key) => one.get(key) !== other.get(key))
    .map((key) => ({ key, a: one.get(key) ?? null, b: other.get(key) ?? null }));
}

function flat(value: unknown, key = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return into.set(key, value);
  for (const [name, field] of Object.entries(value)) {
    const id = (field as { id?: unknown } | null)?.id;
    const own = Array.isArray(value) && typeof id === 'string' ? id : name;
    flat(field, key === '' ? own : `${key}.${own}`, into);
  }
  return into;
}

const DIGEST = /^[0-9a-f]{64}$/;

function shown(value: unknown): string {
  if (typeof value === 'string' && DIGEST.test(value)) return value.slice(0, 12);
  if (typeof value !== 'number') return value === null ? '-' : String(value);
  return Number.isInteger(value) ? String(value) : value.toPrecision(6);
}
