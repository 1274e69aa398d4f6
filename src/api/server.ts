import { Fault } from '../core/base/fault.ts';
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
import type { Port, PortOptions } from './http/port.ts';
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
  /** A port for webhooks alone, so that what may be reached from outside is not where commands are given. Left out: the HTTP port. */
  readonly webhookPort?: { readonly host: string; readonly port: number };
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
  /** Where `/webhook/...` is; the HTTP port's where it has none of its own. */
  readonly webhookUrl: string;
  /** Tokens and sources of webhooks, in the place of those before; calls under way end under the old ones. */
  trust(changed: Pick<ApiOptions, 'tokens' | 'webhooks'>): void;
  /** Takes nothing new, lets what is at work finish for so long, then cuts connections. */
  close(withinMs?: number): Promise<void>;
}

const HOST = '127.0.0.1';
const CONNECTIONS_MAX = 256;
const TIMEOUT_MS = 5_000;
const WATCH_MS = 500;
const CLOSE_MS = 5_000;
const REQUEST_MS = 30_000;

/** The control plane on two ports, and the webhook on the HTTP one or one of its own. */
export async function openApi(options: ApiOptions): Promise<ApiServer> {
  const { bus, clock, metrics, source, onDefect, host = HOST, tls, limits = BODY_LIMITS } = options;
  for (const address of [host, options.webhookPort?.host ?? host])
    assertSafeBinding(address, tls !== undefined, options.plaintext === true);
  const gateway = new Gateway({ bus, clock, source, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  const submissions = new Submissions(options.keys, clock);
  const watch = new StatusWatch(() => askStatus(gateway), clock, options.watchMs ?? WATCH_MS);
  const tokens = new TokenCheck(options.tokens);
  const handlers = new ControlHandlers({ gateway, submissions, watch, clock, onDefect }, tokens, limits);
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
  const control = [...handlers.paths.map((path) => controlRoute(path, handlers)), ...(options.routes ?? [])];
  const webhooks = webhookRoutes({ webhook, limits, clock, metrics, proxies: options.proxies ?? [] });
  const openHttp = (routes: readonly HttpRoute[], at: { readonly host: string; readonly port: number }) =>
    openHttpPort({ routes, policy, clock, requestMs: REQUEST_MS, onDefect }, { ...port, ...at });
  const open: Port[] = [];
  const closeAll = (cut: Promise<void>) => Promise.all(open.map((each) => each.close(cut)));
  const opened = async (what: string, one: Promise<Port>): Promise<Port> => {
    try {
      const it = await one;
      open.push(it);
      return it;
    } catch (error) {
      await closeAll(Promise.resolve());
      throw portFault(what, error);
    }
  };
  const own = options.webhookPort;
  const grpc = await opened(
    'live.control.grpcPort',
    openGrpcPort(handlers, policy, clock, { ...port, port: options.grpcPort ?? 0 }),
  );
  const routes = own === undefined ? [...control, ...webhooks] : control;
  const http = await opened('live.control.httpPort', openHttp(routes, { host, port: options.httpPort ?? 0 }));
  const hooks = own === undefined ? http : await opened('live.api.port', openHttp(webhooks, own));
  const urlOf = (at: string, { port: number }: Port): string =>
    `${tls === undefined ? 'http' : 'https'}://${at.includes(':') ? `[${at}]` : at}:${number}`;
  return {
    httpUrl: urlOf(host, http),
    grpcUrl: urlOf(host, grpc),
    webhookUrl: urlOf(own?.host ?? host, hooks),
    trust(changed) {
      tokens.accept(changed.tokens);
      webhook.listenTo(changed.webhooks);
    },
    async close(withinMs = CLOSE_MS) {
      watch.close();
      handlers.close();
      const { promise: cut, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(withinMs, resolve);
      await closeAll(cut);
      cancel();
    },
  };
}

/** A port that cannot be had is the world's fault, and is named; anything else stays what it is. */
function portFault(what: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new Fault('world', `${what}: the port is in use (${message}); give another one, or 0 for any that is free`);
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Fault('world', `${what}: it cannot be listened on (${message})`);
  return error;
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
