/**
 * Chebyshev coefficients of erfcx(x) / t in y = 2t - 1 with t = 2 / (2 + x), which maps [0, infinity) to (-1, 1]. Fitted at 60
 * nodes in 40 digits; 26 terms leave a relative error of 2e-16.
 */
const COEFFICIENTS = [
  0.5770337386164697, 0.3554369212704985, 0.06509515882878653, 0.003671142395836639, -0.0011128447433526325,
  -0.0001607582991537808, 3.278031574173137e-5, 5.442441645505016e-6, -1.5154665553171482e-6, -1.4297608181169865e-7,
  8.234608827419493e-8, -1.2962846852306563e-9, -4.154721631015199e-9, 6.347058278362811e-10, 1.4320822712256225e-10,
  -6.160390105204585e-11, 2.061213855472169e-12, 3.5714931488477047e-12, -8.586422843251797e-13, -6.145600213790654e-14,
  7.418725748596665e-14, -1.2895042755032882e-14, -2.3587263857101967e-15, 1.5729349381684295e-15,
  -2.278296623956336e-16, -6.312330450712425e-17,
];

/** e^(x²) erfc(x) for x >= 0: erfc without its underflow. */
export function erfcx(x: number): number {
  const t = 2 / (2 + x);
  const y = 2 * t - 1;
  let above = 0;
  let higher = 0;
  for (let k = COEFFICIENTS.length - 1; k > 0; k--) {
    const next = 2 * y * above - higher + COEFFICIENTS[k];
    higher = above;
    above = next;
  }
  return t * (y * above - higher + COEFFICIENTS[0]);
}

/** The error function, for any x. */
export function erf(x: number): number {
  const size = Math.abs(x);
  const value = 1 - Math.exp(-size * size) * erfcx(size);
  return x < 0 ? -value : value;
}
