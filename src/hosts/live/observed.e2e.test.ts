import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { parseLiveFile } from '../../config/read-run-file.ts';
import { readEndpoint } from '../../brokers/paper/socket-link.ts';
import { lockFolder } from '../../journal/lock.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { type Collector, startCollector } from '../../telemetry/collector.twin.ts';
import type { HealthReport } from '../../telemetry/health.ts';
import { hopNames } from '../../telemetry/hops.ts';
import { metricCatalogue } from '../../telemetry/metric-catalogue.ts';
import { traceIdOf } from '../../telemetry/trace-ids.ts';
import { DEMO } from './demo.ts';
import { LiveSession } from './session.ts';
import { sessionStatus } from './status.ts';

const { folder } = temporaryFolder();
const clock = new RealClock();
const CANARY = 'a-secret-that-must-be-nowhere-1b5f';
const dir = join(folder, 'session');

/** Every sample of an exposition: name -> labels -> value. */
function samplesOf(text: string): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const [, name, labels = '', value] of text.matchAll(/^([a-z_]+)(\{.*\})? (\S+)$/gm)) {
    const samples = found.get(name) ?? new Map<string, number>();
    found.set(name, samples.set(labels, Number(value)));
  }
  return found;
}

describe('A session that is observed', () => {
  let session: LiveSession;
  let collector: Collector;
  let running: Promise<boolean>;
  const ask = (path: string): Promise<Response> => fetch(`${session.addresses.metrics}${path}`);
  const health = async (path: string): Promise<HealthReport & { status: number }> => {
    const response = await ask(path);
    return { status: response.status, ...((await response.json()) as HealthReport) };
  };
  const scrape = async () => samplesOf(await (await ask('/metrics')).text());
  const value = async (name: string): Promise<number> =>
    [...((await scrape()).get(name)?.values() ?? [])].reduce((sum, each) => sum + each, 0);
  const valueOf = async (name: string, labels: string): Promise<number> =>
    (await scrape()).get(name)?.get(labels) ?? Number.NaN;
  const ill = ({ checks }: HealthReport): string[] => checks.filter(({ ok }) => !ok).map(({ name }) => name);

  beforeAll(async () => {
    process.env.CONCLAVE_HOME = join(folder, 'home');
    process.env.CANARY = CANARY;
    collector = await startCollector();
    const agents = 'agents:\n  - { id: desk, strategy: external }\n';
    const text = `${DEMO.replace('agents:\n', agents).replace('ticksPerSecond: 30', 'ticksPerSecond: 300')}
  broker: { timeout: 4s, ping: 500ms }
  webhook: { sources: [{ id: desk, secret: 'env:CANARY' }] }
  telemetry: { logLevel: debug, traces: { endpoint: '${collector.endpoint}', authorization: 'env:CANARY' } }
`;
    const read = parseLiveFile(text, 'the test', folder, { env: {} });
    session = await LiveSession.open({ dir, read, clock, startUs: 1_790_000_040_000_000, start: 1 });
    running = session.run();
  }, 30_000);
  afterAll(async () => {
    await session.close();
    await collector.close();
  });

  it('has every metric of the catalogue, and they say what its status says', { timeout: 30_000 }, async () => {
    const sent = async (nonce: string, body: string): Promise<number> => {
      const timestamp = String(Math.floor(clock.nowUs() / 1e6));
      const signature = createHmac('sha256', CANARY).update(`${timestamp}.${nonce}.${body}`).digest('hex');
      const headers = { 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature };
      return (await fetch(`${session.addresses.webhook}/webhook/desk`, { method: 'POST', headers, body })).status;
    };
    expect(await sent('one', '{}')).toBe(422);
    const intent = { kind: 'target', instrument: 'ALFA', targetPosition: '3', confidence: 1 };
    expect(await sent('two', JSON.stringify(intent))).toBe(202);
    await expect.poll(() => valueOf('strategy_intents_total', '{agent="desk"}'), { timeout: 5_000 }).toBe(1);
    await expect.poll(() => value('order_fills_total'), { timeout: 20_000 }).toBeGreaterThan(3);
    const found = await scrape();
    const missing = Object.entries(metricCatalogue).filter(
      ([name, { type }]) => !found.has(type === 'histogram' || type === 'summary' ? `${name}_count` : name),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
    for (const name of ['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes'])
      expect(found.has(name), name).toBe(true);
    const of = (name: string, labels = ''): number => found.get(name)?.get(labels) ?? Number.NaN;
    expect(of('gateway_requests_total', '{source="desk",status="422"}')).toBe(1);
    expect(of('broker_connected')).toBe(1);
    expect(of('ledger_equity')).toBeGreaterThan(50_000);
    expect(of('order_orders_total')).toBeGreaterThanOrEqual(of('order_fills_total'));
    expect(of('journal_records_total')).toBeGreaterThanOrEqual(
      of('feed_events_total', '{feed="synthetic",kind="bar"}'),
    );
    expect(of('journal_bytes_total')).toBeGreaterThan(of('journal_records_total'));
    expect(of('meta_latency_seconds_count')).toBeGreaterThan(0);
    expect(of('order_hop_seconds_count', '{hop="tick-to-fill"}')).toBeGreaterThan(0);
    const sums = (name: string): number => [...found.get(name)!.values()].reduce((sum, each) => sum + each, 0);
    expect(sums('meta_coordinations_total')).toBeGreaterThanOrEqual(of('meta_latency_seconds_count'));
    expect(of('bus_published_total', '{family="orders"}')).toBeGreaterThan(0);
    expect(of('telemetry_spans_total', '{outcome="ended"}')).toBeGreaterThan(0);
  });

  it('is ready and alive while all is well', async () => {
    expect(await health('/readyz')).toMatchObject({ status: 200, ok: true });
    expect(await health('/livez')).toMatchObject({ status: 200, ok: true });
  });

  it(
    'is not ready while the venue is out of reach or an input is not consumed, stays alive, and is ready again',
    { timeout: 60_000 },
    async () => {
      const { pid } = readEndpoint(join(dir, 'venue'))!;
      process.kill(pid, 'SIGSTOP');
      const seen = new Set<string>();
      const look = async (): Promise<Set<string>> => {
        const report = await health('/readyz');
        expect(report.status).toBe(report.ok ? 200 : 503);
        for (const name of ill(report)) seen.add(name);
        return seen;
      };
      try {
        await expect.poll(look, { timeout: 30_000 }).toEqual(new Set(['inputs', 'broker']));
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      expect((await health('/livez')).status).toBe(200);
      await expect.poll(async () => (await health('/readyz')).ok, { timeout: 30_000 }).toBe(true);
    },
  );

  it('tells in one trace what became of an order, from the tick to its fill', async () => {
    await session.stop();
    expect(await running).toBe(false);
    // The venue may still tell of a fill: the two are compared when nothing comes between them.
    const differences = async (): Promise<number[]> => {
      const { activity } = sessionStatus(session, clock.nowUs());
      const metrics = [await value('order_orders_total'), await value('order_fills_total')];
      return [metrics[0] - Number(activity?.orders), metrics[1] - Number(activity?.fills)];
    };
    await expect.poll(differences, { timeout: 5_000 }).toEqual([0, 0]);
    await session.close();
    const filled = collector.spans.filter(({ name }) => name === 'filled');
    expect(filled.length).toBeGreaterThan(0);
    const traces = filled.map(({ traceId }) => collector.spans.filter((span) => span.traceId === traceId));
    const whole = traces.find((spans) =>
      ['tick', ...hopNames.slice(0, 7)].every((hop) => spans.some(({ name }) => name === hop)),
    );
    expect(whole).toBeDefined();
    const ids = new Set(collector.spans.map(({ spanId }) => spanId));
    expect(
      collector.spans.filter(
        ({ parentSpanId }) => parentSpanId !== undefined && parentSpanId !== '' && !ids.has(parentSpanId),
      ),
    ).toEqual([]);
    const records = filesIn(join(dir, 'audit', 'records'))
      .map((path) => readFileSync(path, 'utf8'))
      .join('');
    const correlations = new Set(Array.from(records.matchAll(/"correlationId":"([^"]+)"/g), ([, id]) => traceIdOf(id)));
    expect(filled.filter(({ traceId }) => !correlations.has(traceId))).toEqual([]);
    expect(collector.headers.every(({ authorization }) => authorization === CANARY)).toBe(true);
  });

  it('has written its secrets and tokens nowhere', () => {
    const tokens = JSON.parse(readFileSync(join(dir, 'api-tokens.json'), 'utf8')) as { tokens: { token: string }[] };
    const secrets = [CANARY, ...tokens.tokens.map(({ token }) => token)];
    const files = filesIn(dir).filter((path) => !path.endsWith('api-tokens.json'));
    expect(files.some((path) => path.endsWith('trader.log'))).toBe(true);
    for (const path of files) {
      const text = readFileSync(path, 'latin1');
      expect(
        secrets.filter((secret) => text.includes(secret)),
        path,
      ).toEqual([]);
    }
  });
});

it('A webhook without an agent that speaks for it is refused before anything starts', async () => {
  const sets = ['live.webhook.sources=[{id: desk, secret: "env:CANARY"}]'];
  const read = parseLiveFile(DEMO, 'the test', folder, { env: {}, sets });
  const at = join(folder, 'speechless');
  const opened = LiveSession.open({ dir: at, read, clock, startUs: 0, start: 1 });
  await expect(opened).rejects.toThrow('add { id: desk, strategy: external } under agents');
  lockFolder(at).release();
});

describe('A session whose journal fails', () => {
  it('says that only a new start mends it, and closes all the same', { timeout: 30_000 }, async () => {
    process.env.CONCLAVE_HOME = join(folder, 'home');
    const at = join(folder, 'failing');
    const text = DEMO.replace('ticksPerSecond: 30', 'ticksPerSecond: 300');
    const sets = ['live.journal.segmentMb=0.01', 'live.watchdog.enabled=false'];
    const read = parseLiveFile(text, 'the test', folder, { env: {}, sets });
    const session = await LiveSession.open({ dir: at, read, clock, startUs: 1_790_000_040_000_000, start: 1 });
    const ran = session.run().then(
      () => 'ended',
      (error: unknown) => String(error),
    );
    const { pid } = readEndpoint(join(at, 'venue'))!;
    rmSync(join(at, 'journal'), { recursive: true });
    const live = async () => {
      const response = await fetch(`${session.addresses.metrics}/livez`);
      return [response.status, ((await response.json()) as HealthReport).checks.map(({ name }) => name)];
    };
    await expect.poll(live, { timeout: 20_000 }).toEqual([503, ['journal']]);
    expect(await ran).toContain('can no longer be written');
    await session.close().catch((error: unknown) => expect(String(error)).toContain('can no longer be written'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    lockFolder(at).release();
  });
});

function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((each) => statSync(each).isFile());
}
