import { createHash } from 'node:crypto';
import type { Bus } from '../bus/bus.ts';
import { BusFault } from '../bus/bus-fault.ts';
import { check } from '../contracts/codec.ts';
import { contracts, type Payload } from '../contracts/contracts.ts';
import type { Envelope } from '../contracts/envelope.ts';
import { errorCodes } from '../contracts/error-codes.ts';
import { type Acceptance, isAcceptance, parseReply } from '../contracts/reply.ts';
import type { Subject } from '../contracts/subjects.ts';
import type { Clock } from '../telemetry/clock.ts';
import { ApiError } from './api-error.ts';

const RETRY_SECONDS = 1;
const ID_CHARACTERS = 32;

export interface GatewayOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  /** Who numbers the messages: another one at each start, since the numbers begin again. */
  readonly source: string;
  /** How long the runtime may take over a request. */
  readonly timeoutMs: number;
}

/** A name that follows from its parts: the same request makes the same id again. */
export function derivedId(prefix: string, ...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${prefix}-${digest.slice(0, ID_CHARACTERS)}`;
}

/** The way in for what people and machines outside ask for: onto the bus, and back with what the runtime says. */
export class Gateway {
  private readonly bus: Bus;
  private readonly clock: Clock;
  private readonly source: string;
  private readonly timeoutMs: number;
  private sequence = 0;

  constructor({ bus, clock, source, timeoutMs }: GatewayOptions) {
    this.bus = bus;
    this.clock = clock;
    this.source = source;
    this.timeoutMs = timeoutMs;
  }

  /**
   * An input ready to be sent; one that its schema refuses is an `ApiError` at once. Each call of what is returned sends it,
   * and resolves when it is on record. An `ApiError` says what else became of it: refused, nobody there (nothing was taken),
   * or not known. The id is also what the runtime tells repetitions by.
   */
  prepare<S extends Subject>(subject: S, payload: Payload<S>, id: string): () => Promise<Acceptance> {
    const checked = check(this.envelope(subject, payload, id));
    if (!checked.ok)
      throw new ApiError(checked.code, `${checked.path}: ${checked.reason}`, { details: { path: checked.path } });
    return () => this.send(this.envelope(subject, payload, id));
  }

  private async send(envelope: Envelope): Promise<Acceptance> {
    const reply = parseReply(await this.ask(envelope.subject, JSON.stringify(envelope), envelope.sequence));
    if ('invalid' in reply) throw unknownOutcome(reply.invalid);
    if (isAcceptance(reply)) return reply;
    const { code, message, details } = reply;
    const isAway = errorCodes[code].status === 503;
    throw new ApiError(code, message, { details, ...(isAway && { retryAfterSeconds: RETRY_SECONDS }) });
  }

  /** A question that changes nothing: the body of the answer. */
  ask(subject: string, body: string, sequence = this.next()): Promise<string> {
    return this.bus.request({ subject, source: this.source, sequence, body }, this.timeoutMs).then(
      (reply) => reply.body,
      (error: unknown) => Promise.reject(asApiFault(error)),
    );
  }

  /** Tells whoever listens, and does not wait for them; what the bus cannot take now is not told. */
  tell<S extends Subject>(subject: S, payload: Payload<S>, id: string): void {
    const envelope = this.envelope(subject, payload, id);
    if (!check(envelope).ok) return;
    const { source, sequence } = envelope;
    this.bus.publish({ subject, source, sequence, body: JSON.stringify(envelope) }).catch(() => {});
  }

  private envelope<S extends Subject>(subject: S, payload: Payload<S>, id: string): Envelope<Payload<S>> {
    return {
      id,
      subject,
      schemaVersion: contracts[subject].version,
      tsUs: this.clock.nowUs(),
      source: this.source,
      sequence: this.next(),
      correlationId: id,
      causationId: '',
      payload,
    };
  }

  private next(): number {
    this.sequence += 1;
    return this.sequence;
  }
}

function asApiFault(error: unknown): unknown {
  if (!(error instanceof BusFault)) return error;
  switch (error.code) {
    case 'no-responder':
      return new ApiError('BUS_NO_RESPONDER', 'the runtime is not there; nothing was taken', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    case 'closed':
    case 'full':
    case 'taken':
      return new ApiError('GW_UNAVAILABLE', 'the platform cannot take it now; nothing was taken', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    case 'too-large':
    case 'subject':
      return new ApiError('DATA_INVALID', error.message);
    case 'timeout':
    case 'failed':
      return unknownOutcome(error.message);
  }
}

/** Not a refusal: it may be in the record, or get there yet. */
function unknownOutcome(why: string): ApiError {
  return new ApiError(
    'BUS_TIMEOUT',
    `the outcome is not known (${why}): it may have been taken. Ask again with the same key, which cannot do it twice`,
    { details: { outcome: 'unknown' } },
  );
}
