import type { Us } from '../core/base/time.ts';
import { Subject } from '../contracts/subjects.ts';
import { type Fact, textOf } from './facts.ts';
import { query } from './query.ts';
import type { Message } from './record.ts';
import { lookout, type OnGap } from './record-files.ts';

/** Something that happened to an order. */
export interface OrderStep {
  readonly sequence: number;
  readonly tsUs: Us;
  readonly subject: string;
  readonly message: Message;
}

/** An order as it stood at a moment, from the records alone. Quantities and prices are decimal texts, as recorded. */
export interface OrderState {
  readonly orderId: string;
  readonly atUs: Us;
  /** `approved` before it was sent; then as the records say. */
  readonly state: string;
  /** As first sent, with the changes that the venue has confirmed. */
  readonly terms: Message | undefined;
  readonly filled: string;
  readonly remaining: string | undefined;
  readonly averagePrice: string | undefined;
  /** Changes asked for and not yet answered. */
  readonly pending: readonly ('cancel' | 'replace')[];
  readonly steps: readonly OrderStep[];
}

/**
 * Rebuilds the order at the end of a moment (default: of the log); a usage fault for an order of which nothing is recorded by
 * then, an integrity fault where `onGap` was told of records that may have been about it.
 */
export function orderAt(
  folder: string,
  orderId: string,
  atUs: Us = Number.MAX_SAFE_INTEGER,
  onGap?: OnGap,
): OrderState {
  let state: OrderState = {
    orderId,
    atUs,
    state: '',
    terms: undefined,
    filled: '0',
    remaining: undefined,
    averagePrice: undefined,
    pending: [],
    steps: [],
  };
  const look = lookout(onGap);
  for (const { record, facts } of query(folder, { order: orderId, toUs: atUs }, look.onGap)) {
    for (const fact of facts) state = evolve(state, fact, record.sequence, record.tsUs);
  }
  if (state.steps.length === 0)
    throw look.notFound(orderId, `expected an order of this session, nothing is recorded of ${orderId}`);
  return state;
}

/** The state after a message about the order. */
function evolve(before: OrderState, { subject, message }: Fact, sequence: number, tsUs: Us): OrderState {
  const state = { ...before, steps: [...before.steps, { sequence, tsUs, subject, message }] };
  if (message.orderId !== before.orderId) return state;
  switch (subject) {
    case Subject.orderApproved:
      return { ...state, state: 'approved', terms: message, remaining: textOf(message, 'quantity') };
    case Subject.orderSubmit:
      return { ...state, state: 'submitted', terms: message, remaining: textOf(message, 'quantity') };
    case Subject.orderCancel:
      return { ...state, pending: [...state.pending, 'cancel'] };
    case Subject.orderReplace:
      return { ...state, pending: [...state.pending, 'replace'] };
    case Subject.orderUpdate:
      return afterUpdate(state, message);
    default:
      return state;
  }
}

function afterUpdate(state: OrderState, message: Message): OrderState {
  const name = textOf(message, 'state') ?? state.state;
  const isReplaced = state.pending.includes('replace') && name !== 'pendingUpdate' && name !== 'pendingCancel';
  const pending = name.startsWith('pending') ? state.pending : [];
  return {
    ...state,
    state: name,
    terms: isReplaced && textOf(message, 'reason') === '' ? confirmed(state) : state.terms,
    pending,
    filled: textOf(message, 'filled') ?? state.filled,
    remaining: textOf(message, 'remaining') ?? state.remaining,
    averagePrice: textOf(message, 'averagePrice') ?? state.averagePrice,
  };
}

/** The terms with the last replacement in them; null left a field as it was. */
function confirmed(state: OrderState): Message | undefined {
  const change = state.steps.findLast(({ subject }) => subject === Subject.orderReplace)?.message;
  if (change === undefined || state.terms === undefined) return state.terms;
  const fields = ['quantity', 'limitPrice', 'stopPrice'].filter((field) => textOf(change, field) !== undefined);
  return { ...state.terms, ...Object.fromEntries(fields.map((field) => [field, change[field]])) };
}
