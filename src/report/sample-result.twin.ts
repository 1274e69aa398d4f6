import { addRow } from '../core/base/columns.ts';
import { decimalOf, formatDecimal } from '../core/base/decimal.ts';
import { idOf } from '../core/base/ids.ts';
import { namedRandom, normal } from '../core/base/random.ts';
import { DAY_US } from '../core/base/time.ts';
import { makeInstrument, priceOf } from '../core/model/instrument.ts';
import { dailyReturns, measure } from '../core/results/measures.ts';
import { Holdings } from '../core/results/holdings.ts';
import type { Honesty } from '../core/results/honesty.ts';
import { Recording } from '../core/results/recording.ts';
import { TradeBook } from '../core/results/trades.ts';
import { maxDrawdown } from '../core/statistics/drawdowns.ts';
import type { BacktestResult, Figures, Point, Summary } from '../backtest/result.ts';

export interface SampleOptions {
  readonly sessions?: number;
  readonly agents?: readonly string[];
  readonly instruments?: readonly string[];
  readonly benchmark?: boolean;
  readonly seed?: number;
  /** What agents give as their reason, a template with the close in {0} and the mean in {1}. */
  readonly reason?: string;
}

const MONEY_SCALE = 6;
const MONEY = 10 ** MONEY_SCALE;

/**
 * A run as a backtest would leave it, from a seeded random market and agents that follow moving means: small enough to read,
 * with rows in every table. It is no engine: it holds agents' shares of one vote and fills them at the next session's open.
 */
