import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Fault } from '../core/base/fault.ts';
import { RealClock } from './clock.ts';
import { Health } from './health.ts';
import { Metrics } from './metrics.ts';
import { type MonitorServer, openMonitor } from './monitor-server.ts';

let server: MonitorServer;
afterEach(() => server.close());

async function open() {
  const [metrics, health] = [new Metrics(), new Health(new RealClock())];
  server = await openMonitor({ host: '127.0.0.1', port: 0, metrics, health });
  return { metrics, health };
}

/** The status of a request with this Host header. */
function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${server.url}/livez`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

it('/readyz says 503 and why, and 200 when all is well; /livez goes on answering', async () => {
  const { health } = await open();
  const venue = health.check('venue');
  venue.fail('away');
  const unready = await fetch(`${server.url}/readyz`);
  expect([unready.status, await unready.json()]).toMatchObject([503, { ok: false, checks: [{ reason: 'away' }] }]);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  venue.pass();
  expect((await fetch(`${server.url}/readyz?verbose`)).status).toBe(200);
});

it('/metrics is the text of the moment; anything else is refused', async () => {
  const { metrics } = await open();
  metrics.counter('order_fills_total').add(7);
  const response = await fetch(`${server.url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toContain('\norder_fills_total 7\n');
  expect((await fetch(`${server.url}/else`)).status).toBe(404);
  expect((await fetch(`${server.url}/constructor`)).status).toBe(404);
  expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(405);
});

it('A page that reaches us under a name of its own is turned away', async () => {
  await open();
  expect(await statusFor('evil.example')).toBe(421);
  expect(await statusFor('127.evil.example:80')).toBe(421);
  expect(await statusFor('localhost:1')).toBe(200);
  expect(await statusFor('[::1]:1')).toBe(200);
});

it('A port that is in use, and a host that is not ours, are told as the world at fault', async () => {
  const { metrics, health } = await open();
  const port = Number(new URL(server.url).port);
  const failed = await openMonitor({ host: '127.0.0.1', port, metrics, health }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Fault);
  expect([(failed as Fault).message, (failed as Fault).exitCode]).toEqual([
    `live.metrics: expected to listen on 127.0.0.1:${port}, the port is in use; give another one, or 0 for any that is free`,
    4,
  ]);
  await expect(openMonitor({ host: '203.0.113.1', port: 0, metrics, health })).rejects.toThrow('no such address');
});

it('It closes while somebody still holds a connection, and the port is free again', async () => {
  const { metrics, health } = await open();
  const port = Number(new URL(server.url).port);
  const socket = connect(port, '127.0.0.1');
  const gone = new Promise((resolve) => socket.on('close', resolve).on('error', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
  await fetch(`${server.url}/livez`);
  // A request that never ends: not idle, and nobody's to wait for.
  await new Promise<void>((resolve) => socket.write('GET /livez HTTP/1.1\r\n', () => resolve()));
  await server.close();
  await gone;
  server = await openMonitor({ host: '127.0.0.1', port, metrics, health });
}, 5_000);
