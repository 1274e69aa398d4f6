import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { brokerContract } from '../../brokers/broker.contract.ts';
import { RealClock } from '../../telemetry/clock.ts';
import type { Supervised } from '../supervise.ts';
import { paperRig, plainSpec } from './paper-rig.twin.ts';
import { spawnVenue, venueEndpoint } from './spawn.ts';

const { folder } = temporaryFolder();
const dir = join(folder, 'venue');
let venue: Supervised;
let tests = 0;

beforeAll(async () => {
  venue = await spawnVenue({ dir, spec: plainSpec, clock: new RealClock(), withParent: true });
});
afterAll(() => venue.stop());

brokerContract('The paper broker, its venue in a process of its own,', () => {
  tests += 1;
  return paperRig(venueEndpoint(dir), tests);
});