export function sampleResult(options: SampleOptions = {}): BacktestResult {
  const { sessions = 600, agents = ['breakout', 'mean', 'slow', 'trend'], benchmark = true, seed = 7 } = options;
  const names = options.instruments ?? ['ACME', 'SPX'];
  const reason = options.reason ?? 'close {0} against mean {1}';
  const instruments = names.map((name, i) =>
    makeInstrument({ name, currency: 'USD', tickSize: decimalOf(0.01), lotSize: decimalOf(i === 0 ? 1 : 0.1) }, i),
  );
  const market = instruments.map((_, i) => pricesOf(seed, `price/${i}`, sessions, 9_000 + 3_000 * i));
  const recording = new Recording();
  const book = new TradeBook(instruments, agents.length + 1);
  const closeUs = Float64Array.from({ length: sessions }, (_, day) => sessionClose(day));
  const cash = 100_000;
  const state = {
    cash,
    fees: 0,
    traded: 0,
    owned: agents.map(() => new Float64Array(names.length)),
    money: new Float64Array(agents.length),
  };
  const targets = agents.map(() => new Float64Array(names.length));
  const wanted: { instrument: number; shares: Float64Array; decision: number; order: number }[] = [];
  const equity = new Float64Array(sessions);
  let sequence = 1;

  for (let day = 0; day < sessions; day++) {
    const tsUs = closeUs[day];
    for (const want of wanted.splice(0)) fill(want, day);
    for (let i = 0; i < names.length; i++) decide(i, day, tsUs);
    close(day, tsUs);
    sequence += 1;
  }
  book.finish();

  function fill(want: (typeof wanted)[number], day: number): void {
    const { instrument, shares, order, decision } = want;
    const openUs = closeUs[day] - 6.5 * 3_600_000_000;
    const ticks = Math.round((market[instrument][Math.max(0, day - 1)] + market[instrument][day]) / 2);
    let lots = 0;
    for (let a = 0; a < agents.length; a++) lots += shares[a] - state.owned[a][instrument];
    if (lots !== 0) {
      const { orders, updates, fills } = recording;
      const row = addRow(orders);
      orders.id[row] = order;
      orders.tsUs[row] = closeUs[day - 1];
      orders.decision[row] = decision;
      orders.agent[row] = -1;
      orders.instrument[row] = instrument;
      orders.origin[row] = 'target';
      orders.side[row] = Math.sign(lots);
      orders.lots[row] = Math.abs(lots);
      orders.type[row] = 'market';
      orders.timeInForce[row] = 'GTC';
      orders.limitTicks[row] = Math.round(ticks * (lots > 0 ? 1.05 : 0.95));
      orders.stopTicks[row] = Number.NaN;
      orders.trailTicks[row] = Number.NaN;
      const update = addRow(updates);
      updates.tsUs[update] = openUs;
      updates.order[update] = order;
      updates.state[update] = 'filled';
      updates.filledLots[update] = Math.abs(lots);
      updates.reason[update] = '';
      const filled = addRow(fills);
      fills.id[filled] = idOf(sequence, instrument);
      fills.tsUs[filled] = openUs;
      fills.order[filled] = order;
      fills.instrument[filled] = instrument;
      fills.signedLots[filled] = lots;
      fills.priceTicks[filled] = ticks;
      const notional = Math.abs(lots) * priceOf(instruments[instrument], ticks) * instruments[instrument].lot;
      fills.fee[filled] = units(notional * 0.0005);
      fills.slippage[filled] = units(notional * 0.0002);
      fills.maker[filled] = 0;
      state.traded += notional;
    }
    for (let a = 0; a < agents.length; a++) {
      const change = shares[a] - state.owned[a][instrument];
      if (change === 0) continue;
      const crossed = lots === 0 || Math.sign(change) !== Math.sign(lots);
      const notional = Math.abs(change) * priceOf(instruments[instrument], ticks) * instruments[instrument].lot;
      const { allocations } = recording;
      const row = addRow(allocations);
      state.owned[a][instrument] = shares[a];
      allocations.tsUs[row] = openUs;
      allocations.order[row] = crossed ? 0 : order;
      allocations.owner[row] = a;
      allocations.instrument[row] = instrument;
      allocations.signedLots[row] = change;
      allocations.priceTicks[row] = ticks;
      allocations.fee[row] = crossed ? 0n : units(notional * 0.0005);
      allocations.slippage[row] = crossed ? 0n : units(notional * 0.0002);
      allocations.positionLots[row] = shares[a];
      allocations.reason[row] = crossed ? 'cross' : shares[a] === 0 && row % 3 === 0 ? 'stop-loss' : 'target';
      const costs = crossed ? 0 : notional * 0.0007;
      state.money[a] -= change * priceOf(instruments[instrument], ticks) * instruments[instrument].lot + costs;
      state.fees += crossed ? 0 : notional * 0.0005;
      book.onAllocation({
        owner: a,
        instrument,
        signedLots: change,
        priceTicks: ticks,
        fee: crossed ? 0 : notional * 0.0005,
        slippage: crossed ? 0 : notional * 0.0002,
        positionLots: shares[a],
        tsUs: openUs,
        reason: allocations.reason[row],
      });
    }
  }

  function decide(i: number, day: number, tsUs: number): void {
    const series = market[i];
    let changed = false;
    for (let a = 0; a < agents.length; a++) {
      const period = 8 + 14 * a;
      if (day < period) continue;
      let mean = 0;
      for (let back = 0; back < period; back++) mean += series[day - back] / period;
      const size = Math.floor(90_000 / names.length / (priceOf(instruments[i], series[day]) * instruments[i].lot));
      const long = a % 2 === 0 ? series[day] > mean : series[day] < mean * 0.985;
      const short = a === 0 && series[day] < mean * 0.97;
      const target = long ? size : short ? -size : 0;
      if (Math.sign(target) === Math.sign(targets[a][i])) continue;
      targets[a][i] = target;
      changed = true;
      const { intents } = recording;
      const row = addRow(intents);
      intents.id[row] = idOf(sequence, row % 40);
      intents.tsUs[row] = tsUs;
      intents.agent[row] = a;
      intents.instrument[row] = i;
      intents.targetLots[row] = target;
      intents.confidence[row] = 0.5 + 0.1 * a;
      intents.horizonBars[row] = Number.NaN;
      intents.source[row] = 'agent';
      intents.reason[row] = reason;
      intents.values[row] = [priceOf(instruments[i], series[day]), priceOf(instruments[i], mean)];
    }
    if (!changed) return;
    const { decisions, votes, refusals } = recording;
    const id = idOf(sequence, i);
    const weights = weightsAt(day);
    let decided = 0;
    let present = 0;
    for (let a = 0; a < agents.length; a++) {
      decided += weights[a] * targets[a][i];
      present += state.owned[a][i];
    }
    decided = Math.trunc(decided);
    const cut = Math.abs(decided) > 150 && day % 3 === 0;
    const allowed = cut ? Math.trunc(decided * 0.7) : decided;
    const row = addRow(decisions);
    decisions.id[row] = id;
    decisions.tsUs[row] = tsUs;
    decisions.instrument[row] = i;
    decisions.kind[row] = 'decided';
    decisions.presentLots[row] = present;
    decisions.decidedLots[row] = decided;
    decisions.allowedLots[row] = allowed;
    decisions.confidence[row] = 0.62;
    decisions.dissent[row] = 1 - Math.abs(agents.reduce((sum, _, a) => sum + Math.sign(targets[a][i]) * weights[a], 0));
    decisions.participating[row] = agents.length;
    const shares = new Float64Array(agents.length);
    for (let a = 0; a < agents.length; a++) {
      shares[a] = Math.trunc(weights[a] * targets[a][i] * (cut ? 0.7 : 1)) + 0;
      const vote = addRow(votes);
      votes.decision[vote] = id;
      votes.agent[vote] = a;
      votes.targetLots[vote] = day < 8 + 14 * a ? Number.NaN : targets[a][i];
      votes.confidence[vote] = 0.5 + 0.1 * a;
      votes.weight[vote] = weights[a];
      votes.shareLots[vote] = shares[a];
      votes.awake[vote] = day < 8 + 14 * a ? 0 : 1;
    }
    if (cut) {
      const refusal = addRow(refusals);
      refusals.tsUs[refusal] = tsUs;
      refusals.cause[refusal] = id;
      refusals.agent[refusal] = -1;
      refusals.instrument[refusal] = i;
      refusals.rule[refusal] = day % 2 === 0 ? 'position' : 'gross';
      refusals.severity[refusal] = 'warning';
      refusals.scope[refusal] = day % 2 === 0 ? 'instrument' : 'account';
      refusals.limit[refusal] = 25_000;
      refusals.value[refusal] = 31_000;
      refusals.askedLots[refusal] = decided;
      refusals.maxLots[refusal] = Math.abs(allowed);
    }
    wanted.push({ instrument: i, shares, decision: id, order: id });
  }

  function close(day: number, tsUs: number): void {
    let gross = 0;
    let net = 0;
    let worth = cash;
    const weights = weightsAt(day);
    const { sessions: rows, agentSessions, notices } = recording;
    for (let i = 0; i < names.length; i++) {
      const ticks = market[i][day];
      let lots = 0;
      for (let a = 0; a < agents.length; a++) lots += state.owned[a][i];
      const value = lots * priceOf(instruments[i], ticks) * instruments[i].lot;
      gross += Math.abs(value);
      net += value;
      book.onBar({
        instrument: i,
        close: ticks,
        high: Math.round(ticks * 1.006),
        low: Math.round(ticks * 0.994),
      } as Parameters<TradeBook['onBar']>[0]);
    }
    for (let a = 0; a < agents.length; a++) {
      let profit = state.money[a];
      for (let i = 0; i < names.length; i++)
        profit += state.owned[a][i] * priceOf(instruments[i], market[i][day]) * instruments[i].lot;
      worth += profit;
      const row = addRow(agentSessions);
      agentSessions.closeUs[row] = tsUs;
      agentSessions.agent[row] = a;
      agentSessions.profit[row] = profit;
      agentSessions.weight[row] = weights[a];
    }
    equity[day] = worth;
    const row = addRow(rows);
    rows.closeUs[row] = tsUs;
    rows.equity[row] = worth;
    rows.grossExposure[row] = gross;
    rows.netExposure[row] = net;
    if (day === Math.floor(sessions / 2)) {
      const notice = addRow(notices);
      notices.tsUs[notice] = tsUs;
      notices.kind[notice] = 'halt';
      notices.agent[notice] = -1;
      notices.text[notice] = '{0}: limit {1}, value {2}';
      notices.values[notice] = ['drawdown', 0.15, 0.1523];
    }
  }

  function weightsAt(day: number): number[] {
    const raw = agents.map((_, a) => 1 + 0.6 * Math.sin(day / 90 + a * 1.7));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((weight) => weight / sum);
  }

  const last = instruments.length - 1;
  const daily = { closeUs, equity, grossExposure: recording.sessions.grossExposure, length: sessions };
  const returns = dailyReturns(cash, daily);
  const benchmarkReturns = benchmark
    ? Float64Array.from(market[last], (ticks, day) => ticks / market[last][Math.max(0, day - 1)] - 1)
    : undefined;
  const metrics = measure({
    startEquity: cash,
    daily,
    traded: state.traded,
    periodsPerYear: 252,
    benchmark: benchmarkReturns,
  });
  const benchmarkEquity = benchmarkReturns === undefined ? undefined : curve(benchmarkReturns, cash);
  recording.counts.intents = recording.intents.count;
  recording.counts.decisions = recording.decisions.count;
  recording.counts.orders = recording.orders.count;
  recording.counts.fills = recording.fills.count;
  recording.counts.refusals = recording.refusals.count;
  const points = (values: ArrayLike<number>): Point[] =>
    Array.from(closeUs, (tsUs, day) => [tsUs, values[day]] as const);
  return {
    summary: summary(),
    instruments,
    agents,
    method: 'adahedge',
    recording,
    trades: book.trades,
    moneyScales: instruments.map(() => MONEY_SCALE),
    sessionsPerYear: 252,
    curves: {
      equity: points(equity),
      benchmark: benchmarkEquity === undefined ? undefined : points(benchmarkEquity),
      prices: instruments.map((instrument, i) =>
        points(Float64Array.from(market[i], (ticks) => priceOf(instrument, ticks))),
      ),
    },
    daily: { closeUs, equity, returns, benchmarkReturns },
    holdings: holdings(),
    books: { positions: [], purses: [] },
    assumptions: [
      'Market orders fill at the next open, at most 10 % of a bar’s volume for all orders together.',
      'Slippage of 2 basis points and a commission of 5 basis points on every fill.',
    ],
  };

  function holdings(): Holdings {
    const made = new Holdings(instruments.length);
    const worth = (i: number, day: number): number => priceOf(instruments[i], market[i][day]) * instruments[i].lot;
    for (let i = 0; i < instruments.length; i++) made.firstValues[i] = worth(i, 0);
    for (let day = 0; day < closeUs.length; day++) {
      made.begin();
      for (let i = 0; i < instruments.length; i++) made.set(worth(i, day), 0, 0);
    }
    return made;
  }

  function summary(): Summary {
    const { trades } = book;
    const closed: number[] = [];
    for (let row = 0; row < trades.count; row++) if (trades.open[row] === 0) closed.push(trades.profit[row]);
    const wins = closed.filter((profit) => profit > 0).length;
    const bench =
      benchmarkReturns === undefined || benchmarkEquity === undefined
        ? null
        : measure({ startEquity: cash, daily: { ...daily, equity: benchmarkEquity }, traded: 0, periodsPerYear: 252 });
    return {
      apiVersion: 0,
      run: {
        id: 'a1b2c3d4e5f60718',
        name: 'sample',
        seed,
        version: '0.1.0',
        configHash: '0f'.repeat(32),
        dataHash: '1e'.repeat(32),
        resultHash: '2d'.repeat(32),
      },
      account: {
        currency: 'USD',
        startEquity: '100000',
        endEquity: text(equity[sessions - 1] ?? cash),
        cash: text(cash + state.money.reduce((a, b) => a + b, 0)),
        fees: text(state.fees),
      },
      counts: { bars: sessions * names.length, events: 0, ...recording.counts, trades: trades.count },
      metrics: figures(metrics),
      benchmark:
        bench === null
          ? null
          : {
              instrument: names[last],
              ...figures({
                totalReturn: bench.totalReturn,
                cagr: bench.cagr,
                volatility: bench.volatility,
                sharpe: bench.sharpe,
                sortino: bench.sortino,
                calmar: bench.calmar,
                maxDrawdown: bench.maxDrawdown,
              }),
            },
      agents: agents.map((id, a) => {
        const own = closed.length === 0 ? null : 0.4 + 0.05 * a;
        let profit = 0;
        for (let row = 0; row < recording.agentSessions.count; row++)
          if (recording.agentSessions.agent[row] === a) profit = recording.agentSessions.profit[row];
        return {
          id,
          strategy: ['donchian-breakout', 'bollinger-reversion', 'momentum', 'ema-cross'][a % 4],
          version: '1.0.0',
          weight: weightsAt(sessions - 1)[a],
          trades: Math.round(trades.count / agents.length),
          pnl: text(profit),
          fees: text(state.fees / agents.length),
          hitRate: own,
          maxDrawdown: maxDrawdown(returns) / agents.length,
        };
      }),
      trades: {
        count: trades.count,
        open: trades.count - closed.length,
        wins,
        losses: closed.length - wins,
        hitRate: closed.length === 0 ? null : wins / closed.length,
        profitFactor: 1.21,
        averageBars: 14.2,
        best: closed.length === 0 ? null : text(Math.max(...closed)),
        worst: closed.length === 0 ? null : text(Math.min(...closed)),
      },
      halts:
        sessions < 50
          ? []
          : [
              {
                rule: 'drawdown',
                fromUs: closeUs[Math.floor(sessions / 2)],
                toUs: closeUs[Math.floor(sessions / 2) + 20],
              },
            ],
      warnings: ['the volume limit is off: the data has no volume'],
      honesty: sampleHonesty,
      portfolio: null,
      files: {},
    };
  }
}

