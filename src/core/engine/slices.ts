import type { Id } from '../base/ids.ts';
import { must } from '../base/assert.ts';
import { fieldsOf, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import { type SavedSlicer, Slicer, type SlicerState } from '../execution/slicing/slicer.ts';
import type { SlicingConfig } from '../execution/slicing/slicing-config.ts';
import { OrderOrigin, type OrderTerms } from '../model/order.ts';
import { type Report, ReportKind } from '../model/report.ts';
import type { Order } from '../orders/order.ts';
import type { RiskApproved } from '../risk/risk.ts';
import type { Account } from './account.ts';
import type { Placement } from './placement.ts';

interface Parent {
  readonly approved: RiskApproved<OrderTerms>;
  readonly decision: Id;
  readonly startUs: Us;
  readonly slicer: Slicer;
}

interface SavedParent {
  readonly instrument: number;
  readonly id: Id;
  readonly decision: Id;
  readonly startUs: Us;
  readonly children: readonly Id[];
  readonly slicer: SavedSlicer;
}

/**
 * Netted orders that are worked in slices: risk approves and reserves the parent as a whole, children leave one by one under
 * what is reserved, and the parent ends when the last child has. At most one an instrument, as of netted orders. The clock
 * of the slices is that of the inputs: instants, reports and timers.
 */
export class Slices {
  private readonly account: Account;
  private readonly placement: Placement;
  private readonly config: SlicingConfig | undefined;
  private readonly parents: (Parent | undefined)[];
  private readonly children = new Map<Id, number>();
  /** Best prices per instrument, NaN where there are none. */
  private readonly bidTicks: Float64Array;
  private readonly askTicks: Float64Array;
  private live = 0;
  /** The parent of this instrument has ended, whole or not. */
  private ended: (instrument: number, filled: boolean) => void = () => {};

  constructor(account: Account, placement: Placement) {
    this.account = account;
    this.placement = placement;
    this.config = account.spec.slicing;
    this.parents = account.instruments.map(() => undefined);
    this.bidTicks = new Float64Array(account.instrumentCount).fill(Number.NaN);
    this.askTicks = new Float64Array(account.instrumentCount).fill(Number.NaN);
  }

  /** Who is told when a parent ends. */
  tell(ended: (instrument: number, filled: boolean) => void): void {
    this.ended = ended;
  }

  get isOn(): boolean {
    return this.config !== undefined;
  }

  /** A netted order of this size is sliced; one that is no larger than the least child goes whole. */
  wanted(origin: OrderOrigin, lots: number): boolean {
    return this.config !== undefined && origin === OrderOrigin.target && lots > this.config.minLots;
  }

  active(instrument: number): boolean {
    return this.parents[instrument] !== undefined;
  }

  /** The parent that this order is a child of; itself where it is none. */
  parentOf(order: Id): Id {
    if (this.live === 0) return order;
    const instrument = this.children.get(order);
    const parent = instrument === undefined ? undefined : this.parents[instrument];
    return parent?.approved.orderId ?? order;
  }

  /** Takes on a parent that risk has approved; its first child may leave at once. */
  begin(approved: RiskApproved<OrderTerms>, decision: Id): void {
    const { nowUs } = this.account;
    const { instrument } = approved.value;
    this.parents[instrument] = { approved, decision, startUs: nowUs, slicer: this.slicerOf(approved, nowUs) };
    this.live += 1;
    this.record(instrument, 'working');
  }

  private slicerOf({ orderId: id, value }: RiskApproved<OrderTerms>, startUs: Us): Slicer {
    const { side, lots, limitTicks } = value;
    const config = must(this.config, 'orders are sliced by a configuration');
    return new Slicer(config, { id, side, lots, limitTicks, startUs }, this.account.spec.seed);
  }

  /** No child leaves any more, those that live are cancelled; it may have ended when this returns. */
  stop(instrument: number): void {
    const parent = this.parents[instrument];
    if (parent === undefined) return;
    parent.slicer.stop();
    this.step(instrument);
  }

  /** The moment at which the next slice is due, should nothing happen before. */
  get nextUs(): Us {
    if (this.live === 0) return Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const parent of this.parents) {
      if (parent !== undefined) next = Math.min(next, parent.slicer.nextUs(this.account.nowUs));
    }
    return next;
  }

  /** The best prices as they stand; a middle on the half tick leaves the nearest tick on either side. */
  quote(instrument: number, bidTicks: number, askTicks: number): void {
    this.bidTicks[instrument] = Math.floor(bidTicks);
    this.askTicks[instrument] = Math.ceil(askTicks);
  }

  /** Others have traded. */
  observe(instrument: number, lots: number): void {
    if (lots > 0) this.parents[instrument]?.slicer.observe(lots, this.account.nowUs);
  }

  /** The end of an instant, or a timer: what is due leaves. */
  stepAll(): void {
    if (this.live === 0) return;
    for (let i = 0; i < this.parents.length; i++) this.step(i);
  }

  /** A venue has said something about an order that may be a child, and the order's state is what it says. */
  onReport(order: Order, report: Report): void {
    const { instrument } = order.terms;
    const parent = this.parents[instrument];
    if (parent === undefined || !parent.slicer.onChild(order.id, order.filledLots, order.leavesLots)) return;
    if (report.kind === ReportKind.rejected) parent.slicer.onRejected();
    if (report.kind === ReportKind.cancelRejected) {
      // It is asked again at the next instant, and not at once: a venue that no longer has the order would say the same for ever.
      parent.slicer.onCancelRefused(order.id);
      return;
    }
    // What was taken back is the house's, and nobody asks for it again by itself: the rest is decided anew.
    if (report.kind === ReportKind.busted) parent.slicer.stop();
    this.step(instrument);
  }

  private step(instrument: number): void {
    const parent = this.parents[instrument];
    if (parent === undefined) return;
    const { account, placement } = this;
    const { slicer } = parent;
    const step = slicer.step(account.nowUs, this.bidTicks[instrument], this.askTicks[instrument]);
    const { state, lots, type, limitTicks, timeInForce } = step;
    for (const id of [...step.cancels]) {
      const child = account.orders.get(id);
      if (child !== undefined) placement.cancel(child);
    }
    if (lots > 0) {
      const orderId = account.orderId();
      const child = placement.child(parent.approved, { orderId, lots, type, limitTicks, timeInForce }, parent.decision);
      if (child !== undefined) {
        slicer.sent(orderId, lots);
        this.children.set(orderId, instrument);
      }
    }
    if (state !== 'working') this.end(instrument, state);
  }

  private end(instrument: number, state: SlicerState): void {
    this.record(instrument, state);
    const { approved } = must(this.parents[instrument], 'what ends was there');
    this.parents[instrument] = undefined;
    this.live -= 1;
    for (const [child, of] of this.children) if (of === instrument) this.children.delete(child);
    this.account.risk.onDone(approved.orderId);
    this.ended(instrument, state === 'filled');
  }

  private record(instrument: number, state: SlicerState): void {
    const { account } = this;
    const { approved, decision, slicer } = must(this.parents[instrument], 'a parent is on record while it is there');
    const { parents } = account.out;
    const row = account.out.add(parents);
    parents.id[row] = approved.orderId;
    parents.tsUs[row] = account.nowUs;
    parents.decision[row] = decision;
    parents.instrument[row] = instrument;
    parents.side[row] = approved.value.side;
    parents.lots[row] = approved.value.lots;
    parents.algorithm[row] = this.config?.algorithm ?? '';
    parents.state[row] = state;
    parents.filledLots[row] = slicer.filledLots;
  }

  save(): SavedState {
    const parents = this.parents.flatMap((parent, instrument): SavedParent[] => {
      if (parent === undefined) return [];
      const { approved, decision, startUs, slicer } = parent;
      const children = [...this.children].flatMap(([child, of]) => (of === instrument ? [child] : []));
      return [{ instrument, id: approved.orderId, decision, startUs, children, slicer: slicer.save() }];
    });
    const prices = (ticks: Float64Array): (number | null)[] =>
      Array.from(ticks, (value) => (Number.isNaN(value) ? null : value));
    return {
      parents: parents as unknown as SavedState,
      bids: prices(this.bidTicks),
      asks: prices(this.askTicks),
    };
  }

  /** What risk has reserved must be loaded before. */
  load(state: SavedState): void {
    const { parents, bids, asks } = fieldsOf(state, 'slices') as unknown as {
      parents: readonly SavedParent[];
      bids: readonly (number | null)[];
      asks: readonly (number | null)[];
    };
    bids.forEach((ticks, i) => (this.bidTicks[i] = ticks ?? Number.NaN));
    asks.forEach((ticks, i) => (this.askTicks[i] = ticks ?? Number.NaN));
    for (const { instrument, id, decision, startUs, children, slicer: saved } of parents) {
      const approved = must(this.account.risk.approvedOf(id), 'a parent at work is reserved for');
      const slicer = this.slicerOf(approved, startUs);
      slicer.load(saved);
      this.parents[instrument] = { approved, decision, startUs, slicer };
      this.live += 1;
      for (const child of children) this.children.set(child, instrument);
    }
  }
}
