import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { ControlHandlers } from './control/control-handlers.ts';
import { openGrpcPort } from './control/grpc-port.ts';
import { askStatus } from './control/session-status.ts';
import { StatusWatch } from './control/status-watch.ts';
import { Gateway } from './gateway.ts';
import { type HttpRoute, openHttpPort } from './http/http-port.ts';
import { assertSafeBinding } from './http/known-host.ts';
import type { PortOptions } from './http/port.ts';
import { BODY_LIMITS, type BodyLimits } from './http/read-body.ts';
import type { KeyStore } from './keys/key-store.ts';
import { Submissions } from './submissions.ts';
import { type Token, TokenCheck } from './tokens.ts';
import { Webhook } from './webhook/webhook.ts';
import { webhookRoutes } from './webhook/webhook-routes.ts';
import type { WebhookSource } from './webhook/webhook-source.ts';

export interface ApiOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly tokens: readonly Token[];
  /** Numbers the messages of this start: a name that no start had before. */
  readonly source: string;
  /** Idempotency keys of commands and webhooks, and nonces of webhooks. The caller closes them after the server. */
  readonly keys: KeyStore;
  readonly nonces: KeyStore;
  readonly webhooks: readonly WebhookSource[];
  /** False while the runtime would only turn intents away. */
  readonly ready: () => boolean;
  /** Told of errors that are ours. */
  readonly onDefect: (error: unknown) => void;
  /** An address of this machine; 127.0.0.1 when left out. Elsewhere than on loopback TLS is needed, or `plaintext`. */
  readonly host?: string;
  /** 0, any free one, when left out. */
  readonly httpPort?: number;
  readonly grpcPort?: number;
  readonly tls?: PortOptions['tls'];
  /** Yes, in plain text where others can listen. */
  readonly plaintext?: boolean;
  /** Names besides localhost by which the server is called, pages that may call it, and proxies whose word is taken. */
  readonly hosts?: readonly string[];
  readonly origins?: readonly string[];
  readonly proxies?: readonly string[];
  readonly connectionsMax?: number;
  readonly limits?: BodyLimits;
  /** How long the runtime may take over a request. */
  readonly timeoutMs?: number;
  /** Between two states of a watch. */
  readonly watchMs?: number;
  /** More that answers on the HTTP port: metrics, health. */
  readonly routes?: readonly HttpRoute[];
}

export interface ApiServer {
  /** `http://127.0.0.1:PORT` */
  readonly httpUrl: string;
  readonly grpcUrl: string;
  /** Takes nothing new, lets what is at work finish for so long, then cuts connections. */
  close(withinMs?: number): Promise<void>;
}

const HOST = '127.0.0.1';
const CONNECTIONS_MAX = 256;
const TIMEOUT_MS = 5_000;
const WATCH_MS = 500;
const CLOSE_MS = 5_000;
const REQUEST_MS = 30_000;

/** The control plane on two ports, and the webhook on the HTTP one. */
export async function openApi(options: ApiOptions): Promise<ApiServer> {
  const { bus, clock, metrics, source, onDefect, host = HOST, tls, limits = BODY_LIMITS } = options;
  assertSafeBinding(host, tls !== undefined, options.plaintext === true);
  const gateway = new Gateway({ bus, clock, source, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  const submissions = new Submissions(options.keys, clock);
  const watch = new StatusWatch(() => askStatus(gateway), clock, options.watchMs ?? WATCH_MS);
  const handlers = new ControlHandlers(
    { gateway, submissions, watch, clock, onDefect },
    new TokenCheck(options.tokens),
    limits,
  );
  const webhook = new Webhook({
    sources: options.webhooks,
    gateway,
    submissions,
    nonces: options.nonces,
    clock,
    ready: options.ready,
    plaintextAllowed: options.plaintext === true,
  });
  const policy = { hosts: options.hosts ?? [], origins: options.origins ?? [] };
  const port = { host, connectionsMax: options.connectionsMax ?? CONNECTIONS_MAX, tls };
  const grpc = await openGrpcPort(handlers, policy, clock, { ...port, port: options.grpcPort ?? 0 });
  const routes = [
    ...handlers.paths.map((path) => controlRoute(path, handlers)),
    ...webhookRoutes({ webhook, limits, clock, metrics, proxies: options.proxies ?? [] }),
    ...(options.routes ?? []),
  ];
  const http = await openHttpPort(
    { routes, policy, clock, requestMs: REQUEST_MS, onDefect },
    { ...port, port: options.httpPort ?? 0 },
  ).catch(async (error: unknown) => {
    await grpc.close(Promise.resolve());
    throw error;
  });
  const scheme = tls === undefined ? 'http' : 'https';
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    httpUrl: `${scheme}://${name}:${http.port}`,
    grpcUrl: `${scheme}://${name}:${grpc.port}`,
    async close(withinMs = CLOSE_MS) {
      watch.close();
      handlers.close();
      const { promise: cut, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(withinMs, resolve);
      await Promise.all([http.close(cut), grpc.close(cut)]);
      cancel();
    },
  };
}

function controlRoute(path: string, handlers: ControlHandlers): HttpRoute {
  return {
    method: 'POST',
    path,
    async handle({ raw, response }) {
      handlers.serve(raw, response);
      return undefined;
    },
  };
}
