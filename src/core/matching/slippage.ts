import { assert } from '../base/assert.ts';
import { type Decimal, decimalOf, multiply } from '../base/decimal.ts';
import { toward } from '../base/rounding.ts';
import type { BarEvent } from '../model/bar.ts';
import type { SplitRatio } from '../model/split.ts';
import { type Instrument, quantityOf } from '../model/instrument.ts';
import { BPS_SCALE, NotionalShare } from './notional.ts';

/** What taking liquidity costs beyond the price, on one instrument. Limit orders do not pay it. */
export interface Slippage {
  /**
   * The cost of one fill in units of the ledger's scale, >= 0, rounded up. `bar` is the bar that fills it; none where a
   * quote does, whose far side is the spread.
   */
  cost(ticks: number, lots: number, bar?: BarEvent): bigint;
  /** Called with each bar of the instrument after its path, when the model `observes`. */
  observe(bar: BarEvent): void;
  /** Prices it remembers become those of after a split. */
  split?(ratio: SplitRatio): void;
  /** What it remembers of bars, where it observes them; `load` takes it back. */
  save?(): readonly number[];
  load?(state: readonly number[]): void;
}

/** How slippage is estimated. It holds parameters only; a venue takes an estimator per instrument from it. */
export interface SlippageModel {
  /** It must see every bar, also while no order waits. */
  readonly observes: boolean;
  estimators(instruments: readonly Instrument[], ledgerScales: readonly number[]): readonly Slippage[];
}

class NoSlippage implements Slippage {
  cost(): bigint {
    return 0n;
  }

  observe(): void {}
}

export function noSlippage(): SlippageModel {
  return { observes: false, estimators: (instruments) => instruments.map(() => new NoSlippage()) };
}

class BpsSlippage implements Slippage {
  private readonly share: NotionalShare;

  constructor(share: NotionalShare) {
    this.share = share;
  }

  cost(ticks: number, lots: number): bigint {
    return this.share.of(ticks, lots);
  }

  observe(): void {}
}

/** A fixed number of basis points of the notional. */
export function bpsSlippage(bps: number): SlippageModel {
  assert(bps >= 0, 'slippage cannot be negative');
  const fraction = multiply(decimalOf(bps), { units: 1n, scale: BPS_SCALE });
  return {
    observes: false,
    estimators: (instruments, scales) =>
      instruments.map((instrument, i) => new BpsSlippage(new NotionalShare(instrument, scales[i], fraction))),
  };
}

class HalfSpread implements Slippage {
  private readonly share: NotionalShare;

  constructor(share: NotionalShare) {
    this.share = share;
  }

  cost(ticks: number, lots: number, bar?: BarEvent): bigint {
    return bar === undefined || isQuoted(bar) ? 0n : this.share.of(ticks, lots);
  }

  observe(): void {}
}

/** A bar with two sides: its fills have crossed the spread already. */
function isQuoted(bar: BarEvent): boolean {
  return (
    bar.askOpen !== bar.bidOpen ||
    bar.askHigh !== bar.bidHigh ||
    bar.askLow !== bar.bidLow ||
    bar.askClose !== bar.bidClose
  );
}

/**
 * Half of the spread. Of quote bars it is in the fill price already (buys at the ask, sells at the bid) and nothing is
 * added; trade bars pay half of `spreadBps`, which whoever configures trade bars must therefore give (default 0).
 */
export function halfSpreadSlippage(spreadBps = 0): SlippageModel {
  assert(spreadBps >= 0, 'a spread cannot be negative');
  const half: Decimal = { units: 5n, scale: BPS_SCALE + 1 };
  const fraction = multiply(decimalOf(spreadBps), half);
  return {
    observes: false,
    estimators: (instruments, scales) =>
      instruments.map((instrument, i) => new HalfSpread(new NotionalShare(instrument, scales[i], fraction))),
  };
}

export interface SquareRootOptions {
  /** Y, about 1. */
  readonly coefficient?: number;
  /** How many close-to-close returns the volatility looks back on. */
  readonly window?: number;
}

class SquareRootImpact implements Slippage {
  private readonly instrument: Instrument;
  private readonly notional: NotionalShare;
  private readonly coefficient: number;
  private readonly returns: Float64Array;
  private count = 0;
  private lastClose = Number.NaN;

  constructor(instrument: Instrument, ledgerScale: number, coefficient: number, window: number) {
    this.instrument = instrument;
    this.notional = new NotionalShare(instrument, ledgerScale, { units: 1n, scale: 0 });
    this.coefficient = coefficient;
    this.returns = new Float64Array(window);
  }

  cost(ticks: number, lots: number, bar?: BarEvent): bigint {
    assert(bar !== undefined, 'square-root impact is a share of a bar’s volume');
    assert(!Number.isNaN(bar.volume), () => `square-root impact wants a volume, ${this.instrument.name} has none`);
    const share = bar.volume > 0 ? quantityOf(this.instrument, lots) / bar.volume : 1;
    const impact = this.coefficient * this.volatility(bar) * Math.sqrt(share);
    return BigInt(toward(Number(this.notional.of(ticks, lots)) * impact, Number.POSITIVE_INFINITY));
  }

  observe(bar: BarEvent): void {
    if (this.lastClose > 0) {
      this.returns[this.count % this.returns.length] = bar.close / this.lastClose - 1;
      this.count += 1;
    }
    this.lastClose = bar.close;
  }

  split({ numerator, denominator }: SplitRatio): void {
    this.lastClose = (this.lastClose * denominator) / numerator;
  }

  /** A last close of 0 stands for none. */
  save(): readonly number[] {
    return [this.count, this.lastClose > 0 ? this.lastClose : 0, ...this.returns];
  }

  load([count, lastClose, ...returns]: readonly number[]): void {
    this.count = count;
    this.lastClose = lastClose;
    this.returns.set(returns);
  }

  /** Per bar. Until there are two returns the bar's own range stands in: larger than its standard deviation. */
  private volatility(bar: BarEvent): number {
    const n = Math.min(this.count, this.returns.length);
    if (n < 2) return bar.low > 0 ? bar.high / bar.low - 1 : 1;
    let mean = 0;
    for (let i = 0; i < n; i++) mean += this.returns[i];
    mean /= n;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (this.returns[i] - mean) ** 2;
    return Math.sqrt(squares / (n - 1));
  }
}

/**
 * The square-root law of impact: dP/P = Y sigma sqrt(Q/V), with sigma the standard deviation (n - 1) of the last `window`
 * close-to-close returns, Q the fill and V the volume of the bar that fills it.
 */
export function squareRootSlippage(options: SquareRootOptions = {}): SlippageModel {
  const { coefficient = 1, window = 20 } = options;
  assert(coefficient >= 0, 'the coefficient of impact cannot be negative');
  assert(Number.isInteger(window) && window >= 2, 'a volatility wants at least two returns');
  return {
    observes: true,
    estimators: (instruments, scales) =>
      instruments.map((instrument, i) => new SquareRootImpact(instrument, scales[i], coefficient, window)),
  };
}
