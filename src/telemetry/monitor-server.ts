import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { Fault } from '../core/base/fault.ts';
import { type Exposition, openExposition } from './exposition.ts';
import type { Health, HealthReport } from './health.ts';
import type { Metrics } from './metrics.ts';

export interface MonitorServer {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  /** Ends the connections that are open and resolves when the port is free. */
  close(): Promise<void>;
}

export interface MonitorOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly health: Health;
}

const REQUEST_TIMEOUT_MS = 5_000;
const CONNECTIONS_MAX = 64;

/** Serves `/metrics`, `/livez` and `/readyz`. A port that is taken, or a host that is not ours, is a Fault. */
export async function openMonitor({ host, port, metrics, health }: MonitorOptions): Promise<MonitorServer> {
  let exposition: Promise<Exposition> | undefined;
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<void> | void>> = {
    '/metrics': async (response) => {
      const { contentType, text } = await (exposition ??= openExposition(metrics));
      response.writeHead(200, { 'content-type': contentType }).end(await text());
    },
    '/livez': (response) => answer(response, health.live()),
    '/readyz': (response) => answer(response, health.ready()),
  };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  server.maxConnections = CONNECTIONS_MAX;
  server.on('request', async (request, response) => {
    const refused = refusal(request, host);
    const route = routes[(request.url ?? '').split('?', 1)[0]];
    try {
      if (refused !== undefined) plain(response, ...refused);
      else if (route === undefined) plain(response, 404, `expected ${Object.keys(routes).join(', ')}`);
      else if (request.method !== 'GET' && request.method !== 'HEAD') plain(response, 405, 'expected GET');
      else await route(response);
    } catch {
      if (!response.headersSent) plain(response, 500, 'the metrics could not be collected');
    }
  });
  await listen(server, host, port);
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${isIP(address) === 6 ? `[${address}]` : address}:${bound}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A page in a browser of this machine may not read us under a name of its own (DNS rebinding). */
function refusal(request: IncomingMessage, host: string): [status: number, text: string] | undefined {
  if (!isLoopback(host)) return undefined;
  const name = (request.headers.host ?? '').replace(/:\d+$/, '');
  return isLoopback(name.replace(/^\[|\]$/g, '')) ? undefined : [421, 'expected a loopback address as host'];
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

function answer(response: ServerResponse, report: HealthReport): void {
  response
    .writeHead(report.ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(report)}\n`);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Fault('world', portText(error, host, port))));
    server.listen(port, host, () => resolve());
  });
}

function portText({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  const what = `live.metrics: expected to listen on ${host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${what}, the port is in use; give another one, or 0 for any that is free`;
    case 'EACCES':
      return `${what}, permission denied; ports below 1024 belong to the system`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${what}, this machine has no such address`;
    default:
      return `${what}, failed (${code ?? message})`;
  }
}
