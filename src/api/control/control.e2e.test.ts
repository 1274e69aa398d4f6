import { createClient, type Client, Code, type ConnectError } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../contracts/reply.ts';
import { SessionTwin, tokenFor } from '../api-session.twin.ts';
import { KeyStoreFault } from '../keys/key-store.ts';
import type { ApiServer } from '../server.ts';
import { ControlService, ErrorEnvelopeSchema } from './control-v1.ts';

let session: SessionTwin;
let api: ApiServer;

beforeEach(async () => {
  session = new SessionTwin();
  api = await session.open({ watchMs: 5, timeoutMs: 200 });
});
afterEach(() => api.close(0));

const command = (key = 'k1') => ({ why: 'because', who: 'jo', idempotencyKey: key });
const bearer = (right: string) => ({ headers: { authorization: `Bearer ${tokenFor(right)}` } });

type Face = 'gRPC' | 'HTTP/JSON';
function clientOf(face: Face): Client<typeof ControlService> {
  const transport =
    face === 'gRPC'
      ? createGrpcTransport({ baseUrl: api.grpcUrl })
      : createConnectTransport({ baseUrl: api.httpUrl, httpVersion: '1.1', useBinaryFormat: false });
  return createClient(ControlService, transport);
}

async function errorFrom(call: Promise<unknown>): Promise<ConnectError> {
  return call.then(
    () => expect.fail('expected an error'),
    (error: unknown) => error as ConnectError,
  );
}

function envelopeOf(error: ConnectError) {
  return error.findDetails(ErrorEnvelopeSchema)[0];
}

