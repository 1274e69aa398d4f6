/**
 * Compensated summation (Neumaier 1974, after Kahan): the error of a sum stays near one rounding however many terms there
 * are, also when a term is larger than the sum so far. For long sums of statistics; money is exact and needs none.
 */
class NeumaierSum {
  private sum = 0;
  private lost = 0;

  add(term: number): void {
    const next = this.sum + term;
    this.lost += Math.abs(this.sum) >= Math.abs(term) ? this.sum - next + term : term - next + this.sum;
    this.sum = next;
  }

  /** An infinite sum is that infinity: what an overflow lost is not a number and is left out. */
  get value(): number {
    return Number.isFinite(this.sum) ? this.sum + this.lost : this.sum;
  }
}

/** The sum of the values, 0 for none. NaN where a value is NaN or infinities of both signs meet. */
export function neumaierSum(values: ArrayLike<number>): number {
  const sum = new NeumaierSum();
  for (let i = 0; i < values.length; i++) sum.add(values[i]);
  return sum.value;
}
