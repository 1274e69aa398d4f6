import type { Bus, BusMessage, Responder } from '../bus/bus.ts';
import { deadLetter, parse } from '../contracts/codec.ts';
import type { ErrorCode } from '../contracts/error-codes.ts';
import { type Acceptance, errorOf } from '../contracts/reply.ts';
import { INPUT_SUBJECTS, readInput } from '../contracts/inbound.ts';
import type { SessionNames } from '../contracts/session-names.ts';
import { Subject } from '../contracts/subjects.ts';
import type { Journal } from '../journal/journal.ts';
import { formatTime, type Us } from '../core/base/time.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Intake } from './intake.ts';
import { type Marks, Source } from './marks.ts';

export interface RequestParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly intake: Intake;
  readonly journal: Journal;
  readonly marks: Marks;
  readonly names: SessionNames;
  /** False while nothing can be taken: the answer is "not now". */
  readonly ready: () => boolean;
  /** What time it is in the market. */
  readonly nowUs: () => Us;
  /** An intent was taken. */
  readonly onIntent: () => void;
  /** Who numbers the dead letters. */
  readonly source: string;
  /** Something taken from the bus was refused. */
  readonly onRefused: (code: ErrorCode, reason: string, correlationId: string) => void;
  /** A defect of ours: what the engine holds is not known any more. */
  readonly onDefect: (error: unknown) => void;
}

/**
 * Commands and intents from outside, over the bus: checked, made an input, and answered when that input is on the disk. A
 * request that was taken before is answered with the input that it became; nothing happens twice. One that cannot be taken, now
 * or ever, becomes a dead letter with the reason and harms nobody else.
 */
export class Requests {
  private readonly parts: RequestParts;
  private readonly responders: readonly Responder[];
  private lastLetter = 0;

  constructor(parts: RequestParts) {
    this.parts = parts;
    // Market data comes by the feed alone, whose order and numbers the session can go back to.
    const subjects = INPUT_SUBJECTS.filter((subject) => subject !== Subject.signalsNormalized);
    this.responders = subjects.map((subject) => parts.bus.respond(subject, (message) => this.answer(message)));
  }

  async close(): Promise<void> {
    await Promise.all(this.responders.map((responder) => responder.close()));
  }

  private async answer(message: BusMessage): Promise<BusMessage> {
    const { clock, onRefused } = this.parts;
    const taken = await this.take(message).catch((error: unknown) => this.failed(error));
    if ('ok' in taken) return { ...message, body: JSON.stringify(taken) };
    const { code, reason, id, path } = taken;
    onRefused(code, reason, id);
    this.bury(message, taken);
    return { ...message, body: JSON.stringify(errorOf(code, reason, id, formatTime(clock.nowUs()), { path })) };
  }

  private async take({ body, subject }: BusMessage): Promise<Acceptance | Refused> {
    const { intake, journal, marks, names, ready } = this.parts;
    const parsed = parse(body, subject);
    if (!parsed.ok) return refused(parsed.code, parsed.reason, '', parsed.path);
    const { id, source, sequence: number } = parsed.message;
    const known = marks.requested(id);
    if (known !== undefined) {
      await journal.synced(known);
      return { ok: true, sequence: known, correlationId: id, duplicate: true };
    }
    if (!ready()) return refused('CTL_NOT_RUNNING', 'the session is starting or ending', id);
    // What a person commands still finds its place; it is little, and may be a kill.
    if (journal.isFull && subject.startsWith(Subject.intentExternal))
      return refused('GW_UNAVAILABLE', 'the disk cannot keep up', id);
    const { event, origin } = intake;
    const refusal = readInput(parsed, names, event);
    if (refusal !== undefined) return refused(refusal.code, refusal.reason, id, refusal.path);
    event.tsUs = this.parts.nowUs();
    // A name that stands for a source of ours is not theirs to give.
    origin.source = OWN.has(source) ? `outside/${source}` : source;
    origin.sequence = number;
    origin.correlationId = id;
    const sequence = intake.enter();
    if (event.kind === 'intent') this.parts.onIntent();
    await journal.synced(sequence);
    return { ok: true, sequence, correlationId: id, duplicate: false };
  }

  private failed(error: unknown): Refused {
    if (this.parts.journal.fault === undefined) this.parts.onDefect(error);
    return refused('CTL_NOT_RUNNING', 'the session has failed', '');
  }

  /** For people to look at; nobody waits for them. */
  private bury({ body, subject }: BusMessage, { code, reason, path }: Refused): void {
    const { bus, clock, source } = this.parts;
    const tsUs = clock.nowUs();
    // Above those of an earlier start, wherever the clock of the machine is now.
    this.lastLetter = Math.max(this.lastLetter + 1, tsUs);
    const sequence = this.lastLetter;
    const letter = deadLetter(body, { ok: false, code, reason, path, subject }, subject, { source, sequence, tsUs });
    bus.publish({ subject: letter.subject, source, sequence, body: JSON.stringify(letter) }).catch(() => {});
  }
}

const OWN: ReadonlySet<string> = new Set(Object.values(Source));

interface Refused {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly id: string;
  readonly path: string;
}

function refused(code: ErrorCode, reason: string, id: string, path = ''): Refused {
  return { code, reason, id, path };
}