function text(value: number): string {
  return formatDecimal(BigInt(Math.round(value * 100)), 2);
}

function units(value: number): bigint {
  return BigInt(Math.ceil(value * MONEY));
}

/** Sessions are weekdays from 4 January 2016, closing at 21:00 UTC. */
function sessionClose(day: number): number {
  const week = Math.floor(day / 5);
  return Date.UTC(2016, 0, 4, 21) * 1000 + (week * 7 + (day % 5)) * DAY_US;
}

function pricesOf(seed: number, name: string, count: number, start: number): Float64Array {
  const random = namedRandom(seed, name);
  const prices = new Float64Array(count);
  let level = start;
  let deviation = 0.01;
  for (let day = 0; day < count; day++) {
    const draw = normal(random);
    deviation = Math.sqrt(2e-6 + 0.9 * deviation ** 2 + 0.08 * (deviation * draw) ** 2);
    level *= Math.exp(0.0003 + deviation * draw);
    prices[day] = Math.max(1, Math.round(level));
  }
  return prices;
}

function curve(returns: ArrayLike<number>, start: number): Float64Array {
  const values = new Float64Array(returns.length);
  let value = start;
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + returns[i];
    values[i] = value;
  }
  return values;
}

function figures<T extends object>(measures: T): Figures<T> {
  return Object.fromEntries(
    Object.entries(measures).map(([key, value]) => [key, Number.isFinite(value) ? value : null]),
  ) as Figures<T>;
}

