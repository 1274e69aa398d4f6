import type { Id } from '../base/ids.ts';
import { splitLots, type SplitRatio } from '../model/split.ts';

/**
 * The one netted order that works in each instrument: whose asks it serves, what each of them has got, and what remains.
 * Sizes are lots, positive, of the order's side.
 */
export class WorkingOrders {
  /** 0 where none works. */
  readonly orderId: Float64Array;
  readonly side: Int8Array;
  readonly totalLots: Float64Array;
  readonly filledLots: Float64Array;
  /** Per instrument, one cell an owner. */
  readonly asks: readonly Float64Array[];
  readonly got: readonly Float64Array[];
  /** A cancel is on its way; what replaces it waits for the answer. */
  readonly cancelling: Uint8Array;

  constructor(instrumentCount: number, ownerCount: number) {
    this.orderId = new Float64Array(instrumentCount);
    this.side = new Int8Array(instrumentCount);
    this.totalLots = new Float64Array(instrumentCount);
    this.filledLots = new Float64Array(instrumentCount);
    this.cancelling = new Uint8Array(instrumentCount);
    this.asks = Array.from({ length: instrumentCount }, () => new Float64Array(ownerCount));
    this.got = Array.from({ length: instrumentCount }, () => new Float64Array(ownerCount));
  }

  /** The order leaves for what these owners ask, all >= 0 and of one side; nobody else asks for this instrument, then or later. */
  begin(instrument: number, orderId: Id, side: 1 | -1, asks: Float64Array, owners: Int32Array): void {
    const ours = this.asks[instrument];
    const got = this.got[instrument];
    let total = 0;
    for (const owner of owners) {
      total += asks[owner];
      ours[owner] = asks[owner];
      got[owner] = 0;
    }
    this.orderId[instrument] = orderId;
    this.side[instrument] = side;
    this.totalLots[instrument] = total;
    this.filledLots[instrument] = 0;
    this.cancelling[instrument] = 0;
  }

  /** What this owner still waits for, signed. */
  waiting(instrument: number, owner: number): number {
    if (this.orderId[instrument] === 0) return 0;
    return this.side[instrument] * (this.asks[instrument][owner] - this.got[instrument][owner]) + 0;
  }

  /** What each owner still waits for after a split: parts of what the order still works, which is rounded toward zero as a whole. */
  split(instrument: number, ratio: SplitRatio): void {
    const asks = this.asks[instrument];
    const got = this.got[instrument];
    let before = 0;
    let after = 0;
    for (let owner = 0; owner < asks.length; owner++) {
      before += asks[owner] - got[owner];
      const next = splitLots(before, ratio);
      asks[owner] = got[owner] + next - after;
      after = next;
    }
    this.totalLots[instrument] = this.filledLots[instrument] + after;
  }

  end(instrument: number): void {
    this.orderId[instrument] = 0;
    this.cancelling[instrument] = 0;
  }
}
