import { assert } from '../base/assert.ts';

/** The special functions behind p-values and quantiles. Dimensionless; accurate to about 1e-13. */

/** ln Γ(x) for x > 0: shifted above 12 by Γ(x + 1) = xΓ(x), then Stirling's series (Abramowitz and Stegun 6.1.41). */
export function logGamma(x: number): number {
  assert(x > 0, () => `logGamma wants x > 0, was ${x}`);
  let shifted = x;
  let product = 1;
  while (shifted < 12) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / (shifted * shifted);
  let series = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) series = series * inverse + STIRLING[i];
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series / shifted - Math.log(product)
  );
}

const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/**
 * Q(a, x) = Γ(a, x) / Γ(a), the regularised upper incomplete gamma function, a > 0: the series of 1 − Q below a + 1,
 * Legendre's continued fraction above (Abramowitz and Stegun 6.5.29 and 6.5.31). 1 for x <= 0.
 */
export function upperGamma(a: number, x: number): number {
  assert(a > 0, () => `upperGamma wants a > 0, was ${a}`);
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  return (
    front *
    fraction(
      (n) => (n === 1 ? 1 : -(n - 1) * (n - 1 - a)),
      (n) => x + 2 * n - 1 - a,
    )
  );
}

/** The chance that a χ² variable with so many degrees of freedom exceeds x: the p-value of a likelihood ratio. */
export function chiSquareSurvival(x: number, degrees: number): number {
  return upperGamma(degrees / 2, x / 2);
}

/**
 * I_x(a, b), the regularised incomplete beta function, a and b > 0, x in [0, 1], by its continued fraction (Abramowitz
 * and Stegun 26.5.8), on the side where that converges quickly.
 */
export function regularisedBeta(x: number, a: number, b: number): number {
  assert(a > 0 && b > 0, () => `regularisedBeta wants a, b > 0, were ${a}, ${b}`);
  if (!(x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  return (
    front *
    fraction(
      (n) => (n === 1 ? 1 : betaTerm(n - 1, x, a, b)),
      () => 1,
    )
  );
}

function betaTerm(n: number, x: number, a: number, b: number): number {
  const m = n >> 1;
  return n % 2 === 0
    ? (m * (b - m) * x) / ((a + n - 1) * (a + n))
    : (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n));
}

/** t₁/(b₁ + t₂/(b₂ + …)) by the modified method of Lentz (Thompson and Barnett 1986). */
function fraction(top: (n: number) => number, bottom: (n: number) => number): number {
  const tiny = 1e-300;
  let value = tiny;
  let c = tiny;
  let d = 0;
  for (let n = 1; n <= 10_000; n++) {
    d = bottom(n) + top(n) * d;
    c = bottom(n) + top(n) / c;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    if (Math.abs(c) < tiny) c = tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}
