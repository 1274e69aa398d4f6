import { must } from '../core/base/assert.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import type { RunExecution } from '../config/run-file.ts';
import { assumptionsOf } from '../backtest/venue.ts';
import { amountText } from './amount.ts';
import { type Change, changedInputs } from './counterfactual.ts';
import { inputsOf } from './market-events.ts';
import type { RecordedSession } from './recorded-session.ts';
import { RunLog } from './run-log.ts';
import { VenueRun } from './venue-run.ts';

export interface WhatIfOptions {
  /** Of the recorded session. */
  readonly spec: EngineSpec;
  /** The same with the change; where only a command is left out, the same. */
  readonly changed: EngineSpec;
  readonly execution: RunExecution;
  readonly change: Change;
}

/** Money in the account's currency; of an agent its own sub-account. */
export interface WhatIfFigures {
  readonly pnl: string;
  /** The deepest fall from a peak, at the ends of instants. */
  readonly drawdown: string;
  readonly fees: string;
  readonly intents: number;
  readonly fills: number;
  readonly refusals: number;
}

export interface WhatIfSide extends WhatIfFigures {
  readonly decisions: number;
  readonly orders: number;
}

export interface WhatIf {
  readonly change: Change;
  /** As it was, by the same model. */
  readonly factual: WhatIfSide;
  readonly counterfactual: WhatIfSide;
  /** Counterfactual less factual. */
  readonly difference: WhatIfSide;
  readonly agents: readonly {
    readonly id: string;
    readonly factual: WhatIfFigures;
    /** null: it is not there. */
    readonly counterfactual: WhatIfFigures | null;
    readonly difference: WhatIfFigures;
  }[];
  readonly assumptions: readonly string[];
}

/**
 * A session as it might have gone. Both sides are run with the venue of a backtest over the recorded market and commands, so that
 * they differ by the change alone; neither is what the session's own venue did.
 */
export function whatIf(recorded: RecordedSession, { spec, changed, execution, change }: WhatIfOptions): WhatIf {
  const inputs = inputsOf(recorded);
  const otherInputs = changedInputs(inputs, change, spec);
  const listener = (engine: RunLog['engine']): RunLog => new RunLog(engine);
  const factual = new VenueRun({ spec, execution, inputs, listener }).run().listener;
  const other = new VenueRun({ spec: changed, execution, inputs: otherInputs, listener }).run().listener;
  const agents = spec.agents.map(({ id }, agent) => {
    const there = changed.agents.findIndex((each) => each.id === id);
    const was = figuresOf(factual, agent);
    const would = there < 0 ? undefined : figuresOf(other, there);
    return {
      id,
      factual: textOf(was),
      counterfactual: would === undefined ? null : textOf(would),
      difference: textOf(apart(would ?? NOTHING, was)),
    };
  });
  const [was, would] = [sideOf(factual), sideOf(other)];
  return {
    change,
    factual: textOf(was),
    counterfactual: textOf(would),
    difference: textOf(apart(would, was)),
    agents,
    assumptions: [
      'The market does not react: it is the recorded one, whatever is traded.',
      'Fills come from the model below on both sides; those that the session had are not used.',
      'What people and agents elsewhere did stays as recorded, though they might have acted otherwise.',
      ...assumptionsOf(execution),
    ],
  };
}

const NOTHING = { pnl: 0, drawdown: 0, fees: 0, intents: 0, fills: 0, refusals: 0 };
type Figures = typeof NOTHING;
type Text<Values> = { readonly [Key in keyof Values]: Key extends 'pnl' | 'drawdown' | 'fees' ? string : number };

const MONEY: ReadonlySet<string> = new Set(['pnl', 'drawdown', 'fees']);

function figuresOf({ engine, owners }: RunLog, agent: number): Figures {
  const { ledger } = engine.account;
  const { drawdown, intents, fills, refusals } = owners[agent];
  return { pnl: ledger.profit(agent), drawdown, fees: ledger.feesValue(agent), intents, fills, refusals };
}

function sideOf({ engine, owners, counts }: RunLog): Figures & { decisions: number; orders: number } {
  const { ledger } = engine.account;
  const { drawdown } = must(owners.at(-1), 'the last is the account');
  return { pnl: ledger.profit(ledger.account), drawdown, fees: ledger.feesValue(ledger.account), ...counts };
}

function apart<Values extends Readonly<Record<string, number>>>(a: Values, b: Values): Values {
  return Object.fromEntries(Object.keys(b).map((key) => [key, a[key] - b[key]])) as Values;
}

function textOf<Values extends Readonly<Record<string, number>>>(values: Values): Text<Values> {
  const texts = Object.entries(values).map(([key, value]) => [key, MONEY.has(key) ? amountText(value) : value]);
  return Object.fromEntries(texts) as Text<Values>;
}
