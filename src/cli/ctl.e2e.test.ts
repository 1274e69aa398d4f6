import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { removeAddress, TOKENS_NAME, writeAddress } from '../api/address-file.ts';
import { SessionTwin } from '../api/api-session.twin.ts';
import type { SessionStatus } from '../api/control/session-status.ts';
import { openTokens } from '../api/tokens.ts';
import type { ApiServer } from '../api/server.ts';
import { errorOf } from '../contracts/reply.ts';
import { conclave } from './recording-shell.twin.ts';

const { folder } = temporaryFolder();
const at = ['--data', folder];

const STATUS = {
  session: 'demo',
  state: 'running',
  method: 'majority',
  account: { currency: 'USD', equity: '100250.00', realisedPnl: '250.00', unrealisedPnl: '0.00' },
  agents: [{ id: 'trend', state: 'awake', weight: 0.5, pnl: '250.00' }],
  positions: [{ instrument: 'SPX', quantity: '-3', averagePrice: '10.5', lastPrice: '10.4', unrealisedPnl: '0.30' }],
  limits: [{ rule: 'gross', scope: 'account', limit: '1.5', used: '0.2' }],
  health: [{ name: 'feed', healthy: true }],
} satisfies SessionStatus;

let session: SessionTwin;
let api: ApiServer;

beforeEach(async () => {
  session = new SessionTwin();
  session.status = STATUS;
  const tokens = openTokens(join(folder, TOKENS_NAME));
  api = await session.open({ tokens, timeoutMs: 200 });
  writeAddress(folder, { httpUrl: api.httpUrl, grpcUrl: api.grpcUrl, tokensFile: TOKENS_NAME });
});
afterEach(() => api.close(0));

const lastTaken = () => session.taken.at(-1);

describe('conclave ctl', () => {
  it('status shows the session', async () => {
    const { exitCode, stdout } = await conclave('ctl', 'status', ...at);
    expect(exitCode).toBe(0);
    for (const word of ['demo', 'majority', '100250.00 USD', 'trend', 'SPX', '-3', 'gross'])
      expect(stdout).toContain(word);
  });

  it('status --json prints one object, and 1 says that the session is not healthy', async () => {
    session.status = { ...STATUS, health: [{ name: 'feed', healthy: false, text: 'stale' }] };
    const { exitCode, stdout } = await conclave('ctl', 'status', ...at, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      session: 'demo',
      health: [{ name: 'feed', healthy: false, text: 'stale' }],
    });
  });

  it.each([
    [['pause', 'trend'], 'control.pause', { agentId: 'trend', why: 'paused from the command line' }],
    [['resume', 'trend', '--why', 'calm'], 'control.resume', { agentId: 'trend', why: 'calm' }],
    [
      ['limits', 'maxDailyLoss=2000', 'collar=none'],
      'control.set_limits',
      { limits: { maxDailyLoss: 2_000, collar: 'none' } },
    ],
    [
      ['method', 'weighted', '--weight', 'trend=2'],
      'control.set_method',
      { weights: [{ agentId: 'trend', weight: 2 }] },
    ],
    [['kill', '--scope', 'instrument:SPX', '--yes'], 'control.kill', { scope: 'instrument', target: 'SPX' }],
    [['release', '--why', 'mended'], 'control.release', { scope: 'account', target: '', why: 'mended' }],
  ])('%j is on record', async (args, subject, payload) => {
    const { exitCode, stdout, stderr } = await conclave('ctl', ...args, ...at);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('on record as input 1');
    expect(lastTaken()).toMatchObject({ subject, payload });
  });

  it('limits and method alone only look', async () => {
    expect((await conclave('ctl', 'limits', ...at)).stdout).toContain('gross');
    expect((await conclave('ctl', 'method', ...at)).stdout).toBe('majority\n');
    expect(JSON.parse((await conclave('ctl', 'method', ...at, '--json')).stdout)).toEqual({ method: 'majority' });
    expect(session.taken).toEqual([]);
  });

  it('takes the least token that may', async () => {
    await conclave('ctl', 'pause', 'trend', ...at);
    expect(lastTaken()).toMatchObject({ payload: { who: expect.stringMatching(/^operator: /) } });
    await conclave('ctl', 'release', '--why', 'mended', ...at);
    expect(lastTaken()).toMatchObject({ payload: { who: expect.stringMatching(/^risk: /) } });
  });

  it('the same key again is the same command', async () => {
    await conclave('ctl', 'pause', 'trend', '--key', 'k', ...at);
    const { stdout } = await conclave('ctl', 'pause', 'trend', '--key', 'k', ...at, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ sequence: '1' });
    expect(session.taken).toHaveLength(1);
  });

  it.each([
    ['a release without a reason', ['release'], '--why: expected a reason'],
    ['a kill that nobody confirms', ['kill'], '--yes'],
    ['a scope that is none', ['kill', '--yes', '--scope', 'world'], '--scope: expected account'],
    ['a limit without a value', ['limits', 'collar'], "expected KEY=VALUE, was 'collar'"],
    ['a limit that does not exist', ['limits', 'nonsense=1'], 'DATA_INVALID'],
  ])('%s is wrong usage', async (_, args, message) => {
    const { exitCode, stderr } = await conclave('ctl', ...args, ...at);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(session.taken).toEqual([]);
  });

  it('without an address it is wrong usage, with --url and --token-file it is found', async () => {
    expect((await conclave('ctl', 'status')).exitCode).toBe(2);
    const tokens = join(folder, TOKENS_NAME);
    expect((await conclave('ctl', 'status', '--url', api.httpUrl, '--token-file', tokens)).exitCode).toBe(0);
  });

  it('what the runtime refuses is 5, in its words', async () => {
    session.answer = () => errorOf('RISK_KILLED', 'the account is killed', '', '2026-01-01T00:00:00.000000Z');
    const { exitCode, stderr } = await conclave('ctl', 'resume', 'trend', ...at);
    expect([exitCode, stderr]).toEqual([5, 'conclave: the account is killed (RISK_KILLED)\n']);
  });

  it('an unknown outcome is 4, and says how to ask again', async () => {
    session.answer = () => new Promise(() => {});
    const { exitCode, stderr } = await conclave('ctl', 'kill', '--yes', '--key', 'k-1', ...at);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('it may have been taken');
    expect(stderr).toContain('--key k-1');
  });

  it('a session that is away is 4: stopped, crashed, or never there', async () => {
    await api.close(0);
    expect(await conclave('ctl', 'status', ...at)).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('no session answers'),
    });
    removeAddress(folder);
    expect(await conclave('ctl', 'status', ...at)).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('no session runs here'),
    });
    writeFileSync(join(folder, 'api.json'), '{');
    expect((await conclave('ctl', 'status', ...at)).exitCode).toBe(4);
  });
});