describe.each<Face>(['gRPC', 'HTTP/JSON'])('over %s', (face) => {
  it('a command is an input on the bus, and answered when the runtime has it on record', async () => {
    const client = clientOf(face);
    const answer = await client.pauseStrategy({ command: command(), strategy: 'trend' }, bearer('trade'));
    expect(answer).toMatchObject({ sequence: 1n, duplicate: false });
    expect(session.taken).toMatchObject([
      {
        subject: 'control.pause',
        source: 'api-1',
        correlationId: answer.correlationId,
        payload: { agentId: 'trend', who: 'only-trade: jo', why: 'because' },
      },
    ]);
  });

  it('every command arrives with what it says', async () => {
    const client = clientOf(face);
    await client.resumeStrategy({ command: command('a'), strategy: 'trend' }, bearer('trade'));
    await client.setLimits(
      { command: command('b'), limits: { position: '0.2', duplicateWithin: '1s', collar: 'none' } },
      bearer('limits'),
    );
    await client.setMethod({ command: command('c'), method: 'weighted', weights: { trend: 2 } }, bearer('limits'));
    await client.kill({ command: command('d'), scope: { kind: 'instrument', id: 'SPX' } }, bearer('kill'));
    await client.release({ command: command('e'), scope: { kind: 'account' } }, bearer('release'));
    expect(session.taken.map(({ subject, payload }) => [subject, payload])).toMatchObject([
      ['control.resume', { agentId: 'trend' }],
      ['control.set_limits', { limits: { position: 0.2, duplicateWithin: '1s', collar: 'none' } }],
      ['control.set_method', { method: 'weighted', weights: [{ agentId: 'trend', weight: 2 }] }],
      ['control.kill', { scope: 'instrument', target: 'SPX' }],
      ['control.release', { scope: 'account', target: '' }],
    ]);
  });

  it('the same key gets the first answer, another command under it is a conflict', async () => {
    const client = clientOf(face);
    const first = await client.kill({ command: command(), scope: { kind: 'account' } }, bearer('kill'));
    const again = await client.kill({ command: command(), scope: { kind: 'account' } }, bearer('kill'));
    expect(again).toEqual(first);
    expect(session.taken).toHaveLength(1);
    const other = client.kill({ command: command(), scope: { kind: 'instrument', id: 'SPX' } }, bearer('kill'));
    expect((await errorFrom(other)).code).toBe(Code.AlreadyExists);
  });

  it('without a token, or with a wrong one, nothing is told', async () => {
    const client = clientOf(face);
    const missing = await errorFrom(client.status({}));
    expect(missing.code).toBe(Code.Unauthenticated);
    expect(envelopeOf(missing)).toMatchObject({ code: 'AUTH_MISSING', error: 'authorisation' });
    const wrong = await errorFrom(client.status({}, { headers: { authorization: `Bearer ${'y'.repeat(43)}` } }));
    expect(envelopeOf(wrong)).toMatchObject({ code: 'AUTH_BAD_TOKEN' });
    expect(JSON.stringify(envelopeOf(wrong))).not.toContain('yyyy');
  });

  it.each([
    ['a release without a reason', { command: { ...command(), why: ' ' }, scope: { kind: 'account' } }, 'command.why'],
    ['no key', { command: { ...command(), idempotencyKey: '' }, scope: { kind: 'account' } }, 'command.idempotencyKey'],
    ['a scope that is not said', { command: command() }, 'scope.kind'],
    ['an instrument without a name', { command: command(), scope: { kind: 'instrument' } }, 'scope.id'],
    ['an account with a name', { command: command(), scope: { kind: 'account', id: 'SPX' } }, 'scope.id'],
  ])('%s is refused by its field', async (_, request, field) => {
    const error = await errorFrom(clientOf(face).release(request, bearer('release')));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(envelopeOf(error)).toMatchObject({ code: 'DATA_INVALID', details: { path: field } });
    expect(session.taken).toEqual([]);
  });

  it('a limit or a method that does not exist is refused by its field', async () => {
    const client = clientOf(face);
    const limits = await errorFrom(
      client.setLimits({ command: command(), limits: { nonsense: '1' } }, bearer('limits')),
    );
    expect(envelopeOf(limits)).toMatchObject({ code: 'DATA_INVALID' });
    const method = await errorFrom(client.setMethod({ command: command(), method: 'dice' }, bearer('limits')));
    expect(envelopeOf(method)).toMatchObject({ code: 'DATA_INVALID', details: { path: '/payload/method' } });
    expect(session.taken).toEqual([]);
  });

  it('what the runtime refuses is told in its words', async () => {
    session.answer = () =>
      errorOf('STRAT_UNKNOWN_AGENT', "no agent 'trent'", 'c-1', '2026-01-01T00:00:00.000000Z', { nearest: 'trend' });
    const error = await errorFrom(
      clientOf(face).pauseStrategy({ command: command(), strategy: 'trent' }, bearer('trade')),
    );
    expect(error.code).toBe(Code.NotFound);
    expect(envelopeOf(error)).toMatchObject({
      code: 'STRAT_UNKNOWN_AGENT',
      message: "no agent 'trent'",
      details: { nearest: 'trend' },
    });
  });

  it('no answer in time is an unknown outcome, and says so', async () => {
    session.answer = () => new Promise(() => {});
    const error = await errorFrom(
      clientOf(face).kill({ command: command(), scope: { kind: 'account' } }, bearer('kill')),
    );
    expect(error.code).toBe(Code.DeadlineExceeded);
    expect(envelopeOf(error)).toMatchObject({ code: 'BUS_TIMEOUT', details: { outcome: 'unknown' } });
    expect(error.message).toContain('it may have been taken');
    expect(envelopeOf(error).correlationId).toBe(session.taken[0].id);
  });

  it('an answer that cannot be read is an unknown outcome too', async () => {
    session.answer = () => '{"ok":"perhaps"}';
    const error = await errorFrom(
      clientOf(face).kill({ command: command(), scope: { kind: 'account' } }, bearer('kill')),
    );
    expect(envelopeOf(error)).toMatchObject({ code: 'BUS_TIMEOUT' });
  });

  it('after an unknown outcome the same key asks again, by the same id', async () => {
    session.answer = () => new Promise(() => {});
    const client = clientOf(face);
    await errorFrom(client.kill({ command: command(), scope: { kind: 'account' } }, bearer('kill')));
    session.answer = (message) => session.accept(message);
    await client.kill({ command: command(), scope: { kind: 'account' } }, bearer('kill'));
    expect(session.taken).toHaveLength(2);
    expect(session.taken[1].id).toBe(session.taken[0].id);
  });

  it('with nobody there, nothing was taken', async () => {
    const lonely = new SessionTwin();
    await lonely.bus.drain();
    const server = await lonely.open();
    try {
      const client = createClient(
        ControlService,
        face === 'gRPC'
          ? createGrpcTransport({ baseUrl: server.grpcUrl })
          : createConnectTransport({ baseUrl: server.httpUrl, httpVersion: '1.1', useBinaryFormat: false }),
      );
      const error = await errorFrom(client.status({}, bearer('read')));
      expect(error.code).toBe(Code.Unavailable);
    } finally {
      await server.close(0);
    }
  });

  it('a kill goes out even when its key cannot be remembered, a release does not', async () => {
    await api.close(0);
    const full = { get: () => undefined, put: () => Promise.reject(new KeyStoreFault('full')), close: async () => {} };
    api = await session.open({ keys: full });
    const client = clientOf(face);
    const error = await errorFrom(
      client.release({ command: command(), scope: { kind: 'account' } }, bearer('release')),
    );
    expect([error.code, error.metadata.get('retry-after')]).toEqual([Code.Unavailable, '5']);
    expect(session.taken).toEqual([]);
    await client.kill({ command: command(), scope: { kind: 'account' } }, bearer('kill'));
    expect(session.taken).toMatchObject([{ subject: 'control.kill' }]);
  });

  it('tells the status and what is killed', async () => {
    session.status = {
      session: 'demo',
      state: 'running',
      account: { currency: 'USD', equity: '100000.00' },
      kills: [{ scope: 'instrument', id: 'SPX', reason: 'jo: odd', tsUs: 1_700_000_000_000_000n }],
    };
    const client = clientOf(face);
    expect(await client.status({}, bearer('read'))).toMatchObject({
      session: 'demo',
      account: { equity: '100000.00' },
    });
    expect((await client.listKills({}, bearer('read'))).kills).toMatchObject([
      { id: 'SPX', tsUs: 1_700_000_000_000_000n },
    ]);
  });

  it('a watch tells each state until its reader goes', async () => {
    const states: string[] = [];
    for await (const { state } of clientOf(face).watchStatus({}, bearer('read'))) {
      states.push(state);
      if (states.length === 2) session.status = { state: 'killed' };
      if (state === 'killed') break;
    }
    expect(states.at(-1)).toBe('killed');
    expect(states.length).toBeGreaterThan(2);
  });

  it('a server that closes ends its watches', async () => {
    const states = clientOf(face).watchStatus({}, bearer('read'))[Symbol.asyncIterator]();
    await states.next();
    await api.close(1_000);
    const rest = async () => {
      while ((await states.next()).done !== true);
    };
    await rest().catch(() => {});
    expect(session.defects).toEqual([]);
  });
});
