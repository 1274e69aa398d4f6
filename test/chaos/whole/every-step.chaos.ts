import { join } from 'node:path';
import { afterEach, describe, it } from 'vitest';
import { temporaryFolder } from '../../temporary.ts';
import { dieAt, type StepName, steps } from '../deaths.ts';
import { Rig } from '../rig.ts';

const { folder } = temporaryFolder();
const rigs: Rig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** Early ones die while the session is young, late ones with orders, fills and snapshots behind them. */
const NTH: Readonly<Partial<Record<StepName, readonly number[]>>> = {
  'trader, in the middle of a checkpoint': [1, 3],
  'trader, in the middle of a snapshot': [1, 2],
  'trader, before a snapshot has its name': [1, 2],
  'trader, after a snapshot has its name': [1, 2],
  'trader, right before an order is sent': [1, 2, 9],
  'trader, right after an order was sent': [1, 2, 9],
  'trader, with the report of a fill in its hands': [1, 2, 9],
  'venue, right before it acknowledges an order': [1, 6],
  'venue, right after it told of a fill': [1, 6],
};

describe('A session of which a process dies', () => {
  it.each(Object.keys(steps) as StepName[])('%s: nothing acknowledged is lost, no order is doubled', async (name) => {
    const rig = new Rig(join(folder, name.replaceAll(/\W+/g, '-')));
    rigs.push(rig);
    for (const nth of NTH[name] ?? [1, 40, 150]) await dieAt(rig, name, nth);
    const recoveries = rig.starts.map(({ recovery }) => recovery);
    process.stdout.write(
      `${JSON.stringify({ death: name, starts: rig.starts.length, acknowledged: rig.acknowledged.length, recoverySecondsMax: Math.max(...recoveries), startSecondsMax: Math.max(...rig.starts.map(({ seconds }) => seconds)) })}\n`,
    );
  });
});
