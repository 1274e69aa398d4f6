import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary.ts';
import { dieAt, type StepName } from './deaths.ts';
import { Rig } from './rig.ts';

const { folder } = temporaryFolder();
const rigs: Rig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

describe('A trader that is killed at a step of its journal', () => {
  it('has lost nothing that it acknowledged and doubled no order, time after time', async () => {
    const rig = new Rig(join(folder, 'steps'));
    rigs.push(rig);
    const deaths: readonly (readonly [StepName, number])[] = [
      ['trader, in the middle of a journal write', 60],
      ['trader, after a journal sync, before anything is sent', 25],
      ['trader, right after an order was sent', 7],
    ];
    for (const [name, nth] of deaths) await dieAt(rig, name, nth);
    expect(rig.acknowledged.length).toBeGreaterThan(0);
    for (const { seconds, replayed, recovery } of rig.starts)
      process.stdout.write(`start ${seconds.toFixed(2)} s, ${replayed} inputs replayed in ${recovery.toFixed(3)} s\n`);
  });
});
