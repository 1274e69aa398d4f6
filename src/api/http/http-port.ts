import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../telemetry/clock.ts';
import { ApiError, asApiError } from '../api-error.ts';
import { hostProblem, type HostPolicy } from './known-host.ts';
import type { Port, PortOptions } from './port.ts';

const HEADERS_BYTES_MAX = 16_384;
const HEADERS_MS_MAX = 10_000;
const KEEP_ALIVE_MS = 30_000;

/** Something that answers on the HTTP port. Whatever a handler throws becomes an error envelope. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST';
  /** `/webhook/:source` */
  readonly path: string;
  handle(request: HttpRequest): Promise<HttpAnswer | undefined>;
}

export interface HttpRequest {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly raw: IncomingMessage;
  /** For a handler that writes the answer itself, and returns undefined. */
  readonly response: ServerResponse;
  header(name: string): string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpParts {
  readonly routes: readonly HttpRoute[];
  readonly policy: HostPolicy;
  readonly clock: Clock;
  /** A request may take so long to arrive; its body has a shorter limit of its own. */
  readonly requestMs: number;
  readonly onDefect: (error: unknown) => void;
}

/** HTTP/1.1 for everybody: no stack, no cookie, no body that is read further than its handler wants. */
export async function openHttpPort(parts: HttpParts, options: PortOptions): Promise<Port> {
  const app = await makeApp(parts, options);
  const { server } = app;
  server.maxConnections = options.connectionsMax;
  await app.listen({ host: options.host, port: options.port });
  return {
    port: (server.address() as AddressInfo).port,
    async close(cut) {
      const closed = app.close();
      void cut.then(() => server.closeAllConnections());
      await closed;
    },
  };
}

async function makeApp(parts: HttpParts, { tls }: PortOptions): Promise<FastifyInstance> {
  const { fastify } = await import('fastify');
  const common = {
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    requestTimeout: parts.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxRequestsPerSocket: 0,
    connectionTimeout: 0,
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      void sendError(parts, reply, notFound()),
    clientErrorHandler: (_error: Error, socket: Socket) => refuseClient(socket),
  } as const;
  const http = { maxHeaderSize: HEADERS_BYTES_MAX, headersTimeout: HEADERS_MS_MAX, connectionsCheckingInterval: 1_000 };
  const app = (
    tls === undefined ? fastify({ ...common, http }) : fastify({ ...common, https: { ...http, ...tls } })
  ) as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const problem = hostProblem(request.headers.host, request.headers.origin, parts.policy);
    if (problem !== undefined) throw new ApiError('AUTH_HOST', problem);
  });
  app.setErrorHandler((error, _request, reply) => sendError(parts, reply, error));
  app.setNotFoundHandler((_request, reply) => sendError(parts, reply, notFound()));
  for (const route of parts.routes) addRoute(app, route);
  return app;
}

function addRoute(app: FastifyInstance, { method, path, handle }: HttpRoute): void {
  app.route<{ Params: Record<string, string> }>({
    method,
    url: path,
    async handler(request, reply) {
      const { raw, headers, params } = request;
      const header = (name: string): string | undefined => {
        const value = headers[name];
        return Array.isArray(value) ? value.join(', ') : value;
      };
      const answer = await handle({ params, raw, response: reply.raw, header });
      if (answer === undefined) return reply.hijack();
      closeUnlessRead(reply);
      return reply
        .code(answer.status)
        .headers({ ...answer.headers })
        .type(answer.contentType ?? 'application/json; charset=utf-8')
        .send(answer.body);
    },
  });
}

function sendError(parts: HttpParts, reply: FastifyReply, error: unknown): FastifyReply {
  const told = asApiError(error);
  if (told.code === 'GW_INTERNAL') parts.onDefect(error);
  closeUnlessRead(reply);
  if (told.retryAfterSeconds !== undefined) reply.header('retry-after', String(told.retryAfterSeconds));
  if (told.status === 401) reply.header('www-authenticate', 'Signature');
  return reply
    .code(told.status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(told.envelope(told.correlationId, parts.clock.nowUs())));
}

/** A body that nobody has read to its end is in the way of whatever would come after it. */
function closeUnlessRead(reply: FastifyReply): void {
  const { raw } = reply.request;
  if (raw.readableEnded) return;
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
  if (encoding !== undefined || (length !== undefined && length !== '0')) reply.header('connection', 'close');
}

function notFound(): ApiError {
  return new ApiError('GW_NOT_FOUND', 'there is nothing at this address');
}

/** What came is not HTTP, or not in time. */
function refuseClient(socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
}
