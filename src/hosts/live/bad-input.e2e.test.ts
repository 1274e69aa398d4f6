import { createHmac } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { parseLiveFile } from '../../config/read-run-file.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { LiveSession } from './session.ts';

const { folder, put } = temporaryFolder();
const clock = new RealClock();
const dir = join(folder, 'session');
const START_US = Date.UTC(2026, 0, 5) * 1_000;
const SECRET = 'a secret of a test, long enough';
const WAIT = { timeout: 20_000 };

const FILE = `name: bad-input
account: { currency: USD, cash: 100000, type: margin, dayZone: UTC }
data:
  - { instrument: ALFA, interval: 1m, tickSize: 0.01, lotSize: 1, columns: { timestamp: time } }
agents:
  - { id: desk, strategy: external }
risk: { file: limits.yaml }
live:
  feed: csv:rows.csv
  webhook: { sources: [{ id: desk, secret: 'env:BAD_INPUT_SECRET' }] }
`;

let minutes = 0;
function row(close: string): string {
  const time = new Date(START_US / 1_000 + minutes * 60_000).toISOString();
  minutes += 1;
  return `${time},100,100,100,${close},1000\n`;
}

describe('A session that is given what it should not', () => {
  let session: LiveSession;
  let nonces = 0;
  const rows = put('rows.csv', `time,open,high,low,close,volume\n${row('100')}`);
  const open = (start: number): Promise<LiveSession> => {
    const read = parseLiveFile(FILE, 'the test', folder, { env: {} });
    return LiveSession.open({ dir, read, clock, startUs: START_US, start });
  };
  const post = async (body: string, { secret = SECRET, nonce = `n-${(nonces += 1)}` } = {}) => {
    const timestamp = String(Math.floor(clock.nowUs() / 1e6));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex');
    const headers = { 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature };
    const url = `${session.addresses.webhook}/webhook/desk`;
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, code: ((await response.json()) as { code?: string }).code };
  };
  const want = (position: string) =>
    JSON.stringify({ kind: 'target', instrument: 'ALFA', targetPosition: position, confidence: 1 });
  const bars = () => session.tally.events;

  beforeAll(async () => {
    process.env.CONCLAVE_HOME = join(folder, 'home');
    process.env.BAD_INPUT_SECRET = SECRET;
    session = await open(1);
    session.run().catch(() => {});
  }, 60_000);
  afterAll(() => session.close());

  it('does not share its folder', async () => {
    await expect(open(2)).rejects.toMatchObject({ kind: 'world' });
  });

  it('takes no new risk while the limits file is missing, and does when it is there', WAIT, async () => {
    expect(session.stateName).toBe('reduce-only');
    await expect.poll(bars, WAIT).toBe(1);
    expect(await post(want('3'))).toMatchObject({ status: 202 });
    appendFileSync(rows, row('100'));
    await expect.poll(bars, WAIT).toBe(2);
    await expect.poll(() => session.tally.refusals, WAIT).toBeGreaterThan(0);
    expect(session.tally.orders).toBe(0);
    writeFileSync(join(folder, 'limits.yaml'), 'profile: moderate\nmaxPosition: 50000\n');
    await expect.poll(() => session.stateName, WAIT).toBe('running');
    expect(session.engine.account.risk.limits.position.amount).toBe(50_000);
    appendFileSync(rows, row('100'));
    await expect.poll(() => session.tally.orders, WAIT).toBe(1);
  });

  it('drops a price that is no number and takes the next one', WAIT, async () => {
    const before = bars();
    appendFileSync(rows, row('NaN') + row('100'));
    await expect.poll(bars, WAIT).toBe(before + 1);
    expect(session.tally.refusedData).toBe(1);
  });

  it('refuses a wrong signature, a nonce of before, and ten megabytes', WAIT, async () => {
    const inputs = () => session.engine.sequence;
    expect(await post(want('1'), { nonce: 'once' })).toMatchObject({ status: 202 });
    const before = inputs();
    expect(await post(want('1'), { nonce: 'once' })).toEqual({ status: 401, code: 'AUTH_REPLAY' });
    expect(await post(want('1'), { secret: 'another one' })).toEqual({ status: 401, code: 'AUTH_BAD_SIGNATURE' });
    expect(await post('x'.repeat(10_000_000)).catch(() => ({ status: 413 }))).toMatchObject({ status: 413 });
    expect(inputs()).toBe(before);
    expect(await post(want('2'))).toMatchObject({ status: 202 });
  });
});
