import { unreachable } from '../base/assert.ts';
import { namedRandom } from '../base/random.ts';
import { monteCarloTailRisk, standardNormals } from '../statistics/monte-carlo.ts';
import {
  cornishFisherValueAtRisk,
  ewmaValueAtRisk,
  filteredValueAtRisk,
  historicalValueAtRisk,
  normalValueAtRisk,
} from '../statistics/value-at-risk.ts';
import { SESSIONS_KEPT, SESSIONS_WANTED, type SessionReturns } from './session-returns.ts';

export const ValueAtRiskMethod = {
  historical: 'historical',
  normal: 'normal',
  cornishFisher: 'cornish-fisher',
  ewma: 'ewma',
  /** filtered historical simulation */ filtered: 'filtered',
  /** joint normal draws with the Ledoit-Wolf covariance */ monteCarlo: 'monte-carlo',
} as const;
export type ValueAtRiskMethod = (typeof ValueAtRiskMethod)[keyof typeof ValueAtRiskMethod];

const SCENARIOS = 2_000;

/**
 * One-day value at risk of the present positions: what they would have gained and lost in each of the past sessions, put
 * to the method. Work: held instruments x sessions (Monte Carlo: and scenarios).
 */
export class PortfolioVar {
  private readonly method: ValueAtRiskMethod;
  confidence: number;
  private readonly returns: SessionReturns;
  private readonly seed: number;
  private readonly profits = new Float64Array(SESSIONS_KEPT);
  /** Drawn once per number of instruments: with common random numbers two days compare without noise. */
  private normals: Float64Array = new Float64Array(0);
  private normalsFor = 0;

  constructor(method: ValueAtRiskMethod, confidence: number, returns: SessionReturns, seed: number) {
    this.method = method;
    this.confidence = confidence;
    this.returns = returns;
    this.seed = seed;
  }

  /**
   * A loss >= 0 in account currency, for signed notionals per instrument; NaN before there are 60 sessions, or where a
   * notional is not known. Instruments with fewer returns of their own are left out: the caller warns.
   */
  of(notionals: Float64Array): number {
    const { returns } = this;
    if (returns.count < SESSIONS_WANTED) return Number.NaN;
    let held = 0;
    const profits = this.profits.subarray(0, returns.count);
    profits.fill(0);
    for (let i = 0; i < notionals.length; i++) {
      if (notionals[i] === 0 || !returns.enough(i)) continue;
      if (Number.isNaN(notionals[i])) return Number.NaN;
      held += 1;
      returns.addTo(profits, i, notionals[i]);
    }
    if (held === 0) return 0;
    return Math.max(0, this.lossOf(profits, notionals));
  }

  private lossOf(profits: Float64Array, notionals: Float64Array): number {
    const { method, confidence } = this;
    switch (method) {
      case 'historical':
        return historicalValueAtRisk(profits, confidence);
      case 'normal':
        return normalValueAtRisk(profits, confidence);
      case 'cornish-fisher':
        return cornishFisherValueAtRisk(profits, confidence);
      case 'ewma':
        return ewmaValueAtRisk(profits, confidence);
      case 'filtered':
        return filteredValueAtRisk(profits, confidence);
      case 'monte-carlo':
        return this.simulated(notionals);
      default:
        return unreachable(method);
    }
  }

  private simulated(notionals: Float64Array): number {
    const { returns } = this;
    const columns: Float64Array[] = [];
    const exposures: number[] = [];
    for (let i = 0; i < notionals.length; i++) {
      if (notionals[i] === 0 || !returns.enough(i)) continue;
      const column = new Float64Array(returns.count);
      returns.addTo(column, i, 1);
      columns.push(column);
      exposures.push(notionals[i]);
    }
    if (this.normalsFor !== columns.length) {
      this.normals = standardNormals(namedRandom(this.seed, 'risk/value-at-risk'), SCENARIOS, columns.length);
      this.normalsFor = columns.length;
    }
    return monteCarloTailRisk(exposures, columns, this.confidence, this.normals).valueAtRisk;
  }
}
