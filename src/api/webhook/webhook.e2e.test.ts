import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../contracts/reply.ts';
import { VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { SECRET, SECRET_BEFORE, SessionTwin, SOURCES } from '../api-session.twin.ts';
import { FileKeyStore } from '../keys/file-key-store.ts';
import type { ApiOptions, ApiServer } from '../server.ts';
import { sign } from './signature.ts';

const { folder } = temporaryFolder();

let session: SessionTwin;
let api: ApiServer;
let nonces = 0;

async function reopen(more: Partial<ApiOptions> = {}): Promise<void> {
  await api.close(0);
  api = await session.open(more);
}
beforeEach(async () => {
  session = new SessionTwin();
  api = await session.open({ timeoutMs: 200 });
});
afterEach(() => api.close(0));

const intent = { kind: 'target', instrument: 'SPX', targetPosition: '10' };

interface Post {
  readonly source?: string;
  readonly secret?: string;
  readonly nonce?: string;
  readonly atSeconds?: number;
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

function signed(body: string, { secret = SECRET, nonce = `n${(nonces += 1)}`, atSeconds, key, headers }: Post = {}) {
  const timestamp = String(atSeconds ?? Math.floor(session.clock.nowUs() / 1_000_000));
  return {
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': sign(secret, timestamp, nonce, Buffer.from(body)),
    ...(key !== undefined && { 'idempotency-key': key }),
    ...headers,
  };
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function send(path: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${api.httpUrl}${path}`, { method: 'POST', body, headers });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

function post(content: unknown, options: Post = {}): Promise<Answer> {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  return send(`/webhook/${options.source ?? 'desk'}`, body, signed(body, options));
}

describe('a signed request', () => {
  it('is taken when the runtime has its intent on record', async () => {
    const answer = await post(intent);
    expect(answer.status).toBe(202);
    expect(session.taken).toMatchObject([
      {
        subject: 'decisions.order_intent.external',
        correlationId: answer.body.correlationId,
        payload: { kind: 'target', agentId: 'signals', instrument: 'SPX', targetPosition: '10' },
      },
    ]);
  });

  it.each([
    ['without headers', () => ({}), 'AUTH_MISSING'],
    [
      'with the wrong secret',
      (body: string) => signed(body, { secret: 'a-secret-of-somebody-else' }),
      'AUTH_BAD_SIGNATURE',
    ],
    ['of another body', () => signed('{}'), 'AUTH_BAD_SIGNATURE'],
    ['that is not hex', (body: string) => ({ ...signed(body), 'x-signature': 'z'.repeat(64) }), 'AUTH_BAD_SIGNATURE'],
    ['that is cut', (body: string) => ({ ...signed(body), 'x-signature': 'ab' }), 'AUTH_BAD_SIGNATURE'],
    ['with another nonce', (body: string) => ({ ...signed(body), 'x-nonce': 'other' }), 'AUTH_BAD_SIGNATURE'],
    ['with another time', (body: string) => ({ ...signed(body), 'x-timestamp': '1' }), 'AUTH_BAD_SIGNATURE'],
    ['from 301 s ago', (body: string) => signed(body, { atSeconds: nowSeconds() - 302 }), 'AUTH_STALE'],
    ['from 301 s ahead', (body: string) => signed(body, { atSeconds: nowSeconds() + 302 }), 'AUTH_STALE'],
  ])('%s is refused', async (_, headersOf: (body: string) => Record<string, string>, code) => {
    const body = JSON.stringify(intent);
    const answer = await send('/webhook/desk', body, headersOf(body));
    expect([answer.status, answer.body.code]).toEqual([401, code]);
    expect(Object.keys(answer.body).sort()).toEqual([
      'code',
      'correlationId',
      'details',
      'error',
      'message',
      'timestamp',
    ]);
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    expect(session.taken).toEqual([]);
  });

  it('is good at both edges of its window', async () => {
    expect((await post(intent, { atSeconds: nowSeconds() - 298 })).status).toBe(202);
    expect((await post(intent, { atSeconds: nowSeconds() + 298 })).status).toBe(202);
  });

  it('may be signed with the old secret while it is rotated', async () => {
    expect((await post(intent, { secret: SECRET_BEFORE })).status).toBe(202);
    await reopen({ webhooks: [{ ...SOURCES[0], secrets: [SECRET] }] });
    expect((await post(intent, { secret: SECRET_BEFORE })).status).toBe(401);
  });

  it('is refused when it comes again', async () => {
    expect((await post(intent, { nonce: 'once' })).status).toBe(202);
    const again = await post({ ...intent, targetPosition: '11' }, { nonce: 'once' });
    expect([again.status, again.body.code]).toEqual([401, 'AUTH_REPLAY']);
    expect(session.taken).toHaveLength(1);
  });

  it('does not use up a nonce when its signature is wrong', async () => {
    await post(intent, { nonce: 'mine', secret: 'a-secret-of-somebody-else' });
    expect((await post(intent, { nonce: 'mine' })).status).toBe(202);
  });

  it('is refused when it comes again after a restart', async () => {
    const path = `${folder}/nonces`;
    const open = () => FileKeyStore.open(path, () => session.clock.nowUs());
    const before = await open();
    await reopen({ nonces: before });
    const body = JSON.stringify(intent);
    const headers = signed(body);
    expect((await send('/webhook/desk', body, headers)).status).toBe(202);
    await before.close();
    const after = await open();
    await reopen({ nonces: after });
    expect((await send('/webhook/desk', body, headers)).body.code).toBe('AUTH_REPLAY');
    await after.close();
  });

  it('is not taken when its nonce cannot be remembered', async () => {
    const closed = await FileKeyStore.open(`${folder}/closed`, () => session.clock.nowUs());
    await closed.close();
    await reopen({ nonces: closed });
    const answer = await post(intent);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(session.taken).toEqual([]);
  });
});

describe('a request with an idempotency key', () => {
  it('gets the first answer again, and is taken once', async () => {
    const first = await post(intent, { key: 'k' });
    const again = await post(intent, { key: 'k' });
    expect(again.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect(session.taken).toHaveLength(1);
  });

  it('is a conflict with another body', async () => {
    await post(intent, { key: 'k' });
    const other = await post({ ...intent, targetPosition: '11' }, { key: 'k' });
    expect([other.status, other.body.code]).toEqual([409, 'GW_IDEMPOTENCY_CONFLICT']);
    expect(session.taken).toHaveLength(1);
  });

  it('waits for the first while that is at work', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    session.answer = async (message) => {
      await promise;
      return session.accept(message);
    };
    await reopen({ timeoutMs: 10_000 });
    const both = [post(intent, { key: 'k' }), post(intent, { key: 'k' })];
    const other = await (async () => {
      while (session.taken.length === 0) await new Promise(setImmediate);
      return post({ ...intent, targetPosition: '11' }, { key: 'k' });
    })();
    expect(other.status).toBe(409);
    resolve();
    const [first, second] = await Promise.all(both);
    expect(first.body).toEqual(second.body);
    expect(session.taken).toHaveLength(1);
  });

  it('is told the same after a restart, from the file', async () => {
    const path = `${folder}/keys`;
    const open = () => FileKeyStore.open(path, () => session.clock.nowUs());
    const before = await open();
    await reopen({ keys: before });
    const first = await post(intent, { key: 'k' });
    await before.close();
    const after = await open();
    await reopen({ keys: after });
    expect((await post(intent, { key: 'k' })).body).toEqual(first.body);
    expect((await post({ ...intent, targetPosition: '3' }, { key: 'k' })).status).toBe(409);
    expect(session.taken).toHaveLength(1);
    await after.close();
  });

  it('may be sent again after an unknown outcome, and is then the same input', async () => {
    session.answer = () => new Promise(() => {});
    const lost = await post(intent, { key: 'k' });
    expect([lost.status, lost.body.code]).toEqual([504, 'BUS_TIMEOUT']);
    session.answer = (message) => session.accept(message);
    const again = await post(intent, { key: 'k' });
    expect(again.status).toBe(202);
    expect(session.taken[1].id).toBe(session.taken[0].id);
    expect(lost.body.correlationId).toBe(again.body.correlationId);
  });

  it('keeps a clear refusal too, and leaves the key free when the body was no intent at all', async () => {
    session.answer = () => errorOf('DATA_UNKNOWN_INSTRUMENT', 'no SPX', '', '2026-01-01T00:00:00.000000Z');
    expect((await post(intent, { key: 'k' })).body.code).toBe('DATA_UNKNOWN_INSTRUMENT');
    expect((await post(intent, { key: 'k' })).body.code).toBe('DATA_UNKNOWN_INSTRUMENT');
    expect(session.taken).toHaveLength(1);
    expect((await post({ kind: 'target' }, { key: 'free' })).status).toBe(422);
    session.answer = (message) => session.accept(message);
    expect((await post(intent, { key: 'free' })).status).toBe(202);
  });
});

describe("TradingView's alerts", () => {
  const alert = { ticker: 'BTCUSD', action: 'buy', price: 60_000.5, time: '2026-01-02T03:04:05Z' };
  const charts = (content: object, path = '') =>
    send(`/webhook/charts${path}`, JSON.stringify(content), { 'content-type': 'text/plain' });

  it('are taken with the secret in the body, which goes no further', async () => {
    const answer = await charts({ ...alert, secret: SECRET });
    expect(answer.status).toBe(202);
    expect(session.taken).toMatchObject([{ payload: { kind: 'target', instrument: 'BTC/USD', targetPosition: '2' } }]);
    expect(JSON.stringify(session.taken)).not.toContain(SECRET);
  });

  it('are taken with the secret in the path', async () => {
    expect((await charts(alert, `/${SECRET}`)).status).toBe(202);
  });

  it.each([
    ['no secret', {}, '', 401, 'AUTH_MISSING'],
    ['a wrong one in the body', { secret: 'not-the-secret-of-it' }, '', 401, 'AUTH_BAD_TOKEN'],
    ['a wrong one in the path', {}, '/not-the-secret-of-it', 401, 'AUTH_BAD_TOKEN'],
  ])('are refused with %s', async (_, more, path, status, code) => {
    const answer = await charts({ ...alert, ...more }, path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('are one alert when they come twice, and two when they were raised at two times', async () => {
    const first = await charts({ ...alert, secret: SECRET });
    expect((await charts({ ...alert, secret: SECRET_BEFORE })).status).toBe(401);
    expect((await charts({ ...alert, secret: SECRET })).body).toEqual(first.body);
    await charts({ ...alert, time: '2026-01-02T03:05:05Z', secret: SECRET });
    expect(session.taken).toHaveLength(2);
  });

  it('are refused from elsewhere, and in plain text', async () => {
    await reopen({ webhooks: [{ ...SOURCES[1], addresses: ['52.89.214.238'] }] });
    expect((await charts({ ...alert, secret: SECRET })).body.code).toBe('AUTH_ADDRESS');
    await reopen({ plaintext: false });
    expect((await charts({ ...alert, secret: SECRET })).body.code).toBe('AUTH_ADDRESS');
    await reopen({ plaintext: false, proxies: ['127.0.0.1'], webhooks: [{ ...SOURCES[1], addresses: ['10.1.2.3'] }] });
    const headers = { 'x-forwarded-for': '6.6.6.6, 10.1.2.3', 'x-forwarded-proto': 'https' };
    expect((await send('/webhook/charts', JSON.stringify({ ...alert, secret: SECRET }), headers)).status).toBe(202);
  });
});

describe('too much, too fast, too slow', () => {
  it('beyond its rate a source is told when to come again', async () => {
    await reopen({ webhooks: [{ ...SOURCES[0], rate: { perSecond: 0.1, burst: 2 } }] });
    expect((await post(intent)).status).toBe(202);
    expect((await post(intent)).status).toBe(202);
    const answer = await post(intent);
    expect([answer.status, answer.body.code]).toEqual([429, 'GW_RATE_LIMITED']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(9);
    expect(session.taken).toHaveLength(2);
  });

  it('forged requests use up the allowance of their sender, not that of the source', async () => {
    await reopen({ webhooks: [{ ...SOURCES[0], rate: { perSecond: 0.1, burst: 1 } }] });
    const forged = await Promise.all(
      Array.from({ length: 20 }, () => post(intent, { secret: 'a-secret-of-somebody-else' })),
    );
    expect(new Set(forged.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await post(intent)).status).toBe(202);
    for (let i = 0; i < 11; i++) await post(intent, { secret: 'a-secret-of-somebody-else' });
    expect((await post(intent, { secret: 'a-secret-of-somebody-else' })).status).toBe(429);
  });

  it('ten megabytes are refused without being read', async () => {
    const body = JSON.stringify({ ...intent, reason: 'x'.repeat(10_000_000) });
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([413, 'GW_TOO_LARGE']);
  });

  it('a body in chunks is refused when a megabyte has been read, whatever else would come', async () => {
    const headers = { ...signed(''), 'transfer-encoding': 'chunked' };
    const { status, sentBytes } = await endless(`${api.httpUrl}/webhook/desk`, headers);
    expect(status).toBe(413);
    // What is in buffers on the way is not read.
    expect(sentBytes).toBeLessThan(30_000_000);
  });

  it('whoever is still sending can read why not: the connection is not reset', async () => {
    const socket = connect(Number(new URL(api.httpUrl).port), '127.0.0.1');
    const headers = Object.entries(signed('{}')).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `POST /webhook/desk HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9000000\r\n${headers.join('')}\r\n`,
    );
    socket.write(Buffer.alloc(3_000_000, 'x'));
    // Busy with something else while the server answers and closes.
    while (session.metrics.samples('gateway_requests_total').length === 0) await new Promise(setImmediate);
    for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate);
    const ending = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.once('error', ({ message }) => resolve(message));
      socket.once('end', () => resolve(text));
    });
    expect(ending).toMatch(/^HTTP\/1.1 413/);
    socket.destroy();
  });

  it('exactly a megabyte is read', async () => {
    const frame = JSON.stringify({ ...intent, reason: '' }).length;
    const answer = await post({ ...intent, reason: 'x'.repeat(1_048_576 - frame) });
    expect(answer.status).toBe(422);
    expect(answer.body.details).toEqual({ path: '/payload/reason' });
  });

  it('a body that does not arrive is waited for no longer than its time', async () => {
    const clock = new VirtualClock(session.clock.nowUs());
    await reopen({ clock, limits: { bytesMax: 1_000, timeoutMs: 5_000 } });
    const socket = connect(Number(new URL(api.httpUrl).port), '127.0.0.1');
    const headers = Object.entries(signed('{}')).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /webhook/desk HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500\r\n${headers.join('')}\r\n{`);
    while (clock.waiting === 0) await new Promise(setImmediate);
    await clock.advance(4_999);
    expect(socket.bytesRead).toBe(0);
    await clock.advance(1);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('end', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*connection: close[\s\S]*"GW_SLOW_BODY"/);
    socket.destroy();
    await clock.advance(2_000);
  });
});

