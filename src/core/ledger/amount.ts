/** Units of a currency: a number while it is a safe integer, else a bigint. */
export type Units = number | bigint;

/** The same units, as a number where they fit. */
export function unitsOf(value: bigint): Units {
  if (value === 0n) return 0;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/**
 * An exact sum of units that may outgrow 2^53. What fits a number is added as one, which is nearly all there is: a BigInt is an
 * object for each result, and fills are made of sums.
 */
export class Amount {
  /** The sum where it is a safe integer, and then the other is 0. */
  private small = 0;
  private large = 0n;

  get value(): bigint {
    return this.large === 0n ? BigInt(this.small) : this.large;
  }

  set value(value: bigint) {
    const units = unitsOf(value);
    this.small = typeof units === 'number' ? units : 0;
    this.large = typeof units === 'number' ? 0n : units;
  }

  /** Units that are a number must be a safe integer. */
  add(units: Units): void {
    const sum = typeof units === 'number' ? this.small + units : Number.NaN;
    if (Math.abs(sum) <= Number.MAX_SAFE_INTEGER && this.large === 0n) this.small = sum;
    else this.value += BigInt(units);
  }

  /** `lots` times `each`: of numbers, both safe integers. */
  addProduct(lots: number, each: Units): void {
    const product = typeof each === 'number' ? lots * each : Number.NaN;
    this.add(Number.isSafeInteger(product) ? product : BigInt(lots) * BigInt(each));
  }

  /** The nearest float. */
  toNumber(): number {
    return this.large === 0n ? this.small : Number(this.large);
  }

  /** Itself as a number where it fits. */
  get units(): Units {
    return this.large === 0n ? this.small : this.large;
  }
}
