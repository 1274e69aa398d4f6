import { createHash } from 'node:crypto';
import { excerpt } from '../../contracts/codec.ts';
import type { Acceptance } from '../../contracts/reply.ts';
import { Subject } from '../../contracts/subjects.ts';
import { HOUR_US, SECOND_US } from '../../core/base/time.ts';
import type { Clock } from '../../telemetry/clock.ts';
import { ApiError } from '../api-error.ts';
import { derivedId, type Gateway } from '../gateway.ts';
import { type KeyStore, KeyStoreFault } from '../keys/key-store.ts';
import type { Submissions } from '../submissions.ts';
import { type ExternalIntent, readBodyText, readIntent } from './dialect.ts';
import { FailureLimit } from './failure-limit.ts';
import { isSecret, signatureProblem, WINDOW_US } from './signature.ts';
import { TokenBucket } from './token-bucket.ts';
import { addressList, type WebhookSource } from './webhook-source.ts';

/** A nonce is kept longer than its signature is good for, so that a clock set back does not bring it to life again. */
const NONCE_KEEP_US = 2 * WINDOW_US + 2 * HOUR_US;
const RETRY_SECONDS = 5;
const SECRET_KEYS = ['secret', 'passphrase'] as const;

export interface WebhookRequest {
  /** From the path. */
  readonly source: string;
  readonly secret: string | undefined;
  readonly timestamp: string | undefined;
  readonly nonce: string | undefined;
  readonly signature: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** Whoever sent it, proxies of ours looked through. */
  readonly address: string;
  readonly encrypted: boolean;
  /** Reads the body, as far as it may go. */
  body(): Promise<Buffer>;
}

export interface WebhookParts {
  readonly sources: readonly WebhookSource[];
  readonly gateway: Gateway;
  readonly submissions: Submissions;
  readonly nonces: KeyStore;
  readonly clock: Clock;
  /** False while the runtime would only turn requests away. */
  readonly ready: () => boolean;
  /** TradingView's secret may travel in plain text: behind a proxy that cannot be asked, and in tests. */
  readonly plaintextAllowed: boolean;
}

interface Known {
  readonly source: WebhookSource;
  readonly bucket: TokenBucket;
  readonly addresses: { has(address: string): boolean } | undefined;
}

/** A request that is who it says it is. */
interface Trusted {
  readonly body: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
  /** What makes it this request and no other, where the caller names no key. */
  readonly mark: string;
  /** The body as it may be shown. */
  readonly shown: Buffer;
}

/** Takes intents from outside. Every step that turns a request away does so before the next one costs anything. */
export class Webhook {
  private readonly parts: WebhookParts;
  private known: ReadonlyMap<string, Known> = new Map();
  private readonly failures: FailureLimit;
  private arrivals = 0;

  constructor(parts: WebhookParts) {
    this.parts = parts;
    this.listenTo(parts.sources);
    this.failures = new FailureLimit(parts.clock);
  }

  /** To these from now on; one whose rate stays has used up what it had. */
  listenTo(sources: readonly WebhookSource[]): void {
    const nowUs = this.parts.clock.steadyUs();
    const before = this.known;
    this.known = new Map(
      sources.map((source) => {
        const old = before.get(source.name);
        const isAsFast =
          old?.source.rate.perSecond === source.rate.perSecond && old.source.rate.burst === source.rate.burst;
        const bucket = old !== undefined && isAsFast ? old.bucket : new TokenBucket(source.rate, nowUs);
        const addresses = source.addresses.length === 0 ? undefined : addressList(source.addresses);
        return [source.name, { source, bucket, addresses }];
      }),
    );
  }

  isSource(name: string): boolean {
    return this.known.has(name);
  }

