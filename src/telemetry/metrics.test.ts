import { expect, it } from 'vitest';
import { openExposition } from './exposition.ts';
import { CHILDREN_MAX, Metrics } from './metrics.ts';

/** The samples of an exposition, as another program reads them: name and labels to value. */
function read(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)$/.exec(line);
    if (match === null) throw new Error(`not a sample: ${line}`);
    const key = `${match[1]}${match[2] ?? ''}`;
    if (samples.has(key)) throw new Error(`twice: ${key}`);
    samples.set(
      key,
      match[3] === 'Nan' || match[3] === 'NaN' ? Number.NaN : Number(match[3].replace('Inf', 'Infinity')),
    );
  }
  return samples;
}

it('What was counted is what Prometheus reads, with type and help', async () => {
  const metrics = new Metrics();
  const text = await openExposition(metrics);
  metrics.counter('meta_overrides_total', { override: 'paused' }).add();
  metrics.counter('meta_overrides_total', { override: 'paused' }).add(2);
  metrics.gauge('ledger_equity').set(-1.5);
  let open = 3;
  metrics.read('order_open', () => open);
  const waits = metrics.histogram('meta_latency_seconds');
  for (const value of [0.000_001, 0.000_001_1, 5, Number.NaN]) waits.observe(value);
  metrics.summary('order_hop_seconds', { count: 4, sum: 10, quantile: (q) => q * 10 }, { hop: 'sent' });
  const written = await text.text();
  const samples = read(written);
  expect(samples.get('meta_overrides_total{override="paused"}')).toBe(3);
  expect(samples.get('ledger_equity')).toBe(-1.5);
  expect(samples.get('order_open')).toBe(3);
  expect(samples.get('meta_latency_seconds_bucket{le="0.000001"}')).toBe(1);
  expect(samples.get('meta_latency_seconds_bucket{le="0.0000025"}')).toBe(2);
  expect(samples.get('meta_latency_seconds_bucket{le="0.1"}')).toBe(2);
  expect(samples.get('meta_latency_seconds_bucket{le="+Inf"}')).toBe(3);
  expect(samples.get('meta_latency_seconds_count')).toBe(3);
  expect(samples.get('order_hop_seconds{hop="sent",quantile="0.99"}')).toBe(9.9);
  expect(samples.get('order_hop_seconds_count{hop="sent"}')).toBe(4);
  expect(written).toContain('# TYPE meta_latency_seconds histogram');
  expect(written).toContain('# HELP order_open Orders that are neither filled nor closed');
  expect([...samples.keys()].some((name) => name.startsWith('nodejs_eventloop_lag_p99_seconds'))).toBe(true);
  open = 4;
  expect(read(await text.text()).get('order_open')).toBe(4);
});

it('A label that holds quotes, a backslash and a line end stays one sample', async () => {
  const metrics = new Metrics();
  metrics.counter('feed_gaps_total', { feed: 'a"b\\c\nd' }).add();
  const samples = read(await (await openExposition(metrics)).text());
  expect(samples.get('feed_gaps_total{feed="a\\"b\\\\c\\nd"}')).toBe(1);
});

it('A metric that is not in the catalogue, of another type or with other labels is a defect', () => {
  const metrics = new Metrics();
  expect(() => metrics.counter('made_up_total' as unknown as 'order_fills_total')).toThrow(
    'made_up_total is not in the catalogue',
  );
  expect(() => metrics.counter('order_open' as unknown as 'order_fills_total')).toThrow(
    'order_open is a gauge, not a counter',
  );
  expect(() => metrics.counter('feed_gaps_total')).toThrow('has the labels [feed], was given []');
  expect(() => metrics.counter('order_fills_total', { venue: 'x' })).toThrow('was given [venue]');
});

it('Names from outside cannot fill the memory: what is too many is counted together', () => {
  const metrics = new Metrics();
  for (let i = 0; i < CHILDREN_MAX + 50; i++) metrics.counter('feed_gaps_total', { feed: `f${i}` }).add();
  const samples = metrics.samples('feed_gaps_total');
  expect(samples).toHaveLength(CHILDREN_MAX + 1);
  expect(samples.find(({ labels }) => labels.feed === 'other')?.value).toBe(50);
});
