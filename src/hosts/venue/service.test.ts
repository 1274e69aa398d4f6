import { expect, it } from 'vitest';
import { brokerContract } from '../../brokers/broker.contract.ts';
import { memoryLinks } from '../../brokers/paper/memory-link.twin.ts';
import { Journal } from '../../journal/journal.ts';
import { MemoryDisk } from '../../journal/memory-disk.twin.ts';
import { paperRig, plainSpec } from './paper-rig.twin.ts';
import { VenueService } from './service.ts';

brokerContract('The paper broker, its venue in the same process,', async () => {
  const journal = await Journal.open('venue/journal', { disk: new MemoryDisk() });
  const service = new VenueService({ spec: plainSpec, journal, token: 'a token of a test' });
  const open = memoryLinks((link) => service.accept(link));
  return paperRig(() => ({ open, token: 'a token of a test' }), 1);
});

it('says of an order that may have been forgotten that it cannot tell, never that there was none', async () => {
  const journal = await Journal.open('venue/journal', { disk: new MemoryDisk() });
  const service = new VenueService({ spec: plainSpec, journal, token: 'a token', endedKept: 1 });
  const rig = await paperRig(() => ({ open: memoryLinks((link) => service.accept(link)), token: 'a token' }), 1);
  const { broker } = rig;
  const deaf = { onReport() {}, onConnected() {}, onDisconnected() {}, onMarketConfirmed() {}, onGarbage() {} };
  await broker.connect(deaf, 0);
  const terms = { instrument: 0, side: 1, lots: 1, type: 'limit', limitTicks: 5, timeInForce: 'GTC' } as const;
  for (const clientOrderId of ['o-1.0', 'o-2.0']) {
    await broker.submit({ clientOrderId, tsUs: 1, terms, owners: [] });
    await broker.cancel(clientOrderId, 1);
  }
  expect(await broker.query('o-1.0')).toEqual({ outcome: 'unknown', why: 'refused: gone' });
  expect(await broker.query('o-2.0')).toMatchObject({ outcome: 'known', value: { standing: { state: 'canceled' } } });
  expect(await broker.query('o-3.0')).toEqual({ outcome: 'known', value: {} });
  expect(await broker.submit({ clientOrderId: 'o-1.0', tsUs: 1, terms, owners: [] })).toMatchObject({
    outcome: 'reject',
  });
  await rig.close();
});
