import type { EngineSpec } from '../core/engine/spec.ts';
import { Outbound } from '../contracts/outbound.ts';
import { inputMessage, recordNames } from '../audit/record-of.ts';
import { stateHash } from '../runtime/state-hash.ts';
import { type Difference, differenceOf, isLineOf } from './recorded-line.ts';
import { hashOfState, type RecordedInput, type RecordedSession, type RecordedState } from './recorded-session.ts';
import { Replayer } from './replayer.ts';

export interface ParityOptions {
  /** Of the recorded session. */
  readonly spec: EngineSpec;
  /** Where its fills happened, by the name of its broker. */
  readonly venue: string;
}

/** The hash of the state that a snapshot holds, of agents too, beside that of the replay after the same input. */
export interface StateCheck {
  readonly sequence: number;
  readonly recorded: string;
  readonly replayed: string;
}

export interface Parity {
  /** Every record and every state that there is to compare with says the same. */
  readonly identical: boolean;
  /** Inputs in the journal. */
  readonly inputs: number;
  /** Those whose record in the audit log was compared. */
  readonly compared: number;
  /** The last inputs, where a crash came before their audit records were written. */
  readonly unrecorded: number;
  /** What the compared inputs caused, by subject. */
  readonly messages: Readonly<Record<string, number>>;
  /** Records that differ. */
  readonly differing: number;
  readonly first: Difference | undefined;
  /** Of the account after the last input, as the session's summary has it. */
  readonly stateHash: string;
  readonly states: readonly StateCheck[];
}

/**
 * A recorded session through a fresh engine: what its inputs cause now beside what was recorded then. The journal alone is
 * replayed, from the first input on; snapshots are compared with, never used. Memory does not grow with the session.
 */
export function parity(recorded: RecordedSession, { spec, venue }: ParityOptions): Parity {
  const replayer = new Replayer(spec);
  const { engine, event, origin, out } = replayer;
  const outbound = new Outbound(engine.account, venue);
  const names = recordNames(spec);
  const messages = new Map<string, number>();
  const states: StateCheck[] = [];
  const lines = recorded.lines()[Symbol.iterator]();
  let awaited = recorded.states;
  let [compared, unrecorded, differing] = [0, 0, 0];
  let first: Difference | undefined;
  for (const record of recorded.inputs()) {
    replayer.take(record);
    const { sequence, tsUs } = event;
    const { correlationId } = origin;
    const report = event.kind === 'report' ? event.report : undefined;
    const { messages: caused } = outbound.causedBy(out, { sequence, tsUs, correlationId, report });
    const line = unrecorded > 0 ? undefined : lines.next().value;
    if (line === undefined) unrecorded += 1;
    else {
      compared += 1;
      for (const { subject } of caused) messages.set(subject, (messages.get(subject) ?? 0) + 1);
      const made = { sequence, tsUs, input: inputMessage(record.payload, names), caused };
      const difference = isLineOf(line, made) ? undefined : differenceOf(line, made);
      if (difference !== undefined) {
        differing += 1;
        first ??= difference;
      }
    }
    if (awaited[0]?.sequence !== sequence) continue;
    if (belongs(awaited[0], record))
      states.push({ sequence, recorded: awaited[0].stateHash, replayed: hashOfState(engine.save()) });
    awaited = awaited.slice(1);
  }
  const beyond = lines.next().value;
  if (beyond !== undefined) {
    differing += 1;
    first ??= {
      sequence: engine.sequence + 1,
      subject: '',
      field: 'input',
      recorded: beyond.toString('utf8'),
      replayed: null,
    };
  }
  return {
    identical: differing === 0 && states.every(({ recorded: then, replayed }) => then === replayed),
    inputs: engine.sequence,
    compared,
    unrecorded,
    messages: Object.fromEntries([...messages].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    differing,
    first,
    stateHash: stateHash(engine),
    states,
  };
}

/** One of records that a repair has cut off is passed over by a start too. */
function belongs({ journalHash }: RecordedState, { hash }: RecordedInput): boolean {
  return hash === undefined || Buffer.from(journalHash).equals(hash);
}
