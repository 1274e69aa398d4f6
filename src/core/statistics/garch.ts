import { assert } from '../base/assert.ts';
import { realisedVariance } from './realised.ts';
import { nelderMead } from './nelder-mead.ts';

/**
 * GARCH(1,1) (Bollerslev 1986): r_t = √σ²_t·z_t, σ²_{t+1} = ω + αr²_t + βσ²_t. Returns are not demeaned; variances are per
 * period, in squared units of the returns.
 */
export interface Garch {
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
}

/** ω̄ = ω/(1 − α − β), the variance in the long run; the model must be stationary, α + β < 1. */
export function longRunVariance({ omega, alpha, beta }: Garch): number {
  assert(alpha + beta < 1, () => `a stationary GARCH wants alpha + beta < 1, was ${alpha + beta}`);
  return omega / (1 - alpha - beta);
}

/** σ²_0 … σ²_n: n + 1 values, the variance of each return and at last the forecast for the one after the last. */
export function garchVariances(
  model: Garch,
  returns: ArrayLike<number>,
  initialVariance = longRunVariance(model),
): Float64Array {
  const variances = new Float64Array(returns.length + 1);
  variances[0] = initialVariance;
  for (let t = 0; t < returns.length; t++) {
    variances[t + 1] = model.omega + model.alpha * returns[t] * returns[t] + model.beta * variances[t];
  }
  return variances;
}

/** The variance expected `steps` periods ahead, given the one for the next: ω̄ + (α + β)^{steps−1}(σ² − ω̄). */
export function garchForecast(model: Garch, nextVariance: number, steps: number): number {
  const level = longRunVariance(model);
  return level + (model.alpha + model.beta) ** (steps - 1) * (nextVariance - level);
}

/** Σ −½(ln 2π + ln σ² + r²/σ²): the Gaussian log-likelihood. −∞ where a variance is not positive. */
export function garchLogLikelihood(model: Garch, returns: ArrayLike<number>, initialVariance: number): number {
  let square = initialVariance;
  let sum = 0;
  for (let t = 0; t < returns.length; t++) {
    if (!(square > 0)) return Number.NEGATIVE_INFINITY;
    sum -= 0.5 * (Math.log(2 * Math.PI * square) + (returns[t] * returns[t]) / square);
    square = model.omega + model.alpha * returns[t] * returns[t] + model.beta * square;
  }
  return sum;
}

export interface GarchFit extends Garch {
  readonly logLikelihood: number;
  readonly converged: boolean;
}

/**
 * Maximum likelihood by Nelder-Mead over ω > 0, α >= 0, β >= 0, α + β < 1, starting from the sample's mean square as σ²_0.
 * The search runs on returns scaled to a mean square of 1, so the units do not matter. `undefined` for fewer than 50
 * returns, or where they are all 0 or not finite: there is nothing to fit.
 */
export function fitGarch(returns: ArrayLike<number>): GarchFit | undefined {
  const square = realisedVariance(returns) / returns.length;
  if (returns.length < 50 || !(square > 0 && square < Number.POSITIVE_INFINITY)) return undefined;
  const scaled = Float64Array.from(returns, (value) => value / Math.sqrt(square));
  const objective = (point: Float64Array): number => {
    const [omega, alpha, beta] = point;
    if (!(omega > 0 && alpha >= 0 && beta >= 0 && alpha + beta < 1)) return Number.POSITIVE_INFINITY;
    return -garchLogLikelihood({ omega, alpha, beta }, scaled, 1);
  };
  const found = nelderMead(objective, [0.05, 0.08, 0.87], {
    steps: [0.02, 0.03, -0.05],
    tolerance: 1e-9,
    evaluationsMax: 4_000,
  });
  const [omega, alpha, beta] = found.point;
  return {
    omega: omega * square,
    alpha,
    beta,
    logLikelihood: -found.value - 0.5 * returns.length * Math.log(square),
    converged: found.converged,
  };
}
