import { createHash } from 'node:crypto';
import { decimalOf, formatDecimal } from '../core/base/decimal.ts';
import type { Engine } from '../core/engine/engine.ts';
import { HOLDING_FIGURES, type HoldingFigure } from '../core/ledger/money.ts';
import { maxDrawdown } from '../core/statistics/drawdowns.ts';
import { priceOf } from '../core/model/instrument.ts';
import { booksOf } from '../core/results/books.ts';
import { dailyReturns, type DailyEquity, measure } from '../core/results/measures.ts';
import { version } from '../config/version.ts';
import type { Observer } from './observer.ts';
import type { Plan } from './plan.ts';
import type { AgentSummary, BacktestResult, Figures, Summary } from './result.ts';
import { assumptionsOf } from './venue.ts';

/** What is told of a run besides what happened in it. */
export type Described = Pick<Plan, 'file' | 'benchmark' | 'configHash' | 'dataHash' | 'warnings'> &
  Partial<Pick<Plan, 'records'>>;

/** From what was observed to the result that people and programs read. */
export function summarise(plan: Described, engine: Engine, observer: Observer): BacktestResult {
  const resultHash = observer.finish();
  const { account } = engine;
  const { records = [] } = plan;
  const { recording, book } = observer;
  const { sessions } = recording;
  const daily: DailyEquity = {
    ...sessions,
    closeUs: sessions.closeUs,
    equity: sessions.equity,
    length: sessions.count,
  };
  const startEquity = Number(plan.file.account.cash);
  const benchmarkReturns = plan.benchmark < 0 ? undefined : returnsOf(observer.benchmarkOpen, observer.benchmarkCloses);
  const periodsPerYear = engine.sessionsPerYear;
  const metrics = measure({ startEquity, daily, traded: observer.traded, periodsPerYear, benchmark: benchmarkReturns });
  const id = createHash('sha256').update(`${plan.configHash}${plan.dataHash}${resultHash}`).digest('hex').slice(0, 16);
  const summary: Summary = {
    apiVersion: 0,
    run: {
      id,
      name: plan.file.name,
      seed: plan.file.seed,
      version,
      configHash: plan.configHash,
      dataHash: plan.dataHash,
      resultHash,
    },
    account: accountSummary(engine, plan),
    counts: { bars: observer.bars, events: observer.events, ...recording.counts, trades: book.trades.count },
    metrics: figures(metrics),
    benchmark: benchmarkSummary(plan, benchmarkReturns, daily, startEquity, periodsPerYear),
    agents: account.spec.agents.map((_, agent) => agentSummary(engine, observer, agent)),
    trades: tradeSummary(observer),
    halts: account.risk.haltList().map(({ rule, fromUs, toUs }) => ({ rule, fromUs, toUs })),
    warnings: [...plan.warnings, ...account.risk.warnings(), ...unheard(engine, observer), ...truncation(observer)],
    honesty: null,
    portfolio: null,
    files: {},
  };
  return {
    summary,
    instruments: account.instruments,
    agents: account.spec.agents.map(({ id: agent }) => agent),
    method: plan.file.consensus.method,
    recording,
    trades: book.trades,
    moneyScales: account.instruments.map(({ currency }) => account.ledger.scaleOf(currency)),
    sessionsPerYear: periodsPerYear,
    curves: {
      equity: observer.equity.points(),
      benchmark: plan.benchmark < 0 ? undefined : benchmarkCurve(observer, startEquity),
      prices: observer.prices.map((curve, i) =>
        curve.points().map(([tsUs, ticks]) => [tsUs, priceOf(account.instruments[i], ticks)] as const),
      ),
    },
    daily: {
      closeUs: sessions.closeUs.slice(0, sessions.count),
      equity: sessions.equity.slice(0, sessions.count),
      returns: dailyReturns(startEquity, daily),
      benchmarkReturns,
    },
    holdings: observer.holdings,
    books: booksOf(account.ledger, account.instruments, account.spec.account.currency),
    assumptions: assumptionsOf(plan.file.execution, {
      bars: observer.bars > 0 || records.length === 0,
      books: records.length > 0,
    }),
  };
}

