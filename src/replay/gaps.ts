import { idText } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import type { RunExecution } from '../config/run-file.ts';
import { amountText } from './amount.ts';
import { compareRuns, noteCondition } from './compare-runs.ts';
import type { Cause, Gap } from './gap.ts';
import { GapList, type KeptGap } from './gap-list.ts';
import { type Inputs, inputsOf } from './market-events.ts';
import type { RecordedSession } from './recorded-session.ts';
import { barGaps, type Bars, withMarket } from './reference-market.ts';
import { Replayer } from './replayer.ts';
import { type LoggedOrder, RunLog } from './run-log.ts';
import { VenueRun } from './venue-run.ts';

export interface GapsSide {
  readonly pnl: string;
  readonly intents: number;
  readonly decisions: number;
  readonly orders: number;
  readonly fills: number;
  readonly refusals: number;
}

export interface Gaps {
  readonly session: GapsSide;
  readonly replay: GapsSide;
  readonly difference: string;
  /** Adds up to the difference, with `unattributed`. `first`: gaps of their own; `following`: what came of them. */
  readonly causes: readonly {
    readonly cause: Cause;
    readonly first: number;
    readonly following: number;
    readonly money: string;
  }[];
  /** What no order explains: 0, but for corrections of the books and roundings. */
  readonly unattributed: string;
  /** By money. */
  readonly largest: readonly Gap[];
}

export interface GapsOptions {
  /** Of the recorded session. */
  readonly spec: EngineSpec;
  readonly execution: RunExecution;
  /** The market as its source has it; without it data is taken as recorded. */
  readonly reference?: Bars;
}

const LISTED = 20;

/**
 * A session beside the same market and commands with the venue of a backtest in the place of its reports. The profit of each is a
 * sum over fills (size times the way from its price to the last one, less fee and slippage), so each gap has its share in the
 * difference of the two. An order that has no fellow, or other terms, after an earlier gap is put down to that one: the
 * latest of its instrument, or else of the account.
 */
export function gapsOf(recorded: RecordedSession, { spec, execution, reference }: GapsOptions): Gaps {
  const inputs = inputsOf(recorded);
  const replayer = new Replayer(spec);
  const session = new RunLog(replayer.engine);
  const list = new GapList();
  for (const event of inputs()) {
    noteCondition(event, list);
    replayer.process(event);
    if (replayer.out.rows > 0) session.onOut(replayer.out);
    if (event.kind === 'instant') session.onInstant();
  }
  const market: Inputs = reference === undefined ? inputs : withMarket(inputs, reference, spec);
  const run = new VenueRun({ spec, execution, inputs: market, listener: (engine) => new RunLog(engine) }).run();
  const replay = run.listener;
  const bars = reference === undefined ? [] : [...barGaps(inputs, market, spec.instruments.length)];
  compareRuns({ session, replay, bars, list });
  const { account } = replay.engine;
  const difference = profitOf(session) - profitOf(replay);
  const causes = list.byCause();
  const attributed = causes.reduce((sum, { amount }) => sum + amount, 0);
  return {
    session: sideOf(session),
    replay: sideOf(replay),
    difference: amountText(difference),
    causes: causes.map(({ cause, first, following, amount }) => ({
      cause,
      first,
      following,
      money: amountText(amount),
    })),
    unattributed: amountText(difference - attributed),
    largest: list.largest(LISTED).map((gap) => told(gap, account)),
  };
}

function sideOf(log: RunLog): GapsSide {
  return { pnl: amountText(profitOf(log)), ...log.counts };
}

function profitOf({ engine: { account } }: RunLog): number {
  return account.ledger.profit(account.ledger.account);
}

function told(gap: KeptGap, { instruments, spec }: Account): Gap {
  const { cause, tsUs, instrument, pair, amount, follows, what } = gap;
  const order = pair?.session ?? pair?.replay;
  return {
    cause,
    tsUs,
    instrument: instruments[instrument]?.name ?? '',
    agent: spec.agents[order?.agent ?? -1]?.id ?? '',
    session: orderText(pair?.session),
    replay: orderText(pair?.replay),
    money: amountText(amount),
    follows,
    what,
  };
}

function orderText(order: LoggedOrder | undefined): string | null {
  return order === undefined ? null : idText('o', order.id);
}
