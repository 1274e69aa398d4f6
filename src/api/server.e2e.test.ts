import { connect as connectHttp2, constants } from 'node:http2';
import { createConnection } from 'node:net';
import { createClient, type ConnectError, Code } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { SessionTwin, tokenFor } from './api-session.twin.ts';
import { ControlService } from './control/control-v1.ts';
import type { ApiOptions, ApiServer } from './server.ts';

const STATUS = `/${ControlService.typeName}/Status`;
const WATCH = `/${ControlService.typeName}/WatchStatus`;
const EMPTY_MESSAGE = Buffer.from([0, 0, 0, 0, 0]);

let session: SessionTwin;
let api: ApiServer;
async function open(more: Partial<ApiOptions> = {}): Promise<void> {
  session = new SessionTwin();
  api = await session.open(more);
}
afterEach(() => api.close(0));

const bearer = { authorization: `Bearer ${tokenFor('read')}` };
const json = { 'content-type': 'application/json', ...bearer };

function post(path: string, init: RequestInit): Promise<Response> {
  return fetch(`${api.httpUrl}${path}`, { method: 'POST', headers: json, ...init });
}

/** One gRPC call without a library; the body may have no end. */
function grpcCall(path: string, headers: Record<string, string>, body: Buffer, whole = true) {
  const client = connectHttp2(api.grpcUrl);
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; grpcStatus: string }>();
  client.on('error', reject);
  const stream = client.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  let status = 0;
  let grpcStatus = '';
  stream.on('response', (all) => {
    status = Number(all[':status']);
    grpcStatus = String(all['grpc-status'] ?? '');
  });
  stream.on('trailers', (all) => {
    grpcStatus = String(all['grpc-status']);
  });
  stream.on('error', () => {});
  const done = (): void => {
    client.destroy();
    resolve({ status, grpcStatus });
  };
  stream.on('end', done).on('close', done);
  stream.resume();
  if (whole) stream.end(body);
  else stream.write(body);
  return promise;
}

