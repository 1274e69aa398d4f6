import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary.ts';
import { expectWhole, steps } from '../deaths.ts';
import { killIfThere, Rig } from '../rig.ts';

const { folder } = temporaryFolder();
const rigs: Rig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

function rigOf(name: string): Rig {
  const rig = new Rig(join(folder, name));
  rigs.push(rig);
  return rig;
}

describe('A session', () => {
  it('comes through a crash loop: each start dies at its first write, the last one trades', async () => {
    const rig = rigOf('loop');
    for (let n = 0; n < 5; n++) {
      await rig.start({ ...steps['trader, in the middle of a journal write'], nth: 1 }).ended;
      expect(rig.died).toBe(true);
    }
    const trader = rig.start();
    await trader.until(({ at, orders }) => at === 'running' && orders > 3);
    await trader.kill('SIGTERM');
    await expectWhole(rig);
  });

  it('comes through kills of trader and venue at random moments, one after the other', async () => {
    const rig = rigOf('mix');
    for (const [n, orders] of [3, 11, 2, 7].entries()) {
      const trader = rig.start();
      const commands = rig.command(trader);
      const first = await trader.until(({ at }) => at === 'running');
      await trader.until((said) => said.at === 'running' && said.orders >= first.orders + orders);
      if (n % 2 === 1) killIfThere(rig.pid('venue'));
      await trader.kill();
      await commands;
    }
    await expectWhole(rig);
    expect(rig.acknowledged.length).toBeGreaterThan(0);
  });

  it('trades on when the time of day is set back by an hour, while it runs and between two starts', async () => {
    const rig = rigOf('clock');
    rig.clockBack = '3600@3';
    const first = rig.start();
    // Three seconds of its life pass before the clock is set.
    const set = Date.now() + 4_000;
    const before = await first.until(({ at, orders }) => at === 'running' && orders > 2 && Date.now() > set);
    await first.until(({ at, orders }) => at === 'running' && orders > before.orders + 2);
    await first.kill();
    rig.clockBack = '7200@0';
    const second = rig.start();
    await second.until(({ at, orders }) => at === 'running' && orders > before.orders + 6);
    expect(await second.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    await expectWhole(rig);
  });
});
