import { assert } from '../base/assert.ts';
import type { Id } from '../base/ids.ts';

interface Child {
  readonly id: Id;
  /** The step of the schedule in which it left. */
  readonly step: number;
  filledLots: number;
  leavesLots: number;
  isCancelling: boolean;
}

/** Each child as [id, step, filled, leaves, cancelling]. */
export interface ChildOrdersState {
  readonly totalLots: number;
  readonly children: readonly (readonly [id: Id, step: number, filled: number, leaves: number, cancelling: boolean])[];
}

/**
 * A parent order and its children: what is done, what works, what is left to send. It is told how each child stands, in
 * whole and not by differences, so that hearing the same twice does no harm. Children that have ended stay, for fills that
 * come late and busts: there are as many as slices were sent.
 */
export class ChildOrders {
  private total: number;
  private filled = 0;
  private working = 0;
  private readonly children = new Map<Id, Child>();

  constructor(totalLots: number) {
    this.total = totalLots;
  }

  get totalLots(): number {
    return this.total;
  }

  get filledLots(): number {
    return this.filled;
  }

  /** What children may still fill, those whose fate is unknown or whose cancel is on its way among them. */
  get workingLots(): number {
    return this.working;
  }

  /** What may be sent yet. */
  get leftLots(): number {
    return Math.max(0, this.total - this.filled - this.working);
  }

  /** What is done or works beyond the parent: after it was reduced, or after a fill of a child that had ended. */
  get excessLots(): number {
    return Math.max(0, this.filled + this.working - this.total);
  }

  /** The end of a live child is asked for, and not answered. */
  get isCancelling(): boolean {
    for (const child of this.children.values()) if (child.isCancelling && child.leavesLots > 0) return true;
    return false;
  }

  /** A child leaves; never more than what is left. */
  send(id: Id, lots: number, step: number): void {
    assert(!this.children.has(id), 'a child order is sent once');
    assert(Number.isSafeInteger(lots) && lots > 0 && lots <= this.leftLots, 'children never exceed their parent');
    this.children.set(id, { id, step, filledLots: 0, leavesLots: lots, isCancelling: false });
    this.working += lots;
  }

  /** How the child stands: all that it has filled, and what it may still fill (0 once it has ended). False for a stranger. */
  update(id: Id, filledLots: number, leavesLots: number): boolean {
    const child = this.children.get(id);
    if (child === undefined) return false;
    this.filled += filledLots - child.filledLots;
    this.working += leavesLots - child.leavesLots;
    child.filledLots = filledLots;
    child.leavesLots = leavesLots;
    return true;
  }

  /** The parent's new size. */
  resize(totalLots: number): void {
    this.total = totalLots;
  }

  /** The venue refused to cancel it: it may be asked again. */
  cancelRefused(id: Id): void {
    const child = this.children.get(id);
    if (child !== undefined) child.isCancelling = false;
  }

  /** Asks for the end of every live child that left before `step`, once; the ids go to `out`. */
  cancelBefore(step: number, out: Id[]): void {
    for (const child of this.children.values()) {
      if (child.step >= step || child.leavesLots === 0 || child.isCancelling) continue;
      child.isCancelling = true;
      out.push(child.id);
    }
  }

  /** Asks for the end of the youngest live children until those that stay fit the parent. */
  cancelExcess(out: Id[]): void {
    let staying = this.filled;
    for (const child of this.children.values()) {
      if (child.isCancelling) continue;
      if (child.leavesLots > 0 && staying + child.leavesLots > this.total) {
        child.isCancelling = true;
        out.push(child.id);
      } else staying += child.leavesLots;
    }
  }

  save(): ChildOrdersState {
    return {
      totalLots: this.total,
      children: Array.from(this.children.values(), (child) => [
        child.id,
        child.step,
        child.filledLots,
        child.leavesLots,
        child.isCancelling,
      ]),
    };
  }

  /** Into a fresh object. */
  load({ totalLots, children }: ChildOrdersState): void {
    this.total = totalLots;
    for (const [id, step, filledLots, leavesLots, isCancelling] of children) {
      this.children.set(id, { id, step, filledLots, leavesLots, isCancelling });
      this.filled += filledLots;
      this.working += leavesLots;
    }
  }
}
