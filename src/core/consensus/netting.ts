import { Allocator } from './allocate.ts';

/**
 * From shares to trades: what crosses inside between agents that want opposite things, and what is left for one external
 * order. Rows are all owners; only those of `owners` are of the call, and valid until the next one.
 */
export class Netting {
  /** The external order, signed lots. */
  lots = 0;
  /** Each agent's ask of that order, lots >= 0; its side is that of the order. */
  readonly asks: Float64Array;
  /** Signed lots each agent receives by crossing; they add up to 0. */
  readonly crossed: Float64Array;
  /** The crosses one by one: `crossLots[k]` lots go from the agent `givers[k]` to `receivers[k]`. */
  crossCount = 0;
  readonly givers: Uint32Array;
  readonly receivers: Uint32Array;
  readonly crossLots: Float64Array;
  private readonly allocator: Allocator;
  private readonly wanted: Float64Array;
  private readonly nothing: Float64Array;
  private readonly matched: Float64Array;

  constructor(ownerCount: number) {
    this.asks = new Float64Array(ownerCount);
    this.crossed = new Float64Array(ownerCount);
    this.givers = new Uint32Array(ownerCount);
    this.receivers = new Uint32Array(ownerCount);
    this.crossLots = new Float64Array(ownerCount);
    this.allocator = new Allocator(ownerCount);
    this.wanted = new Float64Array(ownerCount);
    this.nothing = new Float64Array(ownerCount);
    this.matched = new Float64Array(ownerCount);
  }

  /** `shares` is where each of the owners should stand, `held` where it stands, in whole lots. */
  net(shares: Float64Array, held: Float64Array, owners: Int32Array): void {
    const { crossed, asks } = this;
    let bought = 0;
    let sold = 0;
    for (const i of owners) {
      const delta = shares[i] - held[i];
      if (delta > 0) bought += delta;
      else sold -= delta;
      crossed[i] = 0;
      asks[i] = 0;
    }
    this.lots = bought - sold;
    this.crossCount = 0;
    const inside = Math.min(bought, sold);
    if (inside > 0) {
      this.match(shares, held, 1, inside, owners);
      this.match(shares, held, -1, inside, owners);
      this.pair(owners);
    }
    const side = Math.sign(this.lots);
    if (side === 0) return;
    for (const i of owners) asks[i] = Math.max(0, (shares[i] - held[i]) * side - crossed[i] * side);
  }

  /** How the lots that cross are spread over the agents of one side. */
  private match(shares: Float64Array, held: Float64Array, side: 1 | -1, inside: number, owners: Int32Array): void {
    const { wanted, nothing, matched, crossed } = this;
    for (const i of owners) {
      wanted[i] = Math.max(0, (shares[i] - held[i]) * side);
      nothing[i] = 0;
    }
    this.allocator.allocate(wanted, nothing, inside, matched, owners);
    for (const i of owners) crossed[i] += matched[i] * side;
  }

  /** Givers and receivers in the order of the owners, each pair taking what both have left. */
  private pair(owners: Int32Array): void {
    const { crossed, matched } = this;
    const count = owners.length;
    for (const i of owners) matched[i] = crossed[i];
    let from = 0;
    let to = 0;
    for (;;) {
      while (from < count && matched[owners[from]] >= 0) from += 1;
      while (to < count && matched[owners[to]] <= 0) to += 1;
      if (from === count || to === count) return;
      const giver = owners[from];
      const receiver = owners[to];
      const lots = Math.min(-matched[giver], matched[receiver]);
      this.givers[this.crossCount] = giver;
      this.receivers[this.crossCount] = receiver;
      this.crossLots[this.crossCount] = lots;
      this.crossCount += 1;
      matched[giver] += lots;
      matched[receiver] -= lots;
    }
  }
}