/** NaN and infinities have no JSON: they become null. */
function figures<T extends object>(measures: T): Figures<T> {
  return Object.fromEntries(
    Object.entries(measures).map(([key, value]) => [key, orNull(value as number)]),
  ) as Figures<T>;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Money as a decimal text with two digits at least; of floats, rounded to the ledger's scale. */
function money(value: number, scale: number): string {
  const decimal = decimalOf(Number(value.toFixed(Math.min(scale, 8))));
  return decimal.scale >= 2
    ? formatDecimal(decimal.units, decimal.scale)
    : formatDecimal(decimal.units * 10n ** BigInt(2 - decimal.scale), 2);
}

function accountSummary(engine: Engine, plan: Described): Summary['account'] {
  const { ledger, instruments } = engine.account;
  const { currency, cash } = plan.file.account;
  const scale = ledger.scaleOf(currency);
  const single = instruments.every((instrument) => instrument.currency === currency);
  const asked = askedFigures(plan);
  const exact = (units: bigint): string => formatDecimal(units, scale);
  return {
    currency,
    startEquity: cash,
    // One currency adds up exactly; several are valued at the last rates, which are floats.
    endEquity:
      single && Number.isInteger(2 * ledger.markTicks(0))
        ? exact(ledger.exactEquity(ledger.account, currency))
        : money(ledger.accountEquity(), scale),
    cash: single ? exact(ledger.accountCash(currency)) : money(ledger.accountCashValue(), scale),
    fees: single ? exact(ledger.fees(ledger.account, currency)) : money(ledger.feesValue(ledger.account), scale),
    ...(asked.length === 0
      ? {}
      : {
          holding: Object.fromEntries(
            asked.map((figure) => [
              figure,
              single
                ? exact(ledger.held(ledger.account, currency, figure))
                : money(ledger.heldValue(ledger.account, figure), scale),
            ]),
          ),
        }),
  };
}

/** Which of what holding costs the run asked for. */
function askedFigures({ file: { data, execution } }: Described): HoldingFigure[] {
  const asked: Readonly<Record<HoldingFigure, boolean>> = {
    borrow: execution.borrowBps !== undefined,
    interest: execution.marginInterestBps !== undefined,
    funding: execution.fundingColumn !== undefined,
    dividends: data.some(({ actions, adjust }) => actions !== undefined && adjust !== 'all'),
  };
  return HOLDING_FIGURES.filter((figure) => asked[figure]);
}

function agentSummary(engine: Engine, observer: Observer, agent: number): AgentSummary {
  const { account } = engine;
  const { id, strategy } = account.spec.agents[agent];
  const { ledger } = account;
  const scale = ledger.scaleOf(account.spec.account.currency);
  const { trades } = observer.book;
  let closed = 0;
  let wins = 0;
  let count = 0;
  for (let row = 0; row < trades.count; row++) {
    if (trades.agent[row] !== agent) continue;
    count += 1;
    if (trades.open[row] === 1) continue;
    closed += 1;
    if (trades.profit[row] > 0) wins += 1;
  }
  return {
    id,
    strategy: strategy.name,
    version: strategy.version,
    weight: orNull(account.weightOf(agent)),
    trades: count,
    pnl: money(ledger.profit(agent), scale),
    fees: money(ledger.feesValue(agent), scale),
    hitRate: closed === 0 ? null : wins / closed,
    maxDrawdown: orNull(maxDrawdown(agentReturns(engine, observer, agent))),
  };
}

/** Session returns of an agent's profit on what it trades with: its own capital under `sum`, the account's otherwise. */
function agentReturns(engine: Engine, observer: Observer, agent: number): Float64Array {
  const { account } = engine;
  const { agentSessions } = observer.recording;
  const start = account.ownCapital
    ? account.ledger.equity(agent) - account.ledger.profit(agent)
    : Number(account.spec.account.cash);
  const equity: number[] = [];
  for (let row = 0; row < agentSessions.count; row++) {
    if (agentSessions.agent[row] === agent) equity.push(start + agentSessions.profit[row]);
  }
  return dailyReturns(start, { closeUs: equity, equity, grossExposure: equity, length: equity.length });
}

function tradeSummary({ book: { trades } }: Observer): Summary['trades'] {
  const closed: number[] = [];
  let bars = 0;
  for (let row = 0; row < trades.count; row++) {
    if (trades.open[row] === 1) continue;
    closed.push(trades.profit[row]);
    bars += trades.bars[row];
  }
  const gain = closed.reduce((sum, profit) => sum + Math.max(0, profit), 0);
  const loss = closed.reduce((sum, profit) => sum - Math.min(0, profit), 0);
  const wins = closed.filter((profit) => profit > 0).length;
  const losses = closed.filter((profit) => profit < 0).length;
  const count = closed.length;
  return {
    count: trades.count,
    open: trades.count - count,
    wins,
    losses,
    hitRate: count === 0 ? null : wins / count,
    profitFactor: orNull(gain / loss),
    averageBars: count === 0 ? null : bars / count,
    best:
      count === 0
        ? null
        : money(
            closed.reduce((a, b) => Math.max(a, b)),
            6,
          ),
    worst:
      count === 0
        ? null
        : money(
            closed.reduce((a, b) => Math.min(a, b)),
            6,
          ),
  };
}

function returnsOf(open: number, closes: readonly number[]): Float64Array {
  return Float64Array.from(closes, (close, i) => close / (i === 0 ? open : closes[i - 1]) - 1);
}

function benchmarkCurve(
  { recording: { sessions }, benchmarkOpen, benchmarkCloses }: Observer,
  startEquity: number,
): [number, number][] {
  return benchmarkCloses.map((close, i) => [sessions.closeUs[i], (startEquity * close) / benchmarkOpen]);
}

function benchmarkSummary(
  plan: Described,
  returns: Float64Array | undefined,
  daily: DailyEquity,
  startEquity: number,
  periodsPerYear: number,
): Summary['benchmark'] {
  if (returns === undefined) return null;
  let value = startEquity;
  const equity = Float64Array.from(returns, (change) => (value *= 1 + change));
  const all = measure({ startEquity, daily: { ...daily, equity }, traded: 0, periodsPerYear });
  const { totalReturn, cagr, volatility, sharpe, sortino, calmar, maxDrawdown: deepest } = all;
  return {
    instrument: plan.file.benchmark ?? '',
    ...figures({ totalReturn, cagr, volatility, sharpe, sortino, calmar, maxDrawdown: deepest }),
  };
}

/** Prices that were split are no series: who does not hear of it takes the jump for a move of the market. */
function unheard({ agents, account: { spec, instruments } }: Engine, { recording: { actions } }: Observer): string[] {
  const split = new Set<number>();
  for (let row = 0; row < actions.count; row++) if (actions.kind[row] === 'split') split.add(actions.instrument[row]);
  return agents.flatMap(({ id, handlers }, agent) => {
    const own = spec.agents[agent].instruments.filter((place) => split.has(place));
    if (own.length === 0 || handlers.onAction !== undefined) return [];
    const names = own.map((place) => instruments[place].name).join(', ');
    return [
      `agent ${id} has no onAction and was not told of the splits of ${names}; what it remembers of prices is of before them`,
    ];
  });
}

function truncation({ recording }: Observer): string[] {
  return recording.truncated ? ['tables were cut at a million rows each; counts are of all rows'] : [];
}
