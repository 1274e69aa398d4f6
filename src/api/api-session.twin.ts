import { MemoryBus } from '../bus/memory.ts';
import { parse } from '../contracts/codec.ts';
import type { Message } from '../contracts/contracts.ts';
import { errorOf, type Reply } from '../contracts/reply.ts';
import { RealClock } from '../telemetry/clock.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { answerStatus, type SessionStatus } from './control/session-status.ts';
import { MemoryKeyStore } from './keys/memory-key-store.ts';
import { type ApiOptions, type ApiServer, openApi } from './server.ts';
import type { Token } from './tokens.ts';
import { readWebhookSources } from './webhook/webhook-source.ts';

/** Tokens with one right each, and one with none of use. */
const TOKENS: readonly Token[] = (['read', 'trade', 'limits', 'kill', 'release'] as const).map((right) => ({
  name: `only-${right}`,
  rights: [right],
  token: `token-of-${right}-${'x'.repeat(32)}`,
}));

export function tokenFor(right: string): string {
  return TOKENS.find(({ name }) => name === `only-${right}`)!.token;
}

export const SECRET = 'a-secret-of-the-source-itself';
export const SECRET_BEFORE = 'the-secret-that-is-rotated-out';

export const SOURCES = readWebhookSources([
  { name: 'desk', secrets: [SECRET, SECRET_BEFORE], agentId: 'signals', rate: { perSecond: 1_000, burst: 1_000 } },
  {
    name: 'charts',
    kind: 'tradingview',
    secrets: [SECRET],
    agentId: 'signals',
    instruments: { BTCUSD: 'BTC/USD' },
    quantity: '2',
    addresses: ['127.0.0.1'],
    rate: { perSecond: 1_000, burst: 1_000 },
  },
]);

type Taken = Message<'control.kill' | 'decisions.order_intent.external' | 'control.set_limits'>;

/** A runtime that takes everything, once by id, and remembers it; `answer` lets a test say otherwise. */
export class SessionTwin {
  readonly clock = new RealClock();
  readonly bus = new MemoryBus(this.clock);
  readonly taken: Taken[] = [];
  readonly defects: unknown[] = [];
  readonly metrics = new Metrics();
  asked = 0;
  ready = true;
  status: SessionStatus = { session: 'twin', state: 'running' };
  answer: (message: Taken) => Reply | string | Promise<Reply | string> = (message) => this.accept(message);
  private readonly sequences = new Map<string, number>();

  constructor() {
    for (const pattern of ['control.*', 'decisions.order_intent.external']) this.respond(pattern);
    answerStatus(this.bus, () => this.status);
  }

  accept({ id, correlationId }: Taken): Reply {
    const earlier = this.sequences.get(id);
    const sequence = earlier ?? this.sequences.size + 1;
    this.sequences.set(id, sequence);
    return { ok: true, sequence, correlationId, duplicate: earlier !== undefined };
  }

  options(more: Partial<ApiOptions> = {}): ApiOptions {
    return {
      bus: this.bus,
      clock: this.clock,
      metrics: this.metrics,
      tokens: TOKENS,
      source: 'api-1',
      keys: new MemoryKeyStore(() => this.clock.nowUs()),
      nonces: new MemoryKeyStore(() => this.clock.nowUs()),
      webhooks: SOURCES,
      ready: () => this.ready,
      onDefect: (error) => this.defects.push(error),
      plaintext: true,
      ...more,
    };
  }

  open(more: Partial<ApiOptions> = {}): Promise<ApiServer> {
    return openApi(this.options(more));
  }

  private respond(pattern: string): void {
    this.bus.respond(pattern, async (request) => {
      this.asked += 1;
      const parsed = parse(request.body, request.subject);
      if (!parsed.ok) {
        const error = errorOf(parsed.code, parsed.reason, '', '2026-01-01T00:00:00.000000Z');
        return { ...request, body: JSON.stringify(error) };
      }
      const message = parsed.message as Taken;
      this.taken.push(message);
      const reply = await this.answer(message);
      return { ...request, body: typeof reply === 'string' ? reply : JSON.stringify(reply) };
    });
  }
}
