import { assert } from '../base/assert.ts';
import { divide, mulDiv } from '../base/rounding.ts';
import { Amount, type Units } from './amount.ts';
import { Lots } from './lots.ts';

export const CostMethod = { average: 'average', fifo: 'fifo' } as const;
export type CostMethod = (typeof CostMethod)[keyof typeof CostMethod];

export interface HoldingState {
  readonly lots: number;
  readonly cost: string;
  readonly realised: string;
  /** What stands together, oldest first, and what it cost in all; fifo only. */
  readonly open: readonly (readonly [size: number, cost: string])[];
}

/**
 * One owner's position in one instrument. `cost` is signed like the position (a short has a negative cost: what its
 * sale brought), `realised` is the profit of what was closed, before fees and slippage; both in units of the currency.
 * Always: realised - cost = Σ -(lots traded * price) + Σ what splits paid for fractions, to the unit, whatever the cost method.
 */
export class Holding {
  lots = 0;
  private readonly paid = new Amount();
  private readonly gained = new Amount();
  private readonly open: Lots | undefined;

  constructor(method: CostMethod) {
    this.open = method === 'fifo' ? new Lots() : undefined;
  }

  get cost(): bigint {
    return this.paid.value;
  }

  get realised(): bigint {
    return this.gained.value;
  }

  /** The cost over a worth, as a float; NaN when flat. */
  costOver(worth: number): number {
    return this.lots === 0 ? Number.NaN : this.paid.toNumber() / worth;
  }

  /** `signedLots` > 0 buys. A trade through zero closes all there is and opens the rest at the same price. */
  trade(signedLots: number, valuePerLot: Units): void {
    const after = this.lots + signedLots;
    assert(Number.isSafeInteger(after), 'a position does not fit 2^53 lots');
    const opposite = this.lots !== 0 && this.lots > 0 !== signedLots > 0;
    const closed = opposite ? Math.min(Math.abs(signedLots), Math.abs(this.lots)) : 0;
    const opened = Math.abs(signedLots) - closed;
    if (closed > 0) this.close(closed, valuePerLot);
    if (opened > 0) this.add(Math.sign(signedLots) * opened, valuePerLot);
  }

  /**
   * Each lot has become numerator / denominator lots, of which `after` are kept whole. The fraction that went was sold for
   * `cash`; one that came was bought for -`cash`. Units of the currency.
   */
  split(after: number, numerator: number, denominator: number, cash: bigint): void {
    if (this.lots === 0) return;
    const sign = this.lots > 0 ? 1n : -1n;
    const whole = sign * BigInt(this.lots) * BigInt(numerator);
    const gone = whole - sign * BigInt(after) * BigInt(denominator);
    const bought = gone < 0n ? -sign * cash : 0n;
    const fifo = this.open?.split(Math.abs(after), numerator, denominator, bought, sign > 0n ? 'ceil' : 'floor');
    if (gone > 0n) {
      const removed = fifo === undefined ? divide(this.cost * gone, whole, 'ceil') : sign * fifo;
      this.gained.add(cash - removed);
      this.paid.add(-removed);
    } else {
      this.paid.add(sign * bought);
    }
    this.lots = after;
  }

  save(): HoldingState {
    return {
      lots: this.lots,
      cost: String(this.cost),
      realised: String(this.realised),
      open: this.open?.save() ?? [],
    };
  }

  load(state: HoldingState): void {
    this.lots = state.lots;
    this.paid.value = BigInt(state.cost);
    this.gained.value = BigInt(state.realised);
    this.open?.load(state.open);
  }

  private add(signedLots: number, valuePerLot: Units): void {
    this.open?.open(Math.abs(signedLots), BigInt(valuePerLot));
    this.paid.addProduct(signedLots, valuePerLot);
    this.lots += signedLots;
  }

  private close(size: number, valuePerLot: Units): void {
    const sign = this.lots > 0 ? 1 : -1;
    const removed = this.removedCost(size, sign);
    this.gained.addProduct(sign * size, valuePerLot);
    this.gained.add(-removed);
    this.paid.add(-removed);
    this.lots -= sign * size;
  }

  /**
   * Average cost is rounded up: what is realised now is never more than the exact share, and the fraction of a unit
   * stays with the lots that remain, so that nothing is lost when the last one goes.
   */
  private removedCost(size: number, sign: number): Units {
    if (this.open !== undefined) return BigInt(sign) * this.open.close(size, sign > 0 ? 'ceil' : 'floor');
    const held = Math.abs(this.lots);
    const { units } = this.paid;
    if (size === held) return units;
    if (typeof units === 'number') return mulDiv(units, size, held, 'ceil');
    return divide(units * BigInt(size), BigInt(held), 'ceil');
  }
}
