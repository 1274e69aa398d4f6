/** Where an order stands, in the field's terms. */
export const ORDER_STATES = [
  'initialized',
  'submitted',
  'accepted',
  'triggered',
  'partiallyFilled',
  'pendingUpdate',
  'pendingCancel',
  /** it was sent and nobody can say what became of it: a time-out is no rejection */
  'unknown',
  'filled',
  'canceled',
  'rejected',
  'expired',
  /** refused by ourselves, never sent */
  'denied',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What may happen to an order: what we do (deny, submit, request, lose), and what the venue says. */
export const ORDER_EVENTS = [
  'deny',
  'submit',
  'accept',
  'reject',
  'trigger',
  'requestUpdate',
  'update',
  'rejectUpdate',
  'requestCancel',
  'cancel',
  'rejectCancel',
  'expire',
  /** a fill after which lots remain */
  'partialFill',
  /** a fill after which none remain */
  'fill',
  /** a fill is taken back; nothing is filled any more */
  'bustAll',
  /** a fill is taken back; some is still filled, and lots remain */
  'bustPart',
  /** a fill is taken back of an order that stays complete: it had been overfilled */
  'bustExcess',
  /** no answer came in time */
  'lose',
] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

export const ORDER_REFUSALS = [
  /** it has ended */ 'closed',
  /** only an order that was sent can be asked about */ 'not-sent',
  'already-sent',
  /** the same was said before */ 'duplicate',
  /** an answer to a request that is not open */ 'not-pending',
  /** a cancel is on its way: no update any more */ 'cancel-pending',
  /** ask the venue first: sending again could do it twice */ 'outcome-unknown',
  /** what has traded cannot be rejected */ 'partly-filled',
  /** the fill to take back was never reported */ 'unknown-fill',
  /** the fill to take back was reported with another size or price */ 'fill-differs',
] as const;
export type OrderRefusal = (typeof ORDER_REFUSALS)[number];

/**
 * A state to go to, a refusal, or `under`: back to the state that lies beneath. Waiting for an answer, not knowing, and
 * being filled lie over another state, to which a refused request, an answer or a bust returns; what happens meanwhile
 * (a fill while a cancel is pending) happens to that one too.
 */
type Cell = OrderState | OrderRefusal | 'under';
type Row = Readonly<Record<OrderEvent, Cell>>;

const SENT = {
  deny: 'already-sent',
  submit: 'already-sent',
  reject: 'rejected',
  requestUpdate: 'pendingUpdate',
  rejectUpdate: 'not-pending',
  requestCancel: 'pendingCancel',
  cancel: 'canceled',
  rejectCancel: 'not-pending',
  expire: 'expired',
  partialFill: 'partiallyFilled',
  fill: 'filled',
  bustPart: 'partiallyFilled',
  lose: 'unknown',
} as const;

const CLOSED = Object.fromEntries(ORDER_EVENTS.map((event) => [event, 'closed'])) as Readonly<
  Record<OrderEvent, 'closed'>
>;

/** A fill after the end happened all the same: it counts, and completes the order when nothing remains. */
const late = (state: OrderState): Row => ({
  ...CLOSED,
  partialFill: state,
  fill: 'filled',
  bustAll: state,
  bustPart: state,
  bustExcess: state,
});

/**
 * Every state and every event. An order that has not been submitted takes the venue's word too: that is how one that was
 * found at the venue comes in.
 */
const TRANSITIONS: Readonly<Record<OrderState, Row>> = {
  initialized: {
    ...SENT,
    deny: 'denied',
    submit: 'submitted',
    accept: 'accepted',
    trigger: 'triggered',
    requestUpdate: 'not-sent',
    update: 'initialized',
    requestCancel: 'not-sent',
    bustAll: 'accepted',
    bustExcess: 'initialized',
    lose: 'not-sent',
  },
  submitted: {
    ...SENT,
    accept: 'accepted',
    trigger: 'triggered',
    update: 'submitted',
    bustAll: 'accepted',
    bustExcess: 'submitted',
  },
  accepted: {
    ...SENT,
    accept: 'duplicate',
    trigger: 'triggered',
    update: 'accepted',
    bustAll: 'accepted',
    bustExcess: 'accepted',
  },
  triggered: {
    ...SENT,
    accept: 'triggered',
    trigger: 'duplicate',
    update: 'triggered',
    bustAll: 'triggered',
    bustExcess: 'triggered',
  },
  partiallyFilled: {
    ...SENT,
    accept: 'partiallyFilled',
    reject: 'partly-filled',
    trigger: 'partiallyFilled',
    update: 'partiallyFilled',
    bustAll: 'accepted',
    bustExcess: 'partiallyFilled',
  },
  pendingUpdate: {
    ...SENT,
    accept: 'pendingUpdate',
    trigger: 'pendingUpdate',
    update: 'under',
    rejectUpdate: 'under',
    partialFill: 'pendingUpdate',
    bustAll: 'pendingUpdate',
    bustPart: 'pendingUpdate',
    bustExcess: 'pendingUpdate',
  },
  pendingCancel: {
    ...SENT,
    accept: 'pendingCancel',
    trigger: 'pendingCancel',
    requestUpdate: 'cancel-pending',
    update: 'pendingCancel',
    rejectUpdate: 'pendingCancel',
    rejectCancel: 'under',
    partialFill: 'pendingCancel',
    bustAll: 'pendingCancel',
    bustPart: 'pendingCancel',
    bustExcess: 'pendingCancel',
  },
  // A cancel may be tried, but only word of the order itself ends the doubt: a refused cancel can mean filled, or never arrived.
  unknown: {
    ...SENT,
    submit: 'outcome-unknown',
    accept: 'under',
    trigger: 'under',
    requestUpdate: 'outcome-unknown',
    update: 'under',
    rejectUpdate: 'unknown',
    requestCancel: 'unknown',
    rejectCancel: 'unknown',
    partialFill: 'under',
    bustAll: 'unknown',
    bustPart: 'unknown',
    bustExcess: 'unknown',
  },
  filled: {
    ...CLOSED,
    partialFill: 'filled',
    fill: 'filled',
    bustAll: 'under',
    bustPart: 'under',
    bustExcess: 'filled',
  },
  canceled: late('canceled'),
  rejected: late('rejected'),
  expired: late('expired'),
  denied: CLOSED,
};

const STATES: ReadonlySet<string> = new Set(ORDER_STATES);
const OVER: ReadonlySet<OrderState> = new Set<OrderState>(['pendingUpdate', 'pendingCancel', 'unknown', 'filled']);
const DONE: ReadonlySet<OrderState> = new Set<OrderState>(['filled', 'canceled', 'rejected', 'expired', 'denied']);

/** Does it end the order? A late fill or a bust may still come. */
export function isDone(state: OrderState): boolean {
  return DONE.has(state);
}

/** Does the state lie over another one? */
export function isOver(state: OrderState): boolean {
  return OVER.has(state);
}

export interface Standing {
  readonly state: OrderState;
  /** What lies beneath; the state itself where nothing does. */
  readonly under: OrderState;
}

/** One object for each: orders point to it, and where each event leads from it is worked out once. */
export class Status implements Standing {
  readonly state: OrderState;
  readonly under: OrderState;
  readonly done: boolean;
  private readonly next = new Map<OrderEvent, Status | OrderRefusal>();

  constructor({ state, under }: Standing) {
    this.state = state;
    this.under = under;
    this.done = isDone(state);
  }

  /** `transition` from here. */
  after(event: OrderEvent): Status | OrderRefusal {
    const known = this.next.get(event);
    if (known !== undefined) return known;
    const next = transition(this, event);
    const found = typeof next === 'string' ? next : statusOf(next);
    this.next.set(event, found);
    return found;
  }
}

const statuses: Status[] = [];

/** The one object that stands for it. */
export function statusOf(saved: Standing): Status {
  const known = statuses.find(({ state, under }) => state === saved.state && under === saved.under);
  if (known !== undefined) return known;
  const made = new Status(saved);
  statuses.push(made);
  return made;
}

export const NEW = statusOf({ state: 'initialized', under: 'initialized' });

/** Where the event leads from here, or why it is refused. */
export function transition({ state, under }: Standing, event: OrderEvent): Standing | OrderRefusal {
  const cell = TRANSITIONS[state][event];
  if (isRefusal(cell)) return cell;
  const beneath = isOver(state) ? restingAfter(under, event) : state;
  if (cell === 'under') return { state: beneath, under: beneath };
  return { state: cell, under: isOver(cell) ? beneath : cell };
}

/** The state beneath after the event: moved where the event moves it to one that lies over none, else as it was. */
function restingAfter(under: OrderState, event: OrderEvent): OrderState {
  const cell = TRANSITIONS[under][event];
  return isRefusal(cell) || cell === 'under' || isOver(cell) ? under : cell;
}

function isRefusal(cell: Cell): cell is OrderRefusal {
  return cell !== 'under' && !STATES.has(cell);
}