describe('what is refused', () => {
  it.each([
    ['no JSON', '{"kind":', 'DATA_NOT_JSON', undefined],
    ['no object', '[]', 'DATA_INVALID', ''],
    ['no form that is known', '{"hello":1}', 'DATA_UNKNOWN_DIALECT', undefined],
    ['NaN as a quantity', { instrument: 'SPX', side: 'buy', quantity: 'NaN' }, 'DATA_INVALID', '/quantity'],
    ['a field that is not known', { ...intent, leverage: 9 }, 'DATA_INVALID', '/payload/leverage'],
    ['a field out of bounds', { ...intent, confidence: 1.5 }, 'DATA_INVALID', '/payload/confidence'],
    ['a target without a position', { kind: 'target', instrument: 'SPX' }, 'DATA_INVALID', '/payload'],
    [
      'an unknown subject',
      { subject: 'orders.submit', schemaVersion: 1, payload: intent },
      'DATA_UNKNOWN_SUBJECT',
      '/subject',
    ],
    [
      'an unknown version',
      { subject: 'decisions.order_intent.external', schemaVersion: 2, payload: intent },
      'DATA_UNKNOWN_VERSION',
      '/schemaVersion',
    ],
    ['a buy without a quantity', { symbol: 'SPX', action: 'BUY' }, 'DATA_INVALID', '/quantity'],
  ])('%s', async (_, content, code, path) => {
    const answer = await post(content);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    if (path !== undefined) expect(answer.body.details).toEqual({ path });
    expect(session.taken).toEqual([]);
  });

  it.each([
    [
      { corr_id: 'c', instrument: 'SPX', side: 'sell', quantity: 3 },
      { kind: 'order', side: 'sell', quantity: '3', orderType: 'market' },
    ],
    [
      { correlation_id: 'c', symbol: 'SPX', action: 'HOLD' },
      { kind: 'target', targetPosition: null },
    ],
    [
      { symbol: 'SPX', action: 'CLOSE' },
      { kind: 'target', targetPosition: '0' },
    ],
    [
      { symbol: 'SPX', action: 'BUY', quantity: '1.5', limit_price: 99.5 },
      { kind: 'order', orderType: 'limit', limitPrice: '99.5' },
    ],
    [{ subject: 'decisions.order_intent.external', schemaVersion: 1, payload: intent }, { targetPosition: '10' }],
  ])('the older ways to say it are understood: %j', async (content, payload) => {
    expect((await post(content)).status).toBe(202);
    expect(session.taken).toMatchObject([{ payload }]);
  });

  it('a source, an address or a method that does not exist', async () => {
    expect((await post(intent, { source: 'nobody' })).body.code).toBe('GW_UNKNOWN_SOURCE');
    const answers = await Promise.all([
      fetch(`${api.httpUrl}/webhook/desk`),
      fetch(`${api.httpUrl}/`),
      fetch(`${api.httpUrl}/webhook/%zz`, { method: 'POST' }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'GW_NOT_FOUND', details: {} });
    }
  });

  it('everything, while the runtime is not ready; and nonces are not used up', async () => {
    session.ready = false;
    const answer = await post(intent, { nonce: 'kept' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    session.ready = true;
    expect((await post(intent, { nonce: 'kept' })).status).toBe(202);
  });

  it('with nobody there, everything', async () => {
    await session.bus.drain();
    expect((await post(intent)).status).toBe(503);
  });

  it('a defect of ours is told without a word of code', async () => {
    const keys = { get: () => 'no json', put: async () => {}, close: async () => {} };
    await reopen({ keys });
    const answer = await post(intent);
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'GW_INTERNAL', message: 'a defect of the server; its log says more' });
    expect(session.defects).toHaveLength(1);
  });

  it.each([
    [{ host: 'evil.example' }, 'AUTH_HOST'],
    [{ origin: 'https://evil.example' }, 'AUTH_HOST'],
  ])('what a page elsewhere sends: %j', async (headers, code) => {
    const text = await new Promise<string>((resolve, reject) => {
      const call = httpRequest(`${api.httpUrl}/webhook/desk`, { method: 'POST', headers }, (response) => {
        response.setEncoding('utf8');
        let body = '';
        response.on('data', (chunk) => (body += chunk)).on('end', () => resolve(body));
      });
      call.on('error', reject).end();
    });
    expect(JSON.parse(text)).toMatchObject({ code });
  });

  it('is counted by source and reason', async () => {
    await post(intent);
    await post({});
    await post(intent, { source: 'nobody' });
    expect(session.metrics.samples('gateway_requests_total').map(({ labels, value }) => [labels, value])).toEqual([
      [{ source: 'desk', status: '202' }, 1],
      [{ source: 'desk', status: '422' }, 1],
      [{ source: 'unknown', status: '404' }, 1],
    ]);
  });
});

function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** Sends chunks until there is an answer. */
function endless(url: string, headers: Record<string, string>): Promise<{ status: number; sentBytes: number }> {
  return new Promise((resolve, reject) => {
    let sentBytes = 0;
    const chunk = Buffer.alloc(65_536, 'x');
    const call = httpRequest(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, sentBytes });
      call.destroy();
    });
    call.on('error', reject);
    const pump = (): void => {
      sentBytes += chunk.length;
      if (call.write(chunk)) setImmediate(pump);
      else call.once('drain', pump);
    };
    pump();
  });
}
