import type { BacktestResult } from '../backtest/result.ts';
import { namedRandom } from '../core/base/random.ts';
import { notionalFactor, priceOf } from '../core/model/instrument.ts';
import {
  type Baseline,
  baseline,
  buyAndHold,
  equalWeight,
  instrumentReturns,
  randomTiming,
  rebalanced,
} from '../core/results/baselines.ts';
import type { Honesty } from '../core/results/honesty.ts';

const DRAWS = 1_000;
/** Instruments times sessions that a thousand draws go through in about half a second. */
const CELLS_MAX = 400_000;
/** More instruments than these are not each bought and held: all of them together are. */
const HELD_MAX = 6;

/** What anybody could have had with the same instruments over the same sessions. */
export function baselinesOf(result: BacktestResult): Honesty['baselines'] {
  const { holdings, daily, instruments, sessionsPerYear, summary } = result;
  if (holdings.truncated || holdings.sessions !== daily.returns.length)
    return { rows: [], random: null, note: 'too many instruments and sessions to compare with' };
  if (holdings.sessions < 2) return { rows: [], random: null, note: 'needs two sessions' };
  const returns = instrumentReturns(holdings);
  const count = instruments.length;
  const row = (name: string, series: Float64Array): Baseline => baseline(name, series, sessionsPerYear);
  const rows = instruments
    .slice(0, count <= HELD_MAX ? count : 0)
    .map(({ name }, i) => row(`${name}, bought and held`, buyAndHold(returns, count, i)));
  if (count > 1) rows.push(row('equal parts, bought and held', equalWeight(returns, count)));
  rows.push(row('1/N, rebalanced each session', rebalanced(returns, count, costRates(result))));
  if (returns.length > CELLS_MAX)
    return { rows, random: null, note: 'too many instruments and sessions for a thousand random runs' };
  const random = randomTiming(
    { holdings, returns: daily.returns, equity: daily.equity },
    { random: namedRandom(summary.run.seed, 'honesty/random-timing'), draws: DRAWS },
  );
  const note = random === undefined ? 'what it held at the closes would have made the same at any other time' : null;
  return { rows, random: random ?? null, note };
}

/** Fees and slippage over what was traded, an instrument's own; of one that was not traded, those of all together. */
function costRates({ recording: { fills }, instruments, moneyScales }: BacktestResult): number[] {
  const traded = instruments.map(() => 0);
  const costs = instruments.map(() => 0);
  for (let row = 0; row < fills.count; row++) {
    const i = fills.instrument[row];
    const instrument = instruments[i];
    traded[i] +=
      Math.abs(fills.signedLots[row]) * priceOf(instrument, fills.priceTicks[row]) * notionalFactor(instrument);
    costs[i] += Number(fills.fee[row] + fills.slippage[row]) / 10 ** moneyScales[i];
  }
  const all = sum(traded) > 0 ? sum(costs) / sum(traded) : 0;
  return instruments.map((_, i) => Math.max(0, traded[i] > 0 ? costs[i] / traded[i] : all));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
