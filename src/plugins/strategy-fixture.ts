import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { problemsOf, pathText } from '../config/problem.ts';
import { section } from '../config/section.ts';
import { parseWritten } from '../config/written.ts';
import { Fault } from '../core/base/fault.ts';
import { testStrategy } from '../sdk/test-strategy.ts';
import type { TestedIntent } from '../sdk/tested-intent.ts';
import { loadStrategy } from './load-strategy.ts';
import { loadFault } from './load-fault.ts';
import { parseParams } from './params.ts';

const bar = section({
  instrument: z.string().optional(),
  interval: z.string().optional(),
  tsUs: z.int().optional(),
  open: z.number().optional(),
  high: z.number().optional(),
  low: z.number().optional(),
  close: z.number(),
  volume: z.number().optional(),
});

const intent = section({
  bar: z.int().min(-1),
  instrument: z.string(),
  target: z.number().nullable().optional(),
  order: z.record(z.string(), z.unknown()).optional(),
  confidence: z.number().optional(),
  reason: z.string().optional(),
});

/** A strategy's test as a file: bars in, intents expected. */
const fixtureSchema = section({
  strategy: z.string().describe("a built-in's name, or a file relative to this one"),
  params: z.record(z.string(), z.unknown()).default({}),
  equity: z.number().positive().optional(),
  seed: z.int().min(0).optional(),
  /** A bar may be its close alone; bars without a time are a day apart. */
  bars: z.array(z.union([z.number(), bar], { error: 'expected a close, or a bar' })).min(1),
  intents: z.array(intent),
});

/** One expected intent beside what came in its place; null where there is none. */
export interface FixtureStep {
  readonly equal: boolean;
  readonly expected: object | null;
  readonly actual: TestedIntent | null;
}

export interface FixtureOutcome {
  readonly passed: boolean;
  readonly steps: readonly FixtureStep[];
}

const DAY_US = 86_400_000_000;

/** Whether a parsed file is the test of a strategy. */
export function isStrategyFixture(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'strategy' in value && 'bars' in value;
}

/**
 * Runs a strategy over the bars of a fixture and compares what it asked for with what the fixture expects. An expected intent
 * may leave out `confidence` and `reason`: then they may be anything.
 */
export async function runStrategyFixture(path: string): Promise<FixtureOutcome> {
  const written = parseWritten(readFileSync(path, 'utf8'), path);
  const read = fixtureSchema.safeParse(written.value);
  if (!read.success) {
    const lines = problemsOf(read.error, written.value).map(
      (problem) => `${path}:${written.lineOf(problem.path)}: ${pathText(problem.path)}: ${problem.text}`,
    );
    throw new Fault('config', lines[0], lines.slice(1));
  }
  const { strategy: reference, params, equity, seed, bars, intents } = read.data;
  const strategy = await loadStrategy(reference, dirname(resolve(path)));
  parseParams(strategy, params, 'params');
  const given = bars.map((each, i) =>
    typeof each === 'number'
      ? { tsUs: (i + 1) * DAY_US, close: each }
      : { ...each, tsUs: each.tsUs ?? (i + 1) * DAY_US },
  );
  let actual: TestedIntent[];
  try {
    actual = testStrategy(strategy, { params, bars: given, equity, seed });
  } catch (error) {
    throw loadFault(path, error);
  }
  const steps = Array.from({ length: Math.max(intents.length, actual.length) }, (_, i) =>
    compared(intents[i], actual[i]),
  );
  return { passed: steps.every(({ equal }) => equal), steps };
}

/** Equal in the keys that the expected one has, and in whatever else an intent has but `confidence` and `reason`. */
function compared(expected: object | undefined, actual: TestedIntent | undefined): FixtureStep {
  if (expected === undefined || actual === undefined)
    return { equal: false, expected: expected ?? null, actual: actual ?? null };
  const left = ['confidence', 'reason'].filter((key) => !Object.hasOwn(expected, key));
  const asked = Object.fromEntries(Object.entries(actual).filter(([key]) => !left.includes(key)));
  return { equal: isDeepStrictEqual(asked, expected), expected, actual };
}
