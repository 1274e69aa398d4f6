/** A straight line through points, by least squares. */
export interface Slope {
  /** Per unit of x. */
  readonly slope: number;
  /** Half of the interval that holds the true slope with 95 %, had each point an error of its own. */
  readonly halfWidth: number;
}

export function slopeOf(xs: readonly number[], ys: readonly number[]): Slope {
  const n = xs.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [sxx, sxy] = [0, 0];
  for (let i = 0; i < n; i++) {
    sxx += (xs[i] - meanX) ** 2;
    sxy += (xs[i] - meanX) * (ys[i] - meanY);
  }
  const slope = sxy / sxx;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += (ys[i] - meanY - slope * (xs[i] - meanX)) ** 2;
  return { slope, halfWidth: 1.96 * Math.sqrt(rest / (n - 2) / sxx) };
}
