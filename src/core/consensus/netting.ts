import { Allocator } from './allocate.ts';

/**
 * From shares to trades: what crosses inside between agents that want opposite things, and what is left for one external
 * order. Rows are agents; the arrays are valid until the next call.
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

  constructor(agents: number) {
    this.asks = new Float64Array(agents);
    this.crossed = new Float64Array(agents);
    this.givers = new Uint32Array(agents);
    this.receivers = new Uint32Array(agents);
    this.crossLots = new Float64Array(agents);
    this.allocator = new Allocator(agents);
    this.wanted = new Float64Array(agents);
    this.nothing = new Float64Array(agents);
    this.matched = new Float64Array(agents);
  }

  /** `shares` is where each agent should stand, `held` where it stands, in whole lots. */
  net(shares: Float64Array, held: Float64Array): void {
    const { crossed, asks } = this;
    let bought = 0;
    let sold = 0;
    for (let i = 0; i < shares.length; i++) {
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
      this.match(shares, held, 1, inside);
      this.match(shares, held, -1, inside);
      this.pair();
    }
    const side = Math.sign(this.lots);
    if (side === 0) return;
    for (let i = 0; i < shares.length; i++) asks[i] = Math.max(0, (shares[i] - held[i]) * side - crossed[i] * side);
  }

  /** How the lots that cross are spread over the agents of one side. */
  private match(shares: Float64Array, held: Float64Array, side: 1 | -1, inside: number): void {
    const { wanted, nothing, matched, crossed } = this;
    for (let i = 0; i < wanted.length; i++) wanted[i] = Math.max(0, (shares[i] - held[i]) * side);
    nothing.fill(0);
    this.allocator.allocate(wanted, nothing, inside, matched);
    for (let i = 0; i < wanted.length; i++) crossed[i] += matched[i] * side;
  }

  /** Givers and receivers in the order of agents, each pair taking what both have left. */
  private pair(): void {
    const { crossed, matched } = this;
    matched.set(crossed);
    let giver = 0;
    let receiver = 0;
    for (;;) {
      while (giver < matched.length && matched[giver] >= 0) giver += 1;
      while (receiver < matched.length && matched[receiver] <= 0) receiver += 1;
      if (giver === matched.length || receiver === matched.length) return;
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
