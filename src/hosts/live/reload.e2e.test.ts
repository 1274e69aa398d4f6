import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { ControlClient } from '../../api/control-client.ts';
import { Right } from '../../api/right.ts';
import { readRecords } from '../../audit/record-files.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { type Collector, startCollector } from '../../telemetry/collector.twin.ts';
import { DEMO } from './demo.ts';
import { readSession } from './session-file.ts';
import { reloadSession, type Started, startSession } from './start.ts';

const { folder } = temporaryFolder();
const clock = new RealClock();
const file = join(folder, 'run.yaml');
const dir = join(folder, 'session');
const [OLD, NEW] = ['the-secret-of-yesterday', 'the-secret-of-today-and-on'];
const over = { env: {}, sets: ['live.watchdog.enabled=false'] };

/** The demo, so slow that nothing comes of it, with a desk outside. */
function written(changed: { risk?: string; live?: string; seed?: number } = {}): string {
  const {
    risk = 'profile: moderate',
    live = 'feed: { source: synthetic, ticksPerSecond: 0.001 }',
    seed = 42,
  } = changed;
  const [head] = DEMO.split('live:');
  const agents = 'agents:\n  - { id: desk, strategy: external }\n';
  return `${head
    .replace('seed: 42', `seed: ${seed}`)
    .replace('agents:\n', agents)
    .replace('profile: moderate', risk)}live:
  webhook: { sources: [{ id: desk, secret: 'file:secret', burst: 3, perSecond: 3 }] }
  audit: { checkpointEvery: 1h }
  ${live}
`;
}

describe('A running session that reads its run file again', () => {
  let started: Started;
  let collector: Collector;
  let running: Promise<boolean>;
  const reload = (changed: Parameters<typeof written>[0]) => {
    writeFileSync(file, written(changed));
    return reloadSession(started, file, over);
  };
  let nonce = 0;
  const sent = async (secret: string): Promise<number> => {
    const timestamp = String(Math.floor(clock.nowUs() / 1e6));
    const body = JSON.stringify({ kind: 'target', instrument: 'ALFA', targetPosition: '3', confidence: 1 });
    const name = `nonce-${nonce++}`;
    const signature = createHmac('sha256', secret).update(`${timestamp}.${name}.${body}`).digest('hex');
    const headers = { 'x-timestamp': timestamp, 'x-nonce': name, 'x-signature': signature };
    const url = `${started.session.addresses.webhook}/webhook/desk`;
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };

  beforeAll(async () => {
    process.env.CONCLAVE_HOME = join(folder, 'home');
    writeFileSync(join(folder, 'secret'), OLD, { mode: 0o600 });
    writeFileSync(file, written());
    collector = await startCollector();
    started = await startSession({ file, dir, over, clock });
    running = started.session.run();
  }, 30_000);
  afterAll(async () => {
    await started.session.stop();
    await running;
    await started.session.close();
    await collector.close();
  }, 30_000);

  it('takes over limits, another profile too, as inputs', async () => {
    const { risk } = started.session.engine.account;
    expect((await reload({ risk: 'profile: moderate, gross: 0.7' })).now).toMatchObject([{ key: 'risk.gross' }]);
    expect(risk.limits.gross.ratio).toBe(0.7);
    await reload({ risk: 'profile: conservative' });
    const conservative = { ...risk.limits };
    await reload({});
    expect(risk.limits).not.toEqual(conservative);
    expect(risk.limits.gross.ratio).not.toBe(0.7);
  });

  it('takes over nothing where its record depends on a change, and says which', async () => {
    const before = started.session.engine.sequence;
    await expect(reload({ risk: 'profile: moderate, gross: 0.4', seed: 43 })).rejects.toThrow(
      /seed is 42 there, not 43/,
    );
    expect(started.session.engine.sequence).toBe(before);
  });

  it('goes by what the file said last when it is told to read it twice at once', async () => {
    const { risk } = started.session.engine.account;
    const before = risk.limits.gross.ratio;
    await Promise.all([reload({ risk: 'profile: moderate, gross: 0.6' }), reload({})]);
    expect(risk.limits.gross.ratio).toBe(before);
    expect(readSession(dir)?.current).not.toHaveProperty('risk.gross', 0.6);
  });

  it('reads secrets, rates and tokens again, whether or not the file is another', async () => {
    expect(await sent(OLD)).toBe(202);
    writeFileSync(join(folder, 'secret'), NEW);
    expect(await reload({})).toEqual({ now: [], restart: [] });
    expect([await sent(OLD), await sent(NEW)]).toEqual([401, 202]);
    expect([await sent(NEW), await sent(NEW), await sent(NEW)]).toContain(429);

    const tokens = join(dir, 'api-tokens.json');
    const held = new ControlClient({ folder: dir });
    writeFileSync(tokens, readFileSync(tokens, 'utf8').replaceAll('"token": "', '"token": "other-'));
    await held.call('Status', Right.read, {});
    await reload({});
    await expect(held.call('Status', Right.read, {})).rejects.toThrow();
    await new ControlClient({ folder: dir }).call('Status', Right.read, {});
  });

  it('signs, snapshots, traces and replays as it is told from now on', { timeout: 30_000 }, async () => {
    const { session } = started;
    expect(session.auditHead.signed).toBeLessThan(session.engine.sequence);
    expect(readdirSync(join(dir, 'snapshots'))).toEqual([]);
    const { now, restart } = await reload({
      live: `feed: { source: synthetic, ticksPerSecond: 600 }
  snapshots: { records: 50, keep: 1 }
  telemetry: { logLevel: debug, traces: { endpoint: '${collector.endpoint}' } }`,
    });
    expect(restart).toEqual([]);
    expect(now.map(({ key }) => key)).toContain('live.feed.ticksPerSecond');
    await expect.poll(() => collector.spans.length, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => readdirSync(join(dir, 'snapshots')).length, { timeout: 10_000 }).toBe(1);
    writeFileSync(file, written().replace('checkpointEvery: 1h', 'checkpointEvery: 100ms'));
    await reloadSession(started, file, over);
    const signed = session.auditHead.signed;
    session.command('note', 'account', '', 'a test', 'one more');
    await expect.poll(() => session.auditHead.signed, { timeout: 5_000 }).toBeGreaterThan(signed);
  });

  it('says what waits for the next start, each time, and goes by the rest', async () => {
    const live = 'staleAfter: 7s\n  metrics: { port: 1 }';
    const feed = '\n  feed: { source: synthetic, ticksPerSecond: 0.001 }';
    const { now, restart } = await reload({ live: live + feed });
    expect(now.map(({ key }) => key)).toContain('live.staleAfter');
    expect(restart).toMatchObject([{ key: 'live.metrics.port', to: 1 }]);
    expect((await reload({ live: live + feed })).restart).toMatchObject([{ key: 'live.metrics.port' }]);
    expect(readSession(dir)?.current).toMatchObject({ live: { staleAfter: '7s' } });
  });

  it('puts on record what it took over, and never a secret', () => {
    const notes = [...readRecords(join(dir, 'audit'))].filter(({ record }) => record.input.subject === 'control.note');
    expect(notes.map(({ record }) => record.input.why)).toContainEqual(expect.stringContaining('risk.gross'));
    for (const { line } of readRecords(join(dir, 'audit'))) expect(line).not.toContain(NEW);
  });
});