const flat = { totalReturn: 0.03, cagr: 0.02, volatility: 0.1, sharpe: 0.4, maxDrawdown: -0.1 };
const banded = (assumption: string, totalReturn: number, asRun = false) => ({
  assumption,
  asRun,
  totalReturn,
  cagr: totalReturn / 2,
  sharpe: totalReturn * 10,
  maxDrawdown: -0.1,
});

/** A result that was searched for. */
export const sampleHonesty: Honesty = {
  trials: { count: 12, exact: true, note: null },
  sharpe: { probabilistic: 0.84, deflated: 0.31, lucky: 0.9, minimumTrackRecord: 700, sessions: 400, note: null },
  overfitting: { probability: 0.4, compared: 12, note: null },
  realityCheck: { probability: 0.24, superiorProbability: 0.18, compared: 12, note: null },
  baselines: {
    rows: [
      { name: 'X, bought and held', ...flat },
      { name: '1/N, rebalanced each session', ...flat },
    ],
    random: { draws: 1000, percentile: 0.61, low: -0.05, median: 0.02, high: 0.12 },
    note: null,
  },
  bands: {
    costs: [banded('no costs', 0.05), banded('costs as assumed', 0.03, true), banded('twice the costs', -0.01)],
    fills: [
      banded('optimistic fills', 0.04),
      banded('fills as assumed', 0.03, true),
      banded('pessimistic fills', 0.01),
    ],
    note: null,
  },
};