  /** Resolves when the runtime has the intent on record; an `ApiError` says why not. */
  async receive(request: WebhookRequest): Promise<Acceptance> {
    const known = this.known.get(request.source);
    if (known === undefined) throw new ApiError('GW_UNKNOWN_SOURCE', 'there is no webhook source of this name');
    const { source, addresses, bucket } = known;
    this.turnAway(this.failures.seconds(request.address));
    if (addresses !== undefined && !addresses.has(request.address)) {
      this.failures.count(request.address);
      throw new ApiError('AUTH_ADDRESS', 'requests of this source are not taken from this address');
    }
    const trusted = await this.trust(source, request);
    this.turnAway(bucket.take(this.parts.clock.steadyUs()));
    if (!this.parts.ready())
      throw new ApiError('GW_UNAVAILABLE', 'the session is starting or stopping; nothing was taken', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    if (source.kind === 'signed') await this.spend(source, request);
    return this.submit(source, request, trusted);
  }

  private async trust(source: WebhookSource, request: WebhookRequest): Promise<Trusted> {
    try {
      return await (source.kind === 'signed' ? this.signed(source, request) : this.alert(source, request));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.failures.count(request.address);
      throw error;
    }
  }

  private async signed({ secrets }: WebhookSource, request: WebhookRequest): Promise<Trusted> {
    if (request.timestamp === undefined || request.nonce === undefined || request.signature === undefined)
      throw new ApiError('AUTH_MISSING', 'expected the headers X-Timestamp, X-Nonce and X-Signature');
    const bytes = await request.body();
    const problem = signatureProblem(request, bytes, secrets, this.parts.clock.nowUs());
    if (problem === 'stale')
      throw new ApiError('AUTH_STALE', `X-Timestamp: expected within ${WINDOW_US / SECOND_US} s of now`);
    if (problem !== undefined) throw new ApiError('AUTH_BAD_SIGNATURE', 'the signature is not that of this request');
    return { bytes, shown: bytes, body: readBodyText(bytes), mark: `nonce ${request.nonce}` };
  }

  private async alert({ secrets }: WebhookSource, request: WebhookRequest): Promise<Trusted> {
    if (!request.encrypted && !this.parts.plaintextAllowed)
      throw new ApiError('AUTH_ADDRESS', 'a secret is taken over TLS only');
    const bytes = await request.body();
    const { shown, given } = withoutSecret(readBodyText(bytes));
    const secret = request.secret ?? given;
    if (secret === undefined) throw new ApiError('AUTH_MISSING', 'expected a secret in the body or the path');
    if (!isSecret(secret, secrets)) throw new ApiError('AUTH_BAD_TOKEN', 'the secret is not that of this source');
    this.arrivals += 1;
    // An alert that says when it was raised is the same alert when it comes again; another is one of its own.
    const mark =
      shown.time === undefined && shown.timenow === undefined
        ? `arrival ${this.parts.clock.nowUs()} ${this.arrivals}`
        : `alert ${createHash('sha256').update(JSON.stringify(shown)).digest('hex')}`;
    return { bytes, body: shown, shown: Buffer.from(JSON.stringify(shown)), mark };
  }

  /** Only now, with the signature right: whoever cannot sign cannot use up nonces. */
  private async spend({ name }: WebhookSource, { nonce }: WebhookRequest): Promise<void> {
    const { nonces, clock } = this.parts;
    const key = `${name} ${nonce}`;
    if (nonces.get(key) !== undefined) throw new ApiError('AUTH_REPLAY', 'X-Nonce: was used before');
    try {
      await nonces.put(key, '', clock.nowUs() + NONCE_KEEP_US);
    } catch (error) {
      if (!(error instanceof KeyStoreFault)) throw error;
      throw new ApiError('GW_UNAVAILABLE', 'the nonce cannot be remembered now; nothing was taken', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    }
  }

  private submit(source: WebhookSource, request: WebhookRequest, trusted: Trusted): Promise<Acceptance> {
    const { gateway, submissions, clock } = this.parts;
    const given = keyOf(request, trusted.body);
    const key = given === undefined ? trusted.mark : `key ${given}`;
    const id = derivedId('wh', source.name, key, createHash('sha256').update(trusted.shown).digest('hex'));
    const payload = { ...readIntent(trusted.body, source), idempotencyKey: given ?? id } as ExternalIntent;
    const send = gateway.prepare(Subject.intentExternal, payload, id);
    const answer = submissions.submit(`webhook ${source.name} ${key}`, trusted.shown, false, () => {
      const raw = { origin: source.name, receivedUs: clock.nowUs(), ...excerpt(trusted.shown) };
      gateway.tell(Subject.signalsRaw, raw, derivedId('raw', id));
      return send();
    });
    return answer.catch((error: unknown) => {
      if (error instanceof ApiError) error.correlationId = id;
      throw error;
    });
  }

  private turnAway(seconds: number): void {
    if (seconds > 0)
      throw new ApiError('GW_RATE_LIMITED', `too many requests; the next one in ${seconds} s`, {
        retryAfterSeconds: seconds,
      });
  }
}

function keyOf({ idempotencyKey }: WebhookRequest, body: Trusted['body']): string | undefined {
  const key = idempotencyKey ?? body.idempotencyKey;
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\u0021-\u007e]{1,128}$/.test(key))
    throw new ApiError('DATA_INVALID', 'Idempotency-Key: expected 1 to 128 characters without blanks', {
      details: { path: '/idempotencyKey' },
    });
  return key;
}

function withoutSecret(body: Readonly<Record<string, unknown>>): {
  shown: Readonly<Record<string, unknown>>;
  given: string | undefined;
} {
  const given = SECRET_KEYS.map((key) => body[key]).find((value) => typeof value === 'string');
  const shown = Object.fromEntries(Object.entries(body).filter(([key]) => !SECRET_KEYS.some((own) => own === key)));
  return { shown, given: given as string | undefined };
}
