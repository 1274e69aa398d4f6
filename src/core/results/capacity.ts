import { squareRootImpact } from '../statistics/impact.ts';
import { mean, standardDeviation } from '../statistics/moments.ts';
import { compoundGrowth, sharpeRatio, totalReturn } from '../statistics/performance.ts';
import { instrumentReturns } from './baselines.ts';
import type { Holdings } from './holdings.ts';

/** Sessions before an order from which the volatility of its session is estimated. */
const VOLATILITY_SESSIONS = 20;
/** Steps of a quarter of a power of ten, from a tenth to a thousand times. */
const STEPS = Array.from({ length: 17 }, (_, k) => 10 ** ((k - 4) / 4));

/** An order as far as its impact goes. */
export interface Footprint {
  readonly session: number;
  readonly instrument: number;
  /** Units of the instrument. */
  readonly quantity: number;
  /** What was filled is worth, account currency. */
  readonly worth: number;
}

export interface CapacityPoint {
  /** Of the money that the run had. */
  readonly multiple: number;
  readonly startEquity: number;
  /** What impact took of what was traded. */
  readonly impactBps: number;
  readonly totalReturn: number;
  readonly cagr: number;
  readonly sharpe: number;
}

export interface Capacity {
  readonly points: readonly CapacityPoint[];
  /** Multiples at which the Sharpe ratio is half of that without impact, and at which the mean return is gone; NaN where there is none. */
  readonly half: number;
  readonly zero: number;
  /** The largest order over the volume of its session, at the size of the run. */
  readonly participationMax: number;
  /** Orders without a volume or a volatility: they cost nothing here. */
  readonly unknown: number;
}

export interface CapacityInput {
  readonly startEquity: number;
  /** At the closes of sessions. */
  readonly equity: ArrayLike<number>;
  /** Returns after the costs that do not grow with size. */
  readonly returns: ArrayLike<number>;
  readonly periodsPerYear: number;
  readonly orders: readonly Footprint[];
  /** Units that were traded, a row a session, a cell an instrument. */
  readonly volumes: Float64Array;
  readonly holdings: Holdings;
}

/**
 * What would be left with more money. Every order is made `multiple` times as large, as is the money, and pays square-root
 * impact σ√(Q/V) on top of what the run paid: V the volume of its session, σ the volatility of the sessions before. An order's
 * impact over equity is then √multiple times what it is at the size of the run, so one walk over the orders is enough for
 * all sizes. Prices are not moved by our orders beyond that, and all of each is filled: it is what the model says, not more.
 */
export function capacityOf(input: CapacityInput): Capacity | undefined {
  const { startEquity, equity, returns, periodsPerYear, orders, volumes, holdings } = input;
  const { instruments } = holdings;
  const market = instrumentReturns(holdings);
  const volatilities = new Map<number, number>();
  const impacts = new Float64Array(returns.length);
  let known = 0;
  let paid = 0;
  let traded = 0;
  let participationMax = 0;
  for (const { session, instrument, quantity, worth } of orders) {
    const cell = session * instruments + instrument;
    const volume = volumes[cell];
    let volatility = volatilities.get(cell);
    if (volatility === undefined) {
      volatility = volatilityBefore(market, instruments, session, instrument);
      volatilities.set(cell, volatility);
    }
    const before = session === 0 ? startEquity : equity[session - 1];
    if (!(volume > 0) || Number.isNaN(volatility) || !(before > 0)) continue;
    const impact = squareRootImpact(volatility, quantity, volume);
    impacts[session] += (impact * worth) / before;
    known += 1;
    paid += impact * worth;
    traded += worth;
    participationMax = Math.max(participationMax, Math.abs(quantity) / volume);
  }
  if (known === 0) return undefined;
  const at = (root: number): Float64Array =>
    Float64Array.from(impacts, (impact, t) => Math.max(-1, returns[t] - root * impact));
  const sharpe = (root: number): number => sharpeRatio(at(root), periodsPerYear);
  const points = STEPS.map((multiple) => {
    const net = at(Math.sqrt(multiple));
    return {
      multiple,
      startEquity: startEquity * multiple,
      impactBps: (paid / traded) * Math.sqrt(multiple) * 10_000,
      totalReturn: totalReturn(net),
      cagr: compoundGrowth(net, periodsPerYear),
      sharpe: sharpeRatio(net, periodsPerYear),
    };
  });
  const [gain, loss] = [mean(returns), mean(impacts)];
  const zero = gain > 0 && loss > 0 ? gain / loss : Number.NaN;
  const half = rootOf((root) => sharpe(root) - sharpe(0) / 2, zero);
  return { points, half: half ** 2, zero: zero ** 2, participationMax, unknown: orders.length - known };
}

/** Where what is positive at 0 and negative at `high` passes zero; NaN where it is not so. */
function rootOf(value: (x: number) => number, high: number): number {
  if (!(value(0) > 0)) return Number.NaN;
  let [low, top] = [0, high];
  for (let step = 0; step < 50; step++) {
    const middle = (low + top) / 2;
    if (value(middle) > 0) low = middle;
    else top = middle;
  }
  return (low + top) / 2;
}

/** Of the sessions before; at the start, where there are not as many, of all. */
function volatilityBefore(market: Float64Array, instruments: number, session: number, instrument: number): number {
  const from = session < VOLATILITY_SESSIONS ? 0 : session - VOLATILITY_SESSIONS;
  const to = session < VOLATILITY_SESSIONS ? market.length / instruments : session;
  const returns = Float64Array.from({ length: to - from }, (_, k) => market[(from + k) * instruments + instrument]);
  return standardDeviation(returns);
}
