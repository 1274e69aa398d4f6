import { underwater } from '../../../core/statistics/drawdowns.ts';
import { sharpeRatio, volatility } from '../../../core/statistics/performance.ts';
import type { BacktestResult } from '../../../backtest/result.ts';
import { axisSeconds, bucketEnds, differences, POINTS_MAX, short } from './compact.ts';

/** All that is drawn over sessions, on one axis. `t` are differences of seconds. */
export interface SessionSeries {
  readonly t: readonly number[];
  readonly equity: Cells;
  readonly benchmark: Cells | null;
  readonly drawdown: Cells;
  readonly benchmarkDrawdown: Cells | null;
  readonly windows: readonly number[];
  readonly sharpe: readonly Cells[];
  readonly volatility: readonly Cells[];
  /** Over equity. */
  readonly gross: Cells;
  readonly net: Cells;
  /** By agent, on an axis of their own that is coarser when there are many. */
  readonly agentT: readonly number[];
  readonly profit: readonly Cells[];
  readonly weight: readonly Cells[];
}

type Cells = readonly (number | null)[];

const AGENT_POINTS_MAX = 30_000;

export function sessionSeries(result: BacktestResult): SessionSeries {
  const { daily, recording, agents, sessionsPerYear } = result;
  const { sessions, agentSessions } = recording;
  const ends = bucketEnds(daily.closeUs.length);
  const benchmark = daily.benchmarkReturns;
  const windows = rollingWindows(daily.closeUs.length);
  const agentEnds = bucketEnds(
    daily.closeUs.length,
    Math.min(POINTS_MAX, Math.floor(AGENT_POINTS_MAX / Math.max(1, agents.length))),
  );
  const byAgent = agents.map(() => ({ profit: filled(agentEnds.length), weight: filled(agentEnds.length) }));
  const placeOf = new Map(agentEnds.map((end, i) => [daily.closeUs[end], i]));
  for (let row = 0; row < agentSessions.count; row++) {
    const place = placeOf.get(agentSessions.closeUs[row]);
    const agent = byAgent[agentSessions.agent[row]];
    if (place === undefined || agent === undefined) continue;
    agent.profit[place] = short(agentSessions.profit[row]);
    agent.weight[place] = short(agentSessions.weight[row], 4);
  }
  const start = Number(result.summary.account.startEquity);
  const share = (exposure: Float64Array): Cells =>
    ends.map((end) =>
      end < sessions.count && daily.equity[end] > 0 ? short(exposure[end] / daily.equity[end], 4) : null,
    );
  const rolling = (returns: Float64Array, measure: (part: Float64Array, perYear: number) => number): Cells[] =>
    windows.map((window) =>
      ends.map((end) =>
        end + 1 < window ? null : short(measure(returns.subarray(end + 1 - window, end + 1), sessionsPerYear), 4),
      ),
    );
  return {
    t: differences(ends.map((end) => axisSeconds(daily.closeUs[end]))),
    equity: ends.map((end) => short(daily.equity[end], 7)),
    benchmark: benchmark === undefined ? null : pick(compounded(benchmark, start), ends, 7),
    drawdown: deepest(underwater(daily.returns), ends),
    benchmarkDrawdown: benchmark === undefined ? null : deepest(underwater(benchmark), ends),
    windows,
    sharpe: rolling(daily.returns, sharpeRatio),
    volatility: rolling(daily.returns, volatility),
    gross: share(sessions.grossExposure),
    net: share(sessions.netExposure),
    agentT: differences(agentEnds.map((end) => axisSeconds(daily.closeUs[end]))),
    profit: byAgent.map(({ profit }) => profit),
    weight: byAgent.map(({ weight }) => weight),
  };
}

/** A quarter and half a year of trading days; of short runs a sixth and a third; none below thirty sessions. */
function rollingWindows(sessions: number): number[] {
  if (sessions < 30) return [];
  return sessions >= 189 ? [63, 126] : [Math.max(10, Math.round(sessions / 6)), Math.max(20, Math.round(sessions / 3))];
}

function filled(length: number): (number | null)[] {
  return Array.from({ length }, () => null);
}

function compounded(returns: ArrayLike<number>, start: number): Float64Array {
  const values = new Float64Array(returns.length);
  let value = start;
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + returns[i];
    values[i] = value;
  }
  return values;
}

function pick(values: ArrayLike<number>, ends: readonly number[], digits: number): Cells {
  return ends.map((end) => short(values[end], digits));
}

/** The deepest of each bucket: thinning must not hide a trough. */
function deepest(depths: Float64Array, ends: readonly number[]): Cells {
  let from = 0;
  return ends.map((end) => {
    let depth = 0;
    for (; from <= end; from++) depth = Math.min(depth, depths[from]);
    return short(depth, 4);
  });
}
