import { afterEach, expect, it } from 'vitest';
import { type Collector, startCollector } from './collector.twin.ts';
import { Journey } from './hops.ts';
import { Metrics } from './metrics.ts';
import { isSampled, spanIdOf, traceIdOf, traceparentOf } from './trace-ids.ts';
import { noTracer, openTracer, traceJourney } from './traces.ts';

let collector: Collector;
afterEach(() => collector?.close());

const T0 = 1_700_000_000_000_000;

function open(part: string, more: { share?: number; metrics?: Metrics; headers?: Record<string, string> } = {}) {
  return openTracer({ endpoint: collector.endpoint, share: 1, part, version: '0.0.0', ...more });
}

it('One trace from tick to fill joins the spans of several processes, and none is an orphan', async () => {
  collector = await startCollector();
  const [trader, venue] = [await open('trader', { headers: { 'x-tenant': 'a' } }), await open('venue')];
  const journey = new Journey();
  journey.atUs.set([10, 20, 30, 40, 50, 60, 70, 80]);
  traceJourney(trader, 'i-7', journey, T0);
  venue.span('i-7', 'venue.fill/o-7.0', T0 + 65, T0 + 68, { parent: 'sent', attributes: { quantity: 3 } });
  await Promise.all([trader.close(), venue.close()]);
  expect(collector.spans.map(({ name }) => name).sort()).toEqual(
    ['tick', 'sequenced', 'journaled', 'decided', 'synced', 'sent', 'acknowledged', 'filled', 'venue.fill'].sort(),
  );
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf('i-7')]));
  const ids = new Set(collector.spans.map(({ spanId }) => spanId));
  expect(ids.size).toBe(9);
  const parents = collector.spans.flatMap(({ parentSpanId }) => (parentSpanId ? [parentSpanId] : []));
  expect(parents).toHaveLength(8);
  expect(parents.filter((parent) => !ids.has(parent))).toEqual([]);
  const sent = collector.spans.find(({ name }) => name === 'sent');
  expect(sent?.spanId).toBe(spanIdOf('i-7', 'sent'));
  expect([sent?.startTimeUnixNano, sent?.endTimeUnixNano]).toEqual(['1700000000000050000', '1700000000000060000']);
  expect(collector.headers.some((headers) => headers['x-tenant'] === 'a')).toBe(true);
});

it('Of two orders of one tick each tells its own hops, and what they have in common is told once', async () => {
  collector = await startCollector();
  const tracer = await open('trader');
  const tick = new Journey();
  tick.atUs.set([10, 20, 30, 40, 50]);
  for (const [i, order] of ['o-7.0', 'o-7.1'].entries()) {
    const own = tick.fork();
    own.atUs.set([60 + i, 70 + i, 80 + i], 5);
    traceJourney(tracer, 'in-7', own, T0, order);
  }
  await tracer.close();
  const shared = ['tick', 'sequenced', 'journaled', 'decided', 'synced'];
  const each = ['sent', 'acknowledged', 'filled'];
  expect(collector.spans.map(({ name }) => name).sort()).toEqual([...shared, ...each, ...each].sort());
  expect(new Set(collector.spans.map(({ spanId }) => spanId)).size).toBe(11);
  expect(tracer.headers('in-7')).toEqual({ traceparent: traceparentOf('in-7', 'tick') });
  expect(noTracer.headers('in-7')).toBeUndefined();
});

it('A decision is linked to the other inputs of its window, and says what went wrong', async () => {
  collector = await startCollector();
  const tracer = await open('trader');
  tracer.span('i-2', 'decided', T0, T0, { parent: 'tick', links: ['i-1'], error: 'no quorum' });
  await tracer.close();
  expect(collector.spans[0]).toMatchObject({
    links: [{ traceId: traceIdOf('i-1'), spanId: spanIdOf('i-1', 'tick') }],
    status: { code: 2, message: 'no quorum' },
  });
});

it('A collector that refuses costs its spans, which are counted, and nothing else', async () => {
  collector = await startCollector(400);
  const metrics = new Metrics();
  const tracer = await open('trader', { metrics });
  tracer.span('i-1', 'tick', T0, T0 + 1);
  await tracer.close();
  tracer.span('i-2', 'tick', T0, T0 + 1);
  expect(metrics.counter('telemetry_spans_total', { outcome: 'failed' }).value).toBe(1);
  expect(metrics.counter('telemetry_spans_total', { outcome: 'exported' }).value).toBe(0);
});

it('Every process keeps the same share of traces', async () => {
  const ids = Array.from({ length: 2_000 }, (_, i) => `i-${i}`);
  const kept = ids.filter((id) => isSampled(traceIdOf(id), 0.25));
  expect(kept.length).toBeGreaterThan(400);
  expect(kept.length).toBeLessThan(600);
  collector = await startCollector();
  const tracer = await open('trader', { share: 0.25 });
  for (const id of ids.slice(0, 400)) tracer.span(id, 'tick', T0, T0);
  await tracer.close();
  const wanted = ids.slice(0, 400).filter((id) => kept.includes(id));
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set(wanted.map(traceIdOf)));
});

it('Ids are those of the W3C format; without a collector nothing happens', async () => {
  expect(traceparentOf('i-1', 'sent')).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  expect(traceparentOf('i-1', 'sent')).toBe(traceparentOf('i-1', 'sent'));
  expect(noTracer.enabled).toBe(false);
  noTracer.span('i-1', 'tick', T0, T0);
  await noTracer.close();
});
