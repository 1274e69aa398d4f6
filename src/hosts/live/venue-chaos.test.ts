import { expect, it } from 'vitest';
import { parseLiveFile } from '../../config/read-run-file.ts';
import { calm, readChaos } from '../venue/chaos.ts';
import { DEMO } from './demo.ts';
import { venueChaos } from './venue-chaos.ts';

it('Every fault that can be configured reaches the venue, under a name that it knows', () => {
  const faults = { rejects: 0.1, lostReplies: 0.2, duplicateFills: 0.3, fillsBeforeAck: 0.4, disconnects: 0.5 };
  const sets = Object.entries(faults).map(([name, share]) => `live.venue.faults.${name}=${share}`);
  const { file } = parseLiveFile(DEMO, 'demo', '/', { env: {}, sets: [...sets, 'live.venue.latencyMs=7'] });
  const chaos = venueChaos(file.live.venue, file.seed);
  expect(readChaos(JSON.stringify(chaos))).toEqual({
    ...calm,
    seed: 42,
    latencyMs: 7,
    jitterMs: 2,
    refuse: 0.1,
    drop: 0.2,
    duplicate: 0.3,
    late: 0.4,
    cut: 0.5,
  });
});
