import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../telemetry/clock.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { ApiError, asApiError } from '../api-error.ts';
import { bodyProblem } from '../body-problem.ts';
import type { HttpRequest, HttpRoute } from '../http/http-port.ts';
import { plainAddress } from '../http/known-host.ts';
import { BodyFault, type BodyLimits, readBody } from '../http/read-body.ts';
import type { Webhook, WebhookRequest } from './webhook.ts';
import { addressList } from './webhook-source.ts';

export interface WebhookRoutesParts {
  readonly webhook: Webhook;
  readonly limits: BodyLimits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Of proxies of ours: what they say of who called is believed. */
  readonly proxies: readonly string[];
}

/** `POST /webhook/{source}`, and the same with a secret behind it for those who cannot put one elsewhere. */
export function webhookRoutes(parts: WebhookRoutesParts): readonly HttpRoute[] {
  const proxies = addressList(parts.proxies);
  const handle: HttpRoute['handle'] = async (request) => {
    const source = parts.webhook.isSource(request.params.source ?? '') ? (request.params.source ?? '') : 'unknown';
    const answered = (status: number): void =>
      parts.metrics.counter('gateway_requests_total', { source, status: String(status) }).add();
    try {
      const { correlationId, sequence, duplicate } = await parts.webhook.receive(asked(request, parts, proxies));
      answered(202);
      return { status: 202, body: JSON.stringify({ correlationId, sequence, duplicate }) };
    } catch (error) {
      const { status, code } = asApiError(error);
      answered(status);
      parts.metrics.counter('gateway_refusals_total', { source, reason: code }).add();
      throw error;
    }
  };
  return [
    { method: 'POST', path: '/webhook/:source', handle },
    { method: 'POST', path: '/webhook/:source/:secret', handle },
  ];
}

function asked(
  { params, raw, header }: HttpRequest,
  { limits, clock }: WebhookRoutesParts,
  proxies: { has(address: string): boolean },
): WebhookRequest {
  const direct = plainAddress(raw.socket.remoteAddress ?? '');
  const proxied = proxies.has(direct);
  return {
    source: params.source ?? '',
    secret: params.secret,
    timestamp: header('x-timestamp'),
    nonce: header('x-nonce'),
    signature: header('x-signature'),
    idempotencyKey: header('idempotency-key'),
    // The last name in the list is the one that the proxy itself saw.
    address: proxied ? (header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? direct) : direct,
    encrypted: (raw.socket as TLSSocket).encrypted === true || (proxied && header('x-forwarded-proto') === 'https'),
    async body() {
      try {
        return await readBody(raw, limits, clock);
      } catch (error) {
        if (!(error instanceof BodyFault)) throw error;
        throw error.problem === 'cut'
          ? new ApiError('DATA_INVALID', 'the request was cut off')
          : bodyProblem(error.problem, limits);
      }
    },
  };
}
