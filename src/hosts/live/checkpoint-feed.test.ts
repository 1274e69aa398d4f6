import { expect, it } from 'vitest';
import { MemoryBus } from '../../bus/memory.ts';
import { parse } from '../../contracts/codec.ts';
import { VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { CheckpointFeed } from './checkpoint-feed.ts';

it('A signed checkpoint reaches whoever listens, as its contract says, and nobody costs nothing', async () => {
  const clock = new VirtualClock();
  const bus = new MemoryBus(clock);
  const feed = new CheckpointFeed(bus, clock, 'conclave/demo/audit');
  const head = { origin: 'conclave/demo/1', size: 7, root: Buffer.alloc(32, 5) };
  feed.publish('a note\n', head);
  expect(bus.counts.published).toBe(0);
  const heard = new Promise<string>((resolve) => {
    bus.subscribe('audit.checkpoint', (delivery) => {
      delivery.ack();
      resolve(delivery.message.body);
    });
  });
  feed.publish('a note\n', head);
  const parsed = parse(await heard, 'audit.checkpoint');
  expect(parsed).toMatchObject({
    ok: true,
    message: {
      id: 'checkpoint-7',
      sequence: 7,
      payload: { origin: 'conclave/demo/1', treeSize: 7, root: head.root.toString('base64'), note: 'a note\n' },
    },
  });
});
