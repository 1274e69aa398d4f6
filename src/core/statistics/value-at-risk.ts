import { assert } from '../base/assert.ts';
import { kurtosis, mean, skewness, standardDeviation } from './moments.ts';
import { normalPdf, normalQuantile } from './normal.ts';
import { quantile } from './quantiles.ts';
import { studentPdf, studentQuantile } from './student-t.ts';

/**
 * Value at risk (VaR) and expected shortfall (ES, also CVaR) of returns at a confidence such as 0.95, with p = 1 −
 * confidence: losses are positive, in the units of the returns (fractions of equity, or money where the returns are
 * profits). One period ahead. No returns give NaN. μ and σ are the sample's, ddof 1.
 */

/** The decay of RiskMetrics (1996) for daily data. */
const EWMA_DECAY = 0.94;

/** −quantile(x, p), type 7: what history says, nothing assumed. */
export function historicalValueAtRisk(returns: ArrayLike<number>, confidence: number): number {
  return -quantile(returns, tail(confidence));
}

/**
 * The mean loss of the worst share p (Rockafellar and Uryasev 2002): with x ascending and k = ⌊np⌋,
 * −[Σ_{i<=k} x_i + (np − k)·x_{k+1}]/(np). Coherent, and never less than the VaR.
 */
export function conditionalValueAtRisk(returns: ArrayLike<number>, confidence: number): number {
  const p = tail(confidence);
  if (returns.length === 0) return Number.NaN;
  const sorted = Float64Array.from(returns).sort();
  if (Number.isNaN(sorted[sorted.length - 1])) return Number.NaN;
  const weight = sorted.length * p;
  const whole = Math.floor(weight);
  let sum = 0;
  for (let i = 0; i < whole; i++) sum += sorted[i];
  if (weight > whole) sum += (weight - whole) * sorted[whole];
  return -sum / weight;
}

/** −(μ + zσ), z = Φ⁻¹(p). */
export function normalValueAtRisk(returns: ArrayLike<number>, confidence: number): number {
  return -(mean(returns) + normalQuantile(tail(confidence)) * standardDeviation(returns));
}

/** −(μ − σφ(z)/p). */
export function normalExpectedShortfall(returns: ArrayLike<number>, confidence: number): number {
  const p = tail(confidence);
  return -(mean(returns) - (standardDeviation(returns) * normalPdf(normalQuantile(p))) / p);
}

/** −(μ + σ·√((ν−2)/ν)·t_ν⁻¹(p)): fat tails at the sample's own variance; ν > 2. */
export function studentValueAtRisk(returns: ArrayLike<number>, confidence: number, degrees: number): number {
  return -(mean(returns) + studentScale(returns, degrees) * studentQuantile(tail(confidence), degrees));
}

/** The mean loss beyond it: −μ + σ·√((ν−2)/ν)·f(q)/p·(ν + q²)/(ν − 1), q = t_ν⁻¹(p) (McNeil, Frey and Embrechts 2005). */
export function studentExpectedShortfall(returns: ArrayLike<number>, confidence: number, degrees: number): number {
  const p = tail(confidence);
  const q = studentQuantile(p, degrees);
  const beyond = (studentPdf(q, degrees) / p) * ((degrees + q * q) / (degrees - 1));
  return -mean(returns) + studentScale(returns, degrees) * beyond;
}

function studentScale(returns: ArrayLike<number>, degrees: number): number {
  assert(degrees > 2, () => `a Student t with a variance wants more than 2 degrees of freedom, was ${degrees}`);
  return standardDeviation(returns) * Math.sqrt((degrees - 2) / degrees);
}

/**
 * −(μ + z'σ) with the Cornish-Fisher quantile z'. Where that expansion is no quantile function any more (the sample is too
 * skewed or too fat), the larger of the historical and the normal VaR stands in.
 */
export function cornishFisherValueAtRisk(returns: ArrayLike<number>, confidence: number): number {
  const deviation = standardDeviation(returns);
  if (deviation === 0) return -mean(returns);
  const z = cornishFisherQuantile(tail(confidence), skewness(returns), kurtosis(returns) - 3);
  if (z === undefined) {
    return Math.max(historicalValueAtRisk(returns, confidence), normalValueAtRisk(returns, confidence));
  }
  return -(mean(returns) + z * deviation);
}

/**
 * z' = z + (z²−1)S/6 + (z³−3z)K/24 − (2z³−5z)S²/36, S skewness, K excess kurtosis (Cornish and Fisher 1938; Maillard
 * 2012 on where it holds). `undefined` where it falls somewhere between −|z| and |z|: quantiles must rise.
 */
export function cornishFisherQuantile(p: number, skew: number, excessKurtosis: number): number | undefined {
  const z = normalQuantile(p);
  const square = (skew * skew) / 36;
  const curve = excessKurtosis / 8 - 6 * square;
  const tilt = skew / 3;
  const flat = 1 - excessKurtosis / 8 + 5 * square;
  const lowest = curve > 0 ? Math.max(-Math.abs(z), Math.min(Math.abs(z), -tilt / (2 * curve))) : z;
  for (const at of [z, -z, lowest]) {
    if (!(curve * at * at + tilt * at + flat > 0)) return undefined;
  }
  return z + ((z * z - 1) * skew) / 6 + ((z ** 3 - 3 * z) * excessKurtosis) / 24 - (2 * z ** 3 - 5 * z) * square;
}

/** The forecast σ for the period after the last return: σ² starts as x₀², then σ² ← λσ² + (1 − λ)x², mean taken as zero. */
export function ewmaVolatility(returns: ArrayLike<number>, decay = EWMA_DECAY): number {
  if (returns.length === 0) return Number.NaN;
  let square = returns[0] * returns[0];
  for (let i = 1; i < returns.length; i++) square = decay * square + (1 - decay) * returns[i] * returns[i];
  return Math.sqrt(square);
}

/** −z·σ of the EWMA forecast. */
export function ewmaValueAtRisk(returns: ArrayLike<number>, confidence: number, decay = EWMA_DECAY): number {
  return -normalQuantile(tail(confidence)) * ewmaVolatility(returns, decay);
}

/**
 * Filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper 1999) with the EWMA as filter: the returns from
 * index `skip` on, each over the σ forecast for its period, give the shape; the present forecast gives the scale:
 * −quantile(x_t/σ_t, p)·σ. A period whose forecast is 0 has no shape and is left out. NaN where none is left.
 */
export function filteredValueAtRisk(
  returns: ArrayLike<number>,
  confidence: number,
  decay = EWMA_DECAY,
  skip = 20,
): number {
  const p = tail(confidence);
  assert(skip >= 1, 'the first return has no forecast before it');
  if (returns.length <= skip) return Number.NaN;
  const shape = new Float64Array(returns.length - skip);
  let count = 0;
  let square = returns[0] * returns[0];
  for (let i = 1; i < returns.length; i++) {
    if (i >= skip && square > 0) shape[count++] = returns[i] / Math.sqrt(square);
    square = decay * square + (1 - decay) * returns[i] * returns[i];
  }
  return -quantile(shape.subarray(0, count), p) * Math.sqrt(square);
}

function tail(confidence: number): number {
  assert(confidence > 0 && confidence < 1, () => `a confidence lies between 0 and 1, was ${confidence}`);
  return 1 - confidence;
}
