import {
  createSecureServer,
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../telemetry/clock.ts';
import { ApiError } from '../api-error.ts';
import { hostProblem, type HostPolicy } from '../http/known-host.ts';
import type { Port, PortOptions } from '../http/port.ts';
import type { ControlHandlers } from './control-handlers.ts';

const STREAMS_PER_SESSION_MAX = 100;
const HEADERS_BYTES_MAX = 16_384;
const IDLE_MS = 120_000;
const LINGER_MS = 1_000;

/** The control plane over HTTP/2: what gRPC needs. In plain text on this machine, with TLS elsewhere. */
export async function openGrpcPort(
  handlers: ControlHandlers,
  policy: HostPolicy,
  clock: Clock,
  options: PortOptions,
): Promise<Port> {
  const settings = { maxConcurrentStreams: STREAMS_PER_SESSION_MAX, maxHeaderListSize: HEADERS_BYTES_MAX };
  const server: Http2Server =
    options.tls === undefined ? createServer({ settings }) : createSecureServer({ settings, ...options.tls });
  const sessions = new Set<ServerHttp2Session>();
  server.maxConnections = options.connectionsMax;
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => {});
    session.setTimeout(IDLE_MS, () => session.destroy());
  });
  server.on('sessionError', () => {});
  server.on('request', (request, response) => {
    request.on('error', () => {});
    response.on('error', () => {});
    closeUnread(request, clock);
    const problem = hostProblem(request.authority, request.headers.origin, policy);
    if (problem !== undefined) answer(response, new ApiError('AUTH_HOST', problem), clock);
    else if (!handlers.serve(request, response))
      answer(response, new ApiError('GW_NOT_FOUND', 'there is nothing at this address'), clock);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(cut) {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const session of sessions) session.close();
      void cut.then(() => {
        for (const session of sessions) session.destroy();
      });
      await closed;
    },
  };
}

/** The answer is out: what is still on its way here is not waited for, once the answer has had time to be read. */
function closeUnread({ stream }: Http2ServerRequest, clock: Clock): void {
  stream.once('finish', () => {
    if (stream.closed) return;
    const cancel = clock.after(LINGER_MS, () => stream.close());
    stream.once('close', cancel);
  });
}

function answer(response: Http2ServerResponse, error: ApiError, clock: Clock): void {
  response.writeHead(error.status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(error.envelope('', clock.nowUs())));
}
