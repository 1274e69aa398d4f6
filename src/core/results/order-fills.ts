import type { Recording } from './recording.ts';

const LAST_STATES: ReadonlySet<string> = new Set(['filled', 'canceled', 'expired', 'rejected', 'denied']);

/** What became of each order: a cell an order of the recording, from one walk over fills, changes and updates. */
export class OrderFills {
  readonly rowOf: ReadonlyMap<number, number>;
  /** The size asked, as last replaced. */
  readonly askedLots: Float64Array;
  /** As last replaced. */
  readonly limitTicks: Float64Array;
  readonly stopTicks: Float64Array;
  readonly lots: Float64Array;
  readonly count: Float64Array;
  /** Σ lots · ticks */
  readonly paidTicks: Float64Array;
  /** In units of the instrument's currency. */
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
  /** NaN without a fill. */
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
  readonly lastTicks: Float64Array;
  /** When it ended; NaN while it works. */
  readonly endUs: Float64Array;

  constructor({ orders, fills, changes, updates }: Recording, moneyScales: readonly number[]) {
    const rows = orders.count;
    const rowOf = new Map<number, number>();
    this.rowOf = rowOf;
    for (let row = 0; row < rows; row++) rowOf.set(orders.id[row], row);
    this.askedLots = orders.lots.slice(0, rows);
    this.limitTicks = orders.limitTicks.slice(0, rows);
    this.stopTicks = orders.stopTicks.slice(0, rows);
    const column = (value = 0): Float64Array => new Float64Array(rows).fill(value);
    this.lots = column();
    this.count = column();
    this.paidTicks = column();
    this.fees = column();
    this.slippage = column();
    this.firstUs = column(Number.NaN);
    this.lastUs = column(Number.NaN);
    this.lastTicks = column(Number.NaN);
    this.endUs = column(Number.NaN);
    for (let k = 0; k < changes.count; k++) {
      const row = rowOf.get(changes.order[k]);
      if (row === undefined || changes.kind[k] !== 'replace') continue;
      if (changes.lots[k] > 0) this.askedLots[row] = changes.lots[k];
      if (!Number.isNaN(changes.limitTicks[k])) this.limitTicks[row] = changes.limitTicks[k];
      if (!Number.isNaN(changes.stopTicks[k])) this.stopTicks[row] = changes.stopTicks[k];
    }
    for (let k = 0; k < fills.count; k++) {
      const row = rowOf.get(fills.order[k]);
      if (row === undefined) continue;
      // A fill that was taken back counts against its side.
      const lots = fills.signedLots[k] * orders.side[row];
      const unit = 10 ** moneyScales[fills.instrument[k]];
      this.lots[row] += lots;
      this.paidTicks[row] += lots * fills.priceTicks[k];
      this.fees[row] += Number(fills.fee[k]) / unit;
      this.slippage[row] += Number(fills.slippage[k]) / unit;
      if (lots < 0) continue;
      this.count[row] += 1;
      if (Number.isNaN(this.firstUs[row])) this.firstUs[row] = fills.tsUs[k];
      this.lastUs[row] = fills.tsUs[k];
      this.lastTicks[row] = fills.priceTicks[k];
    }
    for (let k = 0; k < updates.count; k++) {
      const row = rowOf.get(updates.order[k]);
      if (row !== undefined && LAST_STATES.has(updates.state[k])) this.endUs[row] = updates.tsUs[k];
    }
  }
}
