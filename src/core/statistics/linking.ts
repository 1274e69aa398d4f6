/**
 * What each period's parts are multiplied with so that over all periods they add up to the compound difference
 * Π(1 + r) − Π(1 + b): kₜ/k with kₜ = (ln(1 + rₜ) − ln(1 + bₜ))/(rₜ − bₜ), 1/(1 + rₜ) where the two are equal, and k the same
 * of the whole time (Cariño 1999, "Combining attribution effects over time"). Without a benchmark it links contributions to a
 * return. undefined once anything was lost whole: a return of −1 or less has no logarithm.
 */
export function carinoLinks(returns: ArrayLike<number>, benchmark?: ArrayLike<number>): Float64Array | undefined {
  const links = new Float64Array(returns.length);
  let growth = 0;
  let beside = 0;
  for (let t = 0; t < links.length; t++) {
    const against = benchmark === undefined ? 0 : benchmark[t];
    if (!(returns[t] > -1) || !(against > -1)) return undefined;
    const [log, logAgainst] = [Math.log1p(returns[t]), Math.log1p(against)];
    links[t] = coefficient(log, logAgainst);
    growth += log;
    beside += logAgainst;
  }
  const whole = coefficient(growth, beside);
  for (let t = 0; t < links.length; t++) links[t] /= whole;
  return links;
}

/** (a − b)/(eᵃ − eᵇ), of logarithms of growth; where they are next to each other the difference of powers has no digits left. */
function coefficient(log: number, against: number): number {
  const difference = log - against;
  return difference === 0 ? Math.exp(-against) : difference / (Math.exp(against) * Math.expm1(difference));
}