describe('the ports', () => {
  it('are on loopback, and nowhere else without TLS or a word', async () => {
    await open();
    expect(api.httpUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(session.open({ host: '0.0.0.0', plaintext: false })).rejects.toThrow(/api\.tls/);
  });

  it('refuse whoever calls them by a strange name', async () => {
    await open();
    const answer = grpcCall(STATUS, { ...bearer, ':authority': 'evil.example' }, EMPTY_MESSAGE);
    expect((await answer).status).toBe(403);
  });

  it('keep webhooks apart where they have a port of their own, and say which port is taken', async () => {
    await open({ webhookPort: { host: '127.0.0.1', port: 0 } });
    expect(api.webhookUrl).not.toBe(api.httpUrl);
    const ask = (url: string, path: string) => fetch(`${url}${path}`, { method: 'POST', headers: json, body: '{}' });
    const statuses = async (url: string) => [(await ask(url, STATUS)).status, (await ask(url, '/webhook/desk')).status];
    expect(await statuses(api.httpUrl)).toEqual([200, 404]);
    expect(await statuses(api.webhookUrl)).toEqual([404, 401]);
    const port = Number(new URL(api.webhookUrl).port);
    await expect(session.open({ webhookPort: { host: '127.0.0.1', port } })).rejects.toMatchObject({
      kind: 'world',
      message: expect.stringContaining('live.api.port: the port is in use'),
    });
  });

  it('serve the methods of control.proto, and nothing beside them', async () => {
    await open();
    expect((await post('/conclave.control.v1.ControlService/Steal', { body: '{}' })).status).toBe(404);
    expect((await post('/conclave.control.v2.ControlService/Status', { body: '{}' })).status).toBe(404);
    const answer = grpcCall('/conclave.control.v2.ControlService/Status', bearer, EMPTY_MESSAGE);
    expect((await answer).status).toBe(404);
    expect((await fetch(`${api.httpUrl}${STATUS}`, { headers: json })).status).toBe(404);
  });

  it('take a bounded number of connections', async () => {
    await open({ connectionsMax: 2 });
    const port = Number(new URL(api.httpUrl).port);
    const first = [1, 2].map(() => createConnection(port, '127.0.0.1'));
    await Promise.all(first.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    const third = createConnection(port, '127.0.0.1');
    await new Promise((resolve) => third.on('error', () => {}).once('close', resolve));
    for (const socket of first) socket.destroy();
  });

  it('say of a field that they do not know that they do not know it', async () => {
    await open();
    const kill = {
      command: { idempotencyKey: 'k' },
      scope: { kind: 'account' },
      scop: { kind: 'instrument', id: 'SPX' },
    };
    const headers = { ...json, authorization: `Bearer ${tokenFor('kill')}` };
    const answer = await post(`/${ControlService.typeName}/Kill`, { headers, body: JSON.stringify(kill) });
    expect(answer.status).toBe(400);
    expect(session.taken).toEqual([]);
  });

  it('tell HTTP/JSON what they tell gRPC: the envelope, as a detail', async () => {
    await open();
    const answer = await post(STATUS, { headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      code: 'unauthenticated',
      details: [{ type: 'conclave.control.v1.ErrorEnvelope', debug: { code: 'AUTH_MISSING', error: 'authorisation' } }],
    });
  });
});

describe('a body', () => {
  it('of ten megabytes is refused on either port', async () => {
    await open();
    const big = Buffer.alloc(10_000_000, ' ');
    expect((await post(STATUS, { body: big })).status).toBe(429);
    const frame = Buffer.concat([Buffer.from([0, 0, 0x98, 0x96, 0x80]), big]);
    const answer = grpcCall(STATUS, bearer, frame, false);
    expect(await answer).toEqual({ status: 200, grpcStatus: String(Code.ResourceExhausted) });
  });

  it('is not read before the token is known', async () => {
    await open();
    const answer = grpcCall(STATUS, {}, Buffer.from([0]), false);
    expect((await answer).grpcStatus).toBe(String(Code.Unauthenticated));
  });

  it('that does not arrive is waited for no longer than its time, on either port', async () => {
    const clock = new VirtualClock();
    await open({ clock, limits: { bytesMax: 1_000, timeoutMs: 5_000 } });
    const answer = grpcCall(STATUS, bearer, Buffer.from([0]), false);
    while (clock.waiting === 0) await new Promise(setImmediate);
    await clock.advance(5_000);
    expect((await answer).grpcStatus).toBe(String(Code.DeadlineExceeded));
    while (clock.waiting > 0) await clock.advance(1_000);
    const socket = createConnection(Number(new URL(api.httpUrl).port), '127.0.0.1');
    socket.write(
      `POST ${STATUS} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nauthorization: ${bearer.authorization}\r\ncontent-length: 9\r\n\r\n{`,
    );
    while (clock.waiting === 0) await new Promise(setImmediate);
    await clock.advance(5_000);
    const head = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
    expect(head).toContain('deadline_exceeded');
    socket.destroy();
    await clock.advance(2_000);
  });
});

describe('a watcher that reads nothing', () => {
  it('costs one state and the buffers of its connection, and reads the newest when it comes back', async () => {
    await open({ watchMs: 0 });
    const filler = 'x'.repeat(100_000);
    const look = { count: 0 };
    const status = () => ({ session: filler, state: String((look.count += 1)) });
    Object.defineProperty(session, 'status', { get: status });
    const client = connectHttp2(api.grpcUrl);
    const stream = client.request({
      ':method': 'POST',
      ':path': WATCH,
      'content-type': 'application/grpc+json',
      te: 'trailers',
      ...bearer,
    });
    stream.pause();
    stream.end(Buffer.from([0, 0, 0, 0, 2, 123, 125]));
    await new Promise((resolve) => stream.once('response', resolve));
    while (look.count < 200) await new Promise(setImmediate);
    const lookedAt = look.count;
    const seen: number[] = [];
    let rest = '';
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        rest += chunk.toString('latin1');
        for (const [, state] of rest.matchAll(/"state":"(\d+)"/g)) seen.push(Number(state));
        rest = rest.slice(rest.lastIndexOf('"state"'));
        if (seen.some((state) => state >= lookedAt)) resolve();
      });
      stream.resume();
    });
    const distinct = new Set(seen);
    // Of 20 MB that came and went, what lay in buffers when it stopped reading: megabytes would be far more messages.
    expect([...distinct].filter((state) => state < lookedAt).length).toBeLessThan(50);
    stream.close(constants.NGHTTP2_CANCEL);
    client.destroy();
  });
});

describe('a server that closes', () => {
  it('lets what is at work finish, and takes nothing new', async () => {
    await open();
    const { promise, resolve } = Promise.withResolvers<void>();
    session.answer = async (message) => {
      await promise;
      return session.accept(message);
    };
    const client = createClient(ControlService, createGrpcTransport({ baseUrl: api.grpcUrl }));
    const command = { idempotencyKey: 'k' };
    const headers = { authorization: `Bearer ${tokenFor('kill')}` };
    const call = client.kill({ command, scope: { kind: 'account' } }, { headers });
    while (session.taken.length === 0) await new Promise(setImmediate);
    const closed = api.close(10_000);
    resolve();
    expect((await call).sequence).toBe(1n);
    await closed;
    const late = createClient(ControlService, createGrpcTransport({ baseUrl: api.grpcUrl }));
    const error = await late.status({}, { headers: bearer }).catch((caught: ConnectError) => caught);
    expect((error as ConnectError).code).toBe(Code.Unavailable);
  });

  it('cuts what does not end', async () => {
    await open({ timeoutMs: 60_000 });
    session.answer = () => new Promise(() => {});
    const answer = grpcCall(
      `/${ControlService.typeName}/Kill`,
      { authorization: `Bearer ${tokenFor('kill')}`, 'content-type': 'application/grpc+json' },
      frameOf({ command: { idempotencyKey: 'k' }, scope: { kind: 'account' } }),
    );
    answer.catch(() => {});
    while (session.taken.length === 0) await new Promise(setImmediate);
    await api.close(10);
    await answer.catch(() => {});
  });
});

function frameOf(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}
