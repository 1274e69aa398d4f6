import { expect, it } from 'vitest';
import { brokerContract } from '../../brokers/broker.contract.ts';
import { DryRunBroker } from '../../brokers/dry-run/broker.ts';
import { MeteredBroker } from '../../brokers/metered-broker.ts';
import { memoryLinks } from '../../brokers/paper/memory-link.twin.ts';
import { Journal } from '../../journal/journal.ts';
import { MemoryDisk } from '../../journal/memory-disk.twin.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { Metrics } from '../../telemetry/metrics.ts';
import { paperRig, plainSpec } from './paper-rig.twin.ts';
import { VenueService } from './service.ts';

brokerContract('The paper broker, metered,', async () => {
  const journal = await Journal.open('venue/journal', { disk: new MemoryDisk() });
  const service = new VenueService({ spec: plainSpec, journal, token: 'a token of a test' });
  const open = memoryLinks((link) => service.accept(link));
  const rig = await paperRig(() => ({ open, token: 'a token of a test' }), 1);
  return { ...rig, broker: new MeteredBroker(rig.broker, new RealClock(), new Metrics()) };
});

it('A metered broker counts each request by what became of it, and knows whether the venue is there', async () => {
  const metrics = new Metrics();
  const broker = new MeteredBroker(new DryRunBroker(() => {}), new RealClock(), metrics);
  const connected = metrics.gauge('broker_connected');
  expect([broker.isConnected, connected.value]).toEqual([false, 0]);
  const listener = { onReport() {}, onConnected() {}, onDisconnected() {}, onMarketConfirmed() {}, onGarbage() {} };
  await broker.connect(listener, 0);
  expect([broker.isConnected, connected.value]).toEqual([true, 1]);
  await broker.cancel('o-1.0', 0);
  await broker.positions();
  await broker.positions();
  expect(metrics.counter('broker_requests_total', { kind: 'cancel', outcome: 'reject' }).value).toBe(1);
  expect(metrics.counter('broker_requests_total', { kind: 'positions', outcome: 'known' }).value).toBe(2);
  const latency = metrics.histogram('broker_latency_seconds', { kind: 'positions' });
  expect(latency.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  await broker.close();
  expect([broker.isConnected, connected.value]).toEqual([false, 0]);
});
