import { assert } from '../base/assert.ts';
import { IdTable } from '../base/id-table.ts';
import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import { type Report, ReportKind, type Reports } from '../model/report.ts';
import type { SplitRatio } from '../model/split.ts';
import { loadOrder, RestingOrder, type RestingOrderState, saveOrder } from './resting-order.ts';

/**
 * The orders at the venue: a list per instrument in time priority, over pooled objects. An order that ends stays in its
 * list, marked, until `compact`, so that lists may be walked while orders end.
 */
export class WaitingOrders {
  /** How many wait, per instrument. */
  readonly counts: Int32Array;
  /** How many wait in all. */
  size = 0;
  private readonly lists: readonly RestingOrder[][];
  private readonly byId = new IdTable<RestingOrder>();
  private readonly pool: RestingOrder[] = [];

  constructor(instruments: number) {
    this.counts = new Int32Array(instruments);
    this.lists = Array.from({ length: instruments }, () => []);
  }

  /** In time priority; ended ones among them. */
  of(instrument: number): readonly RestingOrder[] {
    return this.lists[instrument];
  }

  find(id: Id): RestingOrder | undefined {
    return this.byId.get(id);
  }

  /** A free object, for `add`. */
  blank(): RestingOrder {
    return this.pool.pop() ?? new RestingOrder();
  }

  /** Behind all others of its instrument. */
  add(order: RestingOrder): void {
    assert(!this.byId.has(order.id), () => `order ${order.id} was submitted twice`);
    this.byId.set(order.id, order);
    this.lists[order.instrument].push(order);
    this.counts[order.instrument] += 1;
    this.size += 1;
  }

  /** It loses its place in time. Never while its list is walked. */
  moveToBack(order: RestingOrder): void {
    const list = this.lists[order.instrument];
    list.push(...list.splice(list.indexOf(order), 1));
  }

  /** All of it has filled. */
  complete(order: RestingOrder, nowUs: Us, reports: Reports): void {
    this.remove(order, nowUs, reports);
  }

  end(order: RestingOrder, kind: 'cancelled' | 'expired', reason: string, nowUs: Us, reports: Reports): Report {
    const report = reports.add(ReportKind[kind], order.id, order.instrument, nowUs);
    report.reason = reason;
    this.remove(order, nowUs, reports);
    return report;
  }

  /** The instrument was split; what is too little to be worked after it ends. */
  split(instrument: number, ratio: SplitRatio, nowUs: Us, reports: Reports): void {
    for (const order of this.lists[instrument]) {
      if (!order.ended && !order.split(ratio)) this.end(order, 'cancelled', 'split', nowUs, reports);
    }
    this.compact(instrument);
  }

  /** Takes the ended ones out; call it when nobody walks the list. */
  compact(instrument: number): void {
    const list = this.lists[instrument];
    if (list.length === this.counts[instrument]) return;
    let kept = 0;
    for (let i = 0; i < list.length; i++) {
      const order = list[i];
      if (order.ended) this.pool.push(order);
      else list[kept++] = order;
    }
    while (list.length > kept) list.pop();
  }

  /** Every order that waits, by instrument, in time priority. */
  save(): RestingOrderState[] {
    return this.lists.flatMap((list) => list.filter((order) => !order.ended).map(saveOrder));
  }

  /** Into an empty book. */
  load(states: readonly RestingOrderState[]): void {
    assert(this.byId.size === 0, 'orders are loaded before the first is added');
    for (const state of states) {
      const order = this.blank();
      loadOrder(order, state);
      this.add(order);
    }
  }

  private remove(order: RestingOrder, nowUs: Us, reports: Reports): void {
    order.ended = true;
    this.byId.delete(order.id);
    this.counts[order.instrument] -= 1;
    this.size -= 1;
    if (order.hasChildren) this.orphan(order, nowUs, reports);
  }

  /** Children work what their parent filled and no more; one that has nothing left to work ends with it. */
  private orphan(parent: RestingOrder, nowUs: Us, reports: Reports): void {
    const list = this.lists[parent.instrument];
    for (let i = 0; i < list.length; i++) {
      const child = list[i];
      if (child.ended || child.parent !== parent.id) continue;
      child.isParentAlive = false;
      this.endIfSpent(child, nowUs, reports);
    }
  }

  /** After a fill: siblings may fill that much less, and end when nothing is left for them. */
  shrinkSiblings(order: RestingOrder, lots: number, nowUs: Us, reports: Reports): void {
    const list = this.lists[order.instrument];
    for (let i = 0; i < list.length; i++) {
      const sibling = list[i];
      if (sibling.ended || sibling === order || sibling.group !== order.group) continue;
      sibling.taken += lots;
      sibling.count();
      this.endIfSpent(sibling, nowUs, reports);
    }
  }

  /** An order that may never fill more, though its terms ask for more. */
  endIfSpent(order: RestingOrder, nowUs: Us, reports: Reports): void {
    if (order.isSpent && !order.ended) this.end(order, 'cancelled', order.taken > 0 ? 'oco' : 'parent', nowUs, reports);
  }
}
