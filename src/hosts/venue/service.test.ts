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
