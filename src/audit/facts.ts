import { Subject, subjectOf } from '../contracts/subjects.ts';
import type { AuditRecord, Message } from './record.ts';

/**
 * How records are read: the one place that knows which fields of the messages in src/contracts name what. A field that is missing
 * reads as undefined or as an empty list, so that records of older versions stay readable.
 */
export interface Fact {
  /** The fixed name of the message's subject; as written where it is none of ours (`input.timer`). */
  readonly subject: string;
  readonly message: Message;
}

/** The input first, then what it caused, in the order in which that happened. */
export function factsOf(record: AuditRecord): Fact[] {
  return [record.input, ...record.caused].map((message) => ({
    subject: subjectOf(message.subject) ?? message.subject,
    message,
  }));
}

export function textOf(message: Message, field: string): string | undefined {
  const value = message[field];
  return typeof value === 'string' ? value : undefined;
}

/** The votes of a decision. */
export function votesOf(decision: Message): readonly Message[] {
  return Array.isArray(decision.votes)
    ? decision.votes.filter((vote) => typeof vote === 'object' && vote !== null)
    : [];
}

/** What a question can be about, and the fields that answer it. */
const NAMING: Readonly<Record<'order' | 'intent' | 'decision' | 'fill' | 'agent' | 'instrument', readonly string[]>> = {
  order: ['orderId', 'clientOrderId', 'causeId', 'parentId', 'groupId'],
  intent: ['intentId', 'causeId'],
  decision: ['decisionId', 'causeId'],
  fill: ['executionId', 'fillId'],
  agent: ['agentId', 'owner'],
  instrument: ['instrument'],
};
export type Naming = keyof typeof NAMING;

/** Is the message about this order, agent, ...? A decision is also about the intents and agents that voted. */
export function isAbout(message: Message, naming: Naming, id: string): boolean {
  const fields = NAMING[naming];
  const names = (each: Message) => fields.some((field) => each[field] === id);
  return names(message) || ((naming === 'intent' || naming === 'agent') && votesOf(message).some(names));
}

/** The input with which a session begins; its record says what is the same for all that follows. */
export const SESSION_START = 'input.start';

const CHANGES: ReadonlySet<string> = new Set([
  Subject.controlSetLimits,
  Subject.controlSetMethod,
  Subject.controlPause,
  Subject.controlResume,
  Subject.controlKill,
  Subject.controlRelease,
]);

/** Somebody changed what the session may do. */
export function isCommand({ subject }: Fact): boolean {
  return CHANGES.has(subject);
}
