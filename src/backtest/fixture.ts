import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { pathText, problemsOf } from '../config/problem.ts';
import { parseWritten } from '../config/written.ts';
import { Fault } from '../core/base/fault.ts';
import { DAY_US } from '../core/base/time.ts';
import { defineStrategy } from '../core/strategies/define-strategy.ts';
import type { Context, Strategy } from '../core/strategies/strategy.ts';
import { type FixtureAct, type FixtureFile, fixtureFile } from './fixture-file.ts';
import { SCENARIO_START_US, type Scenario, ScenarioRun } from './scenario.ts';
import { dayOf, ScenarioView } from './scenario-view.ts';

/** One expected row beside what came in its place; null where there is none. */
export interface FixtureStep {
  /** Which list: 'fills', 'positions', ... */
  readonly what: string;
  readonly equal: boolean;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface FixtureOutcome {
  readonly about: string;
  readonly passed: boolean;
  readonly steps: readonly FixtureStep[];
}

const ROWS = ['intents', 'decisions', 'orders', 'fills', 'allocations', 'refusals', 'trades', 'notices'] as const;

/** Whether a parsed file is an example of this kind: given, when, expect. */
export function isScenarioFixture(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'given' in value && 'expect' in value;
}

/** Runs an example and compares what came of it with what it expects. `label` is what messages call the text; a wrong one is a Fault. */
export function runFixture(text: string, label: string): FixtureOutcome {
  const written = parseWritten(text, label);
  const read = fixtureFile.safeParse(written.value);
  if (!read.success) {
    const lines = problemsOf(read.error, written.value).map(
      (problem) => `${label}:${written.lineOf(problem.path)}: ${pathText(problem.path)}: ${problem.text}`,
    );
    throw new Fault('config', lines[0], lines.slice(1));
  }
  const { about, when, expect } = read.data;
  const done = new Set<FixtureAct>();
  const run = new ScenarioRun(scenarioOf(read.data, done)).run();
  const steps = [
    ...when
      .filter((act) => !done.has(act))
      .map((act): FixtureStep => ({ what: 'when', equal: false, expected: act, actual: null })),
    ...failureSteps(run, expect.failure),
    ...outcomeSteps(new ScenarioView(run), expect),
  ];
  return { about, passed: steps.every(({ equal }) => equal), steps };
}

function scenarioOf({ given, when }: FixtureFile, done: Set<FixtureAct>): Scenario {
  const { account, agents, rates, from, ...rest } = given;
  return {
    ...rest,
    cash: account.cash,
    currency: account.currency,
    accountType: account.type,
    dayZone: account.dayZone,
    fromDay: from,
    rates: rates.map(({ at, currency, rate }) => ({ tsUs: SCENARIO_START_US + at * DAY_US, currency, rate })),
    agents: Object.fromEntries(
      Object.entries(agents).map(([id, { warmup = 0, maxPosition, ...agent }]) => {
        const acts = when.filter((act) => act.agent === id && act.command === undefined);
        const limit = maxPosition === undefined ? undefined : { maxPosition };
        return [id, { ...agent, limit, strategy: follower(acts, warmup, done) }];
      }),
    ),
    meanwhile: ({ driver }) => {
      for (const act of when) {
        if (act.command === undefined || done.has(act) || dayOf(driver.nowUs) !== act.at) continue;
        done.add(act);
        driver.command({ command: act.command, scope: act.scope, subject: act.subject ?? act.agent });
      }
    },
  };
}

/** A strategy that does what a fixture says, when it says so. */
function follower(acts: readonly FixtureAct[], warmup: number, done: Set<FixtureAct>): Strategy {
  const orders = new Map<string, string>();
  const idOf = (called: string): string => {
    const id = orders.get(called);
    if (id === undefined) throw new Fault('strategy', `no order was called ${called} before`);
    return id;
  };
  return defineStrategy({
    name: 'follower',
    version: '0.0.0',
    params: z.unknown(),
    warmup: () => warmup,
    create: () => ({
      onBar(bar, ctx) {
        const day = dayOf(bar.tsUs);
        for (const act of acts) {
          if (act.at !== day || done.has(act) || (act.bar ?? bar.instrument) !== bar.instrument) continue;
          done.add(act);
          perform(act, ctx, orders, idOf);
        }
      },
    }),
  });
}

function perform(act: FixtureAct, ctx: Context, orders: Map<string, string>, idOf: (called: string) => string): void {
  const options = { confidence: act.confidence, exits: act.exits };
  for (const [instrument, quantity] of Object.entries(act.target ?? {})) ctx.target(instrument, quantity, options);
  for (const [instrument, part] of Object.entries(act.targetPercent ?? {}))
    ctx.targetPercent(instrument, part, options);
  if (act.cancel !== undefined) ctx.cancel(idOf(act.cancel));
  if (act.replace !== undefined) ctx.replace(idOf(act.replace), act.changes ?? {});
  if (act.order === undefined) return;
  const { oneCancels, ...order } = act.order;
  const id = ctx.intend({ ...order, oneCancels: oneCancels === undefined ? undefined : idOf(oneCancels) });
  if (act.name !== undefined) orders.set(act.name, id);
}

function failureSteps(run: ScenarioRun, expected: string | undefined): FixtureStep[] {
  const { failure } = run.engine;
  const said = failure === undefined ? null : `${failure.agent} in ${failure.handler}: ${String(failure.error)}`;
  if (said === null && expected === undefined) return [];
  return [
    {
      what: 'failure',
      equal: expected !== undefined && said !== null && said.includes(expected),
      expected: expected ?? null,
      actual: said,
    },
  ];
}

function outcomeSteps(view: ScenarioView, expect: FixtureFile['expect']): FixtureStep[] {
  const steps: FixtureStep[] = [];
  for (const what of ROWS) {
    const expected = expect[what];
    if (expected === undefined) continue;
    const actual = view[what]() as readonly object[];
    for (let k = 0; k < Math.max(expected.length, actual.length); k++)
      steps.push(compared(what, expected[k], actual[k]));
  }
  for (const [owner, held] of Object.entries(expect.positions ?? {})) {
    for (const [instrument, quantity] of Object.entries(held)) {
      const actual = view.position(owner, instrument);
      steps.push({
        what: 'positions',
        equal: actual === quantity,
        expected: { [owner]: { [instrument]: quantity } },
        actual: { [owner]: { [instrument]: actual } },
      });
    }
  }
  if (expect.equity !== undefined) {
    const equal = Math.abs(view.equity - expect.equity) <= 1e-9 * Math.abs(expect.equity);
    steps.push({ what: 'equity', equal, expected: expect.equity, actual: view.equity });
  }
  return steps;
}

/** Equal in the keys that the expected row has. */
function compared(
  what: string,
  expected: Readonly<Record<string, unknown>> | undefined,
  actual: object | undefined,
): FixtureStep {
  if (expected === undefined || actual === undefined)
    return { what, equal: false, expected: expected ?? null, actual: actual ?? null };
  const row = actual as Readonly<Record<string, unknown>>;
  const shown = Object.fromEntries(Object.keys(expected).map((key) => [key, row[key]]));
  return { what, equal: isDeepStrictEqual(shown, { ...expected }), expected, actual: shown };
}
