import type { Id } from '../base/ids.ts';

/** An order of a bracket or a one-cancels-other group, and what the broker holds of it. Sizes in lots. */
export interface LinkedOrder {
  readonly id: Id;
  /** By its terms. */
  readonly lots: number;
  readonly filledLots: number;
  readonly group: Id | undefined;
  readonly parent: Id | undefined;
  /** The size that the broker works, what filled of it included; 0: it has not been sent. */
  readonly sentLots: number;
  /** Nothing more happens to it: filled, cancelled, rejected, expired, refused. */
  readonly isDone: boolean;
  /** A request about it is not answered, or its outcome is unknown: nothing is asked of it meanwhile. */
  readonly isPending: boolean;
}

/** What to ask of a broker that does not link orders itself. `lots` is the whole size, what filled included. */
export type LinkAction =
  | { readonly kind: 'cancel' | 'drop'; readonly id: Id; readonly reason: 'oco' | 'parent' | 'exited' }
  | { readonly kind: 'send' | 'resize'; readonly id: Id; readonly lots: number };

/**
 * One-cancels-other and brackets where the broker has neither, by the rules of our own venue: a fill of one takes as much
 * from its siblings, a child works what its parent has filled, and what has nothing left to work ends (`drop`: it was never
 * sent). One thing is not like there: once a child has filled, what is left of its entry is cancelled, because an order that
 * is complete at a broker cannot grow with later fills of the entry. It depends on nothing but how the orders stand, so it may be asked after every report and after a restart; asking
 * again before the answers are in asks for nothing twice. `linked` are all orders of the bracket, dead ones too, in the order of their ids.
 */
export function linkActions(linked: readonly LinkedOrder[]): LinkAction[] {
  const actions: LinkAction[] = [];
  for (const order of linked) {
    if (order.isDone || order.isPending) continue;
    const { id, sentLots } = order;
    const taken = takenBy(linked, order);
    const may = Math.max(0, Math.min(order.lots, grantedTo(linked, order)) - taken);
    if (linked.some((child) => child.parent === id && child.filledLots > 0)) {
      actions.push({ kind: 'cancel', id, reason: 'exited' });
    } else if (isSpent(linked, order, taken)) {
      actions.push({ kind: sentLots > 0 ? 'cancel' : 'drop', id, reason: taken > 0 ? 'oco' : 'parent' });
    } else if (sentLots === 0) {
      if (may > 0) actions.push({ kind: 'send', id, lots: may });
    } else if (may <= order.filledLots) {
      actions.push({ kind: 'cancel', id, reason: 'oco' });
    } else if (may !== sentLots) actions.push({ kind: 'resize', id, lots: may });
  }
  return actions;
}

/** What filled beyond what the links allow: siblings that filled before a cancel came in time. To be undone by whoever decides. */
export function linkExcessLots(linked: readonly LinkedOrder[], group: Id): number {
  let filled = 0;
  let most = 0;
  for (const order of linked) {
    if (order.group !== group) continue;
    filled += order.filledLots;
    most = Math.max(most, Math.min(order.lots, grantedTo(linked, order)));
  }
  return Math.max(0, filled - most);
}

/** What the entry has filled and no child has closed or works to close: fills of the entry that outran its cancel. */
export function linkUncoveredLots(linked: readonly LinkedOrder[], parent: Id): number {
  const entry = linked.find(({ id }) => id === parent);
  let closed = 0;
  let working = 0;
  for (const child of linked) {
    if (child.parent !== parent) continue;
    closed += child.filledLots;
    if (!child.isDone) working = Math.max(working, child.lots - child.filledLots);
  }
  return Math.max(0, (entry?.filledLots ?? 0) - closed - working);
}

function takenBy(linked: readonly LinkedOrder[], order: LinkedOrder): number {
  let lots = 0;
  for (const sibling of linked) {
    if (sibling !== order && order.group !== undefined && sibling.group === order.group) lots += sibling.filledLots;
  }
  return lots;
}

/** All that its parent has filled; without one there is no bound, and a parent that is not among them has filled nothing. */
function grantedTo(linked: readonly LinkedOrder[], order: LinkedOrder): number {
  if (order.parent === undefined) return Number.POSITIVE_INFINITY;
  return linked.find(({ id }) => id === order.parent)?.filledLots ?? 0;
}

function isSpent(linked: readonly LinkedOrder[], order: LinkedOrder, taken: number): boolean {
  const isParentAlive = order.parent !== undefined && linked.find(({ id }) => id === order.parent)?.isDone === false;
  const granted = isParentAlive ? Number.POSITIVE_INFINITY : grantedTo(linked, order);
  return Math.min(order.lots, granted) - order.filledLots - taken <= 0;
}
