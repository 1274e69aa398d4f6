import { mulDiv } from '../base/rounding.ts';
import type { BarEvent } from '../model/bar.ts';
import type { Side } from '../model/order.ts';

/** Prices as a side sees them: side x ticks, so that for buyer and seller alike a lower number is the better price. */
export type Signed = number;

/** The legs of a bar's path: to the first extreme, to the second, to the close. */
export const LEGS = 3;

/**
 * The way a bar is assumed to have gone: open, nearer extreme first (|H - O| < |O - L| ? H, L : L, H), close. Each leg
 * is monotone. Buyers walk it on the ask, sellers on the bid; `bar.open`, `high` and `low` (the middle of a quote bar)
 * decide the order of the extremes for both.
 *
 * The walk stands at a fraction of a leg, kept as a quotient of ticks so that nothing is lost; fractions of the two sides
 * compare by cross-multiplication, which is exact while (ticks of a leg)^2 < 2^53.
 */
export class BarPath {
  leg = 0;
  private readonly ask = new Float64Array(LEGS + 1);
  private readonly bid = new Float64Array(LEGS + 1);
  private numerator = 0;
  private denominator = 1;
  private foundNumerator = 0;
  private foundDenominator = 1;
  private keptNumerator = 0;
  private keptDenominator = 1;

  start(bar: BarEvent): void {
    const highFirst = bar.high - bar.open < bar.open - bar.low;
    const { ask, bid } = this;
    ask[0] = bar.askOpen;
    ask[1] = highFirst ? bar.askHigh : bar.askLow;
    ask[2] = highFirst ? bar.askLow : bar.askHigh;
    ask[3] = bar.askClose;
    bid[0] = bar.bidOpen;
    bid[1] = highFirst ? bar.bidHigh : bar.bidLow;
    bid[2] = highFirst ? bar.bidLow : bar.bidHigh;
    bid[3] = bar.bidClose;
    this.enter(0);
  }

  enter(leg: number): void {
    this.leg = leg;
    this.numerator = 0;
    this.denominator = 1;
  }

  /** Where a leg begins (0..2) or, as 3, the close. */
  corner(side: Side, index: number): Signed {
    return side * (side > 0 ? this.ask[index] : this.bid[index]);
  }

  /** The price at which this side trades where the walk stands; a fraction of a tick goes against the trader. */
  now(side: Side): Signed {
    const from = this.corner(side, this.leg);
    if (this.numerator === 0) return from;
    const length = this.corner(side, this.leg + 1) - from;
    if (length === this.denominator) return from + this.numerator;
    if (length === -this.denominator) return from - this.numerator;
    return from + mulDiv(length, this.numerator, this.denominator, 'ceil');
  }

  /** Finds the place of this leg where the side's price is `at`, the present price being here. */
  find(side: Side, at: Signed): void {
    const from = this.corner(side, this.leg);
    const length = this.corner(side, this.leg + 1) - from;
    if (length === 0 || at === this.now(side)) {
      this.foundNumerator = this.numerator;
      this.foundDenominator = this.denominator;
    } else {
      this.foundNumerator = Math.abs(at - from);
      this.foundDenominator = Math.abs(length);
    }
  }

  /** Whether the place found lies before the place kept; without one kept, yes. */
  isFoundBeforeKept(): boolean {
    return this.foundNumerator * this.keptDenominator < this.keptNumerator * this.foundDenominator;
  }

  keepFound(): void {
    this.keptNumerator = this.foundNumerator;
    this.keptDenominator = this.foundDenominator;
  }

  /** From here on any place found is before the one kept. */
  keepNothing(): void {
    this.keptNumerator = Number.POSITIVE_INFINITY;
    this.keptDenominator = 1;
  }

  moveToKept(): void {
    this.numerator = this.keptNumerator;
    this.denominator = this.keptDenominator;
  }
}
