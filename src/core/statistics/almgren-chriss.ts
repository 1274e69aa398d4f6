import { assert } from '../base/assert.ts';

/**
 * Optimal execution (Almgren and Chriss 2000): sell or buy X units in N equal intervals over the time T so that
 * E[cost] + λ·Var[cost] is least, with linear permanent and temporary impact. Any units, used alike throughout; costs come
 * out in currency units.
 */
export interface ExecutionProblem {
  /** X >= 0. */
  readonly quantity: number;
  /** T > 0. */
  readonly horizon: number;
  /** N >= 1. */
  readonly intervals: number;
  /** σ of the price, in currency units per √time (not a fraction). */
  readonly volatility: number;
  /** γ: how far one unit traded moves the price for good. */
  readonly permanentImpact: number;
  /** η: the extra price paid per unit of speed (units per time). */
  readonly temporaryImpact: number;
  /** ε: the fixed cost per unit, half the spread and fees. */
  readonly fixedCost: number;
  /** λ >= 0: what a unit of variance is worth; 0 sells evenly, ∞ at once. */
  readonly riskAversion: number;
}

export interface ExecutionPlan {
  /** x_0 = X, …, x_N = 0: what is left at the end of each interval. */
  readonly holdings: Float64Array;
  /** E, the expected shortfall against the arrival price. */
  readonly expectedCost: number;
  /** V, its variance. */
  readonly variance: number;
}

/** κ = acosh(½κ̃²τ² + 1)/τ with κ̃² = λσ²/η̃: how urgently the optimal plan sells, per time. */
export function urgency(problem: ExecutionProblem): number {
  const tau = problem.horizon / problem.intervals;
  const bend = ((problem.riskAversion * problem.volatility ** 2) / adjustedImpact(problem)) * tau * tau * 0.5;
  return Math.log1p(bend + Math.sqrt(bend * (bend + 2))) / tau;
}

/** The optimal plan: x_j = X·sinh(κ(T − t_j))/sinh(κT), the straight line where κ is 0. */
export function optimalExecution(problem: ExecutionProblem): ExecutionPlan {
  const kappa = urgency(problem);
  const tau = problem.horizon / problem.intervals;
  const holdings = new Float64Array(problem.intervals + 1);
  for (let j = 0; j < problem.intervals; j++) {
    holdings[j] =
      problem.quantity * sinhRatio(kappa * (problem.horizon - j * tau), kappa * problem.horizon, j, problem);
  }
  return planOf(problem, holdings);
}

/** The same amount in every interval. */
export function evenExecution(problem: ExecutionProblem): ExecutionPlan {
  const { quantity, intervals } = problem;
  return planOf(
    problem,
    Float64Array.from({ length: intervals + 1 }, (_, j) => (quantity * (intervals - j)) / intervals),
  );
}

/** Everything in the first interval. */
export function immediateExecution(problem: ExecutionProblem): ExecutionPlan {
  const holdings = new Float64Array(problem.intervals + 1);
  holdings[0] = problem.quantity;
  return planOf(problem, holdings);
}

/** E = ½γX² + εΣ|n| + (η̃/τ)Σn² and V = σ²τΣ_{k>=1} x_k² of any holdings that start at X and end at 0. */
export function planOf(problem: ExecutionProblem, holdings: Float64Array): ExecutionPlan {
  const tau = problem.horizon / problem.intervals;
  let traded = 0;
  let squares = 0;
  let carried = 0;
  for (let k = 1; k < holdings.length; k++) {
    const trade = holdings[k - 1] - holdings[k];
    traded += Math.abs(trade);
    squares += trade * trade;
    carried += holdings[k] * holdings[k];
  }
  const permanent = 0.5 * problem.permanentImpact * problem.quantity ** 2;
  return {
    holdings,
    expectedCost: permanent + problem.fixedCost * traded + (adjustedImpact(problem) / tau) * squares,
    variance: problem.volatility ** 2 * tau * carried,
  };
}

/** η̃ = η − ½γτ; an interval so long that this is not positive has no optimum. */
function adjustedImpact({ temporaryImpact, permanentImpact, horizon, intervals }: ExecutionProblem): number {
  const impact = temporaryImpact - (0.5 * permanentImpact * horizon) / intervals;
  assert(impact > 0, 'temporary impact must exceed half the permanent impact of an interval');
  return impact;
}

/** sinh(a)/sinh(b) for 0 <= a <= b, without the overflow of either; (N − j)/N where both are 0. */
function sinhRatio(a: number, b: number, j: number, { intervals }: ExecutionProblem): number {
  if (j === 0) return 1;
  if (b === 0) return (intervals - j) / intervals;
  if (b === Number.POSITIVE_INFINITY) return 0;
  return (Math.exp(a - b) * Math.expm1(-2 * a)) / Math.expm1(-2 * b);
}
