import { type Message, type Payload, contracts } from './contracts.ts';
import { messageSequence } from './envelope.ts';
import type { Subject } from './subjects.ts';

/**
 * A message as the record of its input holds it: the payload beside the ids, without what is the same for all of a record. Whoever
 * makes one writes its fields, and those of what is in it, in the order of their names: JSON.stringify then writes it in
 * canonical form, which is several times as fast as sorting (a test holds every kind against `canonicalJson`).
 */
export type Caused<S extends Subject = Subject> = {
  [Each in S]: { id: string; subject: Each; causationId: string; correlationId: string } & Payload<Each>;
}[S];

/** All that one input caused, in the order in which it happened; `timesUs` has a time for each message. */
export interface Consequences {
  readonly sequence: number;
  readonly messages: readonly Caused[];
  readonly timesUs: readonly number[];
}

/** The `index`-th of them as it travels; `source` numbers it. */
export function envelopeOf({ sequence, messages, timesUs }: Consequences, index: number, source: string): Message {
  const { id, subject, correlationId, causationId, ...payload } = messages[index];
  return {
    id,
    subject,
    schemaVersion: contracts[subject].version,
    tsUs: timesUs[index],
    source,
    sequence: messageSequence(sequence, index),
    correlationId,
    causationId,
    payload: payload as Payload<Subject>,
  };
}
