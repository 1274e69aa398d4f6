import { normalCdf, normalQuantile } from './normal.ts';

/**
 * How much a Sharpe ratio is worth. Sharpe ratios here are per period, not annualised; n counts periods; kurtosis is raw
 * (3 is normal). Sources: Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier" (2012) and "The Deflated
 * Sharpe Ratio" (2014); Lo, "The Statistics of Sharpe Ratios" (2002).
 */
export interface SharpeSample {
  readonly sharpe: number;
  readonly periods: number;
  readonly skewness: number;
  readonly kurtosis: number;
}

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * PSR: the chance that the true Sharpe ratio exceeds `reference`, Φ[(SR − SR*)√(n−1)/√(1 − γ₃SR + (γ₄−1)/4·SR²)].
 * NaN for fewer than two periods or where the moments contradict each other (a square <= 0).
 */
export function probabilisticSharpe(sample: SharpeSample, reference = 0): number {
  const square = spread(sample);
  if (sample.periods < 2 || !(square > 0)) return Number.NaN;
  return normalCdf(((sample.sharpe - reference) * Math.sqrt(sample.periods - 1)) / Math.sqrt(square));
}

/**
 * E[max] of so many independent standard normal draws, (1−γ)Φ⁻¹(1 − 1/N) + γΦ⁻¹(1 − 1/(Ne)): the Sharpe ratio that luck
 * alone finds, in standard deviations. 0 for a single trial.
 */
export function expectedMaximum(trials: number): number {
  if (trials <= 1) return 0;
  return (
    (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / trials) +
    EULER_MASCHERONI * normalQuantile(1 - 1 / (trials * Math.E))
  );
}

/** SR₀: the Sharpe ratio to be expected of the best of `trials` worthless strategies, whose ratios vary by `trialVariance`. */
export function luckySharpe(trials: number, trialVariance: number): number {
  return Math.sqrt(trialVariance) * expectedMaximum(trials);
}

/** DSR: the PSR against SR₀. All trials count, the discarded ones too. */
export function deflatedSharpe(sample: SharpeSample, trials: number, trialVariance: number): number {
  return probabilisticSharpe(sample, luckySharpe(trials, trialVariance));
}

/**
 * The periods needed to say with `confidence` that the Sharpe ratio exceeds `reference`:
 * 1 + (1 − γ₃SR + (γ₄−1)/4·SR²)(z/(SR − SR*))². +∞ where it does not exceed it.
 */
export function minimumTrackRecord(sample: Omit<SharpeSample, 'periods'>, reference = 0, confidence = 0.95): number {
  if (sample.sharpe <= reference) return Number.POSITIVE_INFINITY;
  return 1 + spread(sample) * (normalQuantile(confidence) / (sample.sharpe - reference)) ** 2;
}

/** The years below which the best of `trials` worthless strategies is expected to show this annual Sharpe: (E[max]/SR)². */
export function minimumBacktestYears(trials: number, annualSharpe = 1): number {
  return (expectedMaximum(trials) / annualSharpe) ** 2;
}

/** The standard error of a Sharpe ratio of independent returns, √((1 + SR²/2)/n). */
export function sharpeStandardError(sharpe: number, periods: number): number {
  return Math.sqrt((1 + (sharpe * sharpe) / 2) / periods);
}

/**
 * η(q) = q/√(q + 2Σ_{k<q}(q − k)ρᵏ): what the Sharpe ratio of one period is multiplied with for q periods when returns
 * follow an AR(1) with autocorrelation ρ. √q where ρ is 0.
 */
export function sharpeAnnualisation(periods: number, autocorrelation: number): number {
  let sum = periods;
  let power = 1;
  for (let k = 1; k < periods; k++) {
    power *= autocorrelation;
    sum += 2 * (periods - k) * power;
  }
  return periods / Math.sqrt(sum);
}

function spread({ sharpe, skewness, kurtosis }: Omit<SharpeSample, 'periods'>): number {
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
}
