/** Variation within a window, from its log returns: not annualised, in squared returns. */

/** Σr²: consistent for the integrated variance, jumps included (Andersen and Bollerslev 1998). */
export function realisedVariance(logReturns: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < logReturns.length; i++) sum += logReturns[i] * logReturns[i];
  return sum;
}

/** π/2·Σ|r_t||r_{t−1}|, without an n/(n−1): a jump meets a small neighbour and drops out (Barndorff-Nielsen and Shephard 2004). */
export function bipowerVariation(logReturns: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 1; i < logReturns.length; i++) sum += Math.abs(logReturns[i]) * Math.abs(logReturns[i - 1]);
  return (Math.PI / 2) * sum;
}
