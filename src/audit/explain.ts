import { Subject } from '../contracts/subjects.ts';
import { readId, sequenceOf } from '../core/base/ids.ts';
import { factsOf, isAbout, textOf, votesOf } from './facts.ts';
import { leafHash } from './merkle.ts';
import { orderAt, type OrderState } from './order-state.ts';
import { query } from './query.ts';
import type { AuditRecord, Message } from './record.ts';
import { lookout, type OnGap, readRecords } from './record-files.ts';

/** A record that took part, with what proves it and what it took. */
export interface ExplainedRecord {
  readonly sequence: number;
  readonly tsUs: number;
  readonly input: Message;
  /** Its hash in the chain and the tree, in hex. */
  readonly hash: string;
  /** Microseconds, by name. */
  readonly hops: Readonly<Record<string, number>>;
}

export interface ExplainedVote {
  readonly vote: Message;
  /** What the agent had asked for; undefined where it never did. */
  readonly intent: Message | undefined;
  /** What the screen left of it. */
  readonly cleared: Message | undefined;
  /** The record of the input on which it asked. */
  readonly on: number | undefined;
}

/** Why there is an order, from its fills back to the input that it began with. */
export interface Explanation {
  readonly orderId: string;
  readonly order: OrderState;
  readonly decision: Message | undefined;
  readonly votes: readonly ExplainedVote[];
  readonly dissent: number | null;
  /** What limits cut or refused, of the intents, the decision and the order. */
  readonly limits: readonly Message[];
  readonly fills: readonly Message[];
  /** By sequence: the inputs of intents, decision and reports. */
  readonly records: readonly ExplainedRecord[];
}

/** Of an order (`o-1042.0`), a fill (`f-1050.0`), or of whatever a venue calls one; a usage fault for anything else (see `orderAt`). */
export function explain(folder: string, id: string, onGap?: OnGap): Explanation {
  const orderId = orderOf(folder, id, onGap);
  const order = orderAt(folder, orderId, undefined, onGap);
  const records = new Map<number, ExplainedRecord>();
  const recordAt = (sequence: number): AuditRecord | undefined => {
    const [stored] = readRecords(folder, sequence, sequence);
    if (stored === undefined) return undefined;
    const { record, line } = stored;
    const { tsUs, input, hops = {} } = record;
    records.set(sequence, { sequence, tsUs, input, hops, hash: leafHash(Buffer.from(line)).toString('hex') });
    return record;
  };
  for (const { sequence } of order.steps) recordAt(sequence);
  const decision = decisionOf(order, recordAt);
  const votes = decision === undefined ? [] : votesOf(decision).map((vote) => voteOf(vote, recordAt));
  const agentIntent = decision === undefined ? ownIntent(order, records, recordAt) : [];
  const about = [
    orderId,
    textOf(decision ?? { subject: '' }, 'decisionId'),
    ...votes.map(({ vote }) => textOf(vote, 'intentId')),
  ];
  const limits = [...records.keys()].flatMap((sequence) => violationsIn(recordAt(sequence), about));
  return {
    orderId,
    order,
    decision,
    votes: [...votes, ...agentIntent],
    dissent: typeof decision?.dissent === 'number' ? decision.dissent : null,
    limits,
    fills: order.steps.filter(({ subject }) => subject === Subject.fill).map(({ message }) => message),
    records: [...records.values()].toSorted((a, b) => a.sequence - b.sequence),
  };
}

function orderOf(folder: string, id: string, onGap: OnGap | undefined): string {
  if (readId('o', id) !== undefined) return id;
  const fillId = readId('f', id);
  const where = fillId === undefined ? {} : { fromSequence: sequenceOf(fillId), toSequence: sequenceOf(fillId) };
  const look = lookout(onGap);
  for (const naming of ['fill', 'order'] as const)
    for (const { facts } of query(folder, { [naming]: id, ...where }, look.onGap))
      for (const { message } of facts) {
        const orderId = textOf(message, 'orderId');
        if (orderId !== undefined) return orderId;
      }
  throw look.notFound(id, `expected an order or a fill of this session, such as o-1042.0, was '${id}'`);
}

type RecordAt = (sequence: number) => AuditRecord | undefined;

function find(record: AuditRecord | undefined, subject: string, field: string, id: string): Message | undefined {
  if (record === undefined) return undefined;
  return factsOf(record).find((fact) => fact.subject === subject && fact.message[field] === id)?.message;
}

function decisionOf(order: OrderState, recordAt: RecordAt): Message | undefined {
  const decisionId = order.terms === undefined ? undefined : textOf(order.terms, 'decisionId');
  const id = decisionId === undefined ? undefined : readId('d', decisionId);
  return id === undefined ? undefined : find(recordAt(sequenceOf(id)), Subject.decision, 'decisionId', decisionId!);
}

function voteOf(vote: Message, recordAt: RecordAt): ExplainedVote {
  const intentId = textOf(vote, 'intentId');
  const id = intentId === undefined ? undefined : readId('i', intentId);
  if (intentId === undefined || id === undefined) return { vote, intent: undefined, cleared: undefined, on: undefined };
  const record = recordAt(sequenceOf(id));
  return {
    vote,
    intent: find(record, Subject.intentProposed, 'intentId', intentId),
    cleared: find(record, Subject.intentCleared, 'intentId', intentId),
    on: record?.sequence,
  };
}

/** An order of an agent's own has no votes: its intent stands in the record in which it first appears. */
function ownIntent(order: OrderState, records: ReadonlyMap<number, unknown>, recordAt: RecordAt): ExplainedVote[] {
  const agentId = order.terms === undefined ? undefined : textOf(order.terms, 'agentId');
  const first = Math.min(...records.keys());
  const record = recordAt(first);
  if (agentId === undefined || record === undefined) return [];
  return factsOf(record)
    .filter(
      ({ subject, message }) =>
        subject === Subject.intentProposed && message.kind === 'order' && isAbout(message, 'agent', agentId),
    )
    .map(({ message }) => ({ vote: { subject: '', agentId }, intent: message, cleared: undefined, on: first }));
}

function violationsIn(record: AuditRecord | undefined, about: readonly (string | undefined)[]): Message[] {
  if (record === undefined) return [];
  return factsOf(record)
    .filter(({ subject, message }) => subject === Subject.violation && about.includes(textOf(message, 'causeId')))
    .map(({ message }) => message);
}
