import { assert } from '../core/base/assert.ts';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { EngineEvent } from '../core/engine/event.ts';
import { Out } from '../core/model/out.ts';
import type { Caused, Consequences } from '../contracts/caused.ts';
import { decodeInput, inputRow } from '../contracts/input.ts';
import { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import type { Outbound } from '../contracts/outbound.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Clock } from '../telemetry/clock.ts';

/** What the journal's records are; another kind is not read. */
export const INPUT_RECORD = 1;
const NO_MESSAGES: readonly Caused[] = [];
const NO_TIMES: readonly number[] = [];

/** A record of the journal, as whoever replays it has it. */
export type InputRecord = Pick<JournalRecord, 'sequence' | 'kind' | 'payload'>;

/** Fills the event and its origin from a record; an integrity fault where it is no input, or not the one that its number says. */
export function readInput(record: InputRecord, event: InputEvent, origin: InputOrigin): void {
  const damage =
    record.kind === INPUT_RECORD
      ? decodeInput(record.payload, event, origin)
      : { path: 'kind', reason: `must be ${INPUT_RECORD}, was ${record.kind}` };
  if (damage !== undefined)
    throw new Fault('integrity', `journal record ${record.sequence}: ${damage.path} ${damage.reason}`);
  if (event.sequence !== record.sequence)
    throw new Fault('integrity', `journal record ${record.sequence} holds input ${event.sequence}`);
}

/** An input that the engine has processed; all of it is valid during the call alone. */
export interface Taken {
  readonly event: InputEvent;
  readonly origin: InputOrigin;
  readonly out: Out;
  /** Its messages stay valid. */
  readonly caused: Consequences;
  /** When the journal had it, by the steady clock; NaN of a replay. */
  readonly journaledUs: number;
  /** It was on record before this start: what it caused has left, or is asked about. */
  readonly isReplay: boolean;
}

/** Told of each input after the engine has taken it. */
export interface IntakeListener {
  onInput(taken: Taken): void;
}

export interface IntakeParts {
  readonly clock: Clock;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly outbound: Outbound;
  readonly listener: IntakeListener;
}

/**
 * The one way into the engine: an input gets its number and its time, goes to the journal, and is processed. Fill `event` and
 * `origin`, then `enter`. Nothing that it causes may leave before the journal has synced its number.
 */
export class Intake {
  readonly event = new InputEvent();
  readonly origin = new InputOrigin();
  /** When the last input was numbered and when the journal had it, by the steady clock. */
  sequencedUs = Number.NaN;
  journaledUs = Number.NaN;
  private readonly parts: IntakeParts;
  private readonly out = new Out();
  /** An input is at work: nothing can be entered before it is done. */
  isEntering = false;
  private defect: { readonly error: unknown } | undefined;

  constructor(parts: IntakeParts) {
    this.parts = parts;
  }

  /** The time of the last input. */
  get nowUs(): Us {
    return this.parts.engine.account.nowUs;
  }

  /**
   * Numbers the input, and moves its time up to that of the last one where it lies before it. Throws the journal's fault when
   * that has failed: then nothing was processed, and nothing may be any more. What the engine throws, which is a defect, is
   * thrown again for every input after it: nobody knows what state it is in.
   */
  enter(): number {
    if (this.defect !== undefined) throw this.defect.error;
    assert(!this.isEntering, 'an input is entered when the one before it is done');
    this.isEntering = true;
    try {
      return this.take();
    } catch (error) {
      this.defect = { error };
      throw error;
    } finally {
      this.isEntering = false;
    }
  }

  private take(): number {
    const { event, origin } = this;
    const { engine, journal, clock } = this.parts;
    this.sequencedUs = clock.steadyUs();
    event.sequence = engine.sequence + 1;
    event.tsUs = Math.max(event.tsUs, engine.account.nowUs);
    const sequence = journal.append(INPUT_RECORD, event.tsUs, inputRow(event, origin));
    assert(sequence === event.sequence, 'the journal numbers inputs as the engine does');
    this.journaledUs = clock.steadyUs();
    this.process(false, true);
    return sequence;
  }

  /** Processes a record again: after a restart, in the order of the journal. Its messages are a third of the work: not all want them. */
  replay(record: InputRecord, withMessages = true): void {
    readInput(record, this.event, this.origin);
    this.process(true, withMessages);
  }

  private process(isReplay: boolean, withMessages: boolean): void {
    const { event, origin, out } = this;
    const { engine, listener } = this.parts;
    engine.process(event as EngineEvent, out);
    const caused = withMessages ? this.caused() : this.follow();
    const journaledUs = isReplay ? Number.NaN : this.journaledUs;
    listener.onInput({ event, origin, out, caused, journaledUs, isReplay });
    out.clear();
  }

  private caused(): Consequences {
    const { event, origin, out } = this;
    const { sequence, tsUs, report } = event;
    const { correlationId } = origin;
    const cause = { sequence, tsUs, correlationId, report: event.kind === 'report' ? report : undefined };
    return this.parts.outbound.causedBy(out, cause);
  }

  private follow(): Consequences {
    const { out } = this;
    const { sequence } = this.event;
    this.parts.outbound.follow(out, { sequence, correlationId: this.origin.correlationId });
    return { sequence, messages: NO_MESSAGES, timesUs: NO_TIMES };
  }
}
