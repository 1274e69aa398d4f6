import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { must } from '../../core/base/assert.ts';
import { parseDecimal } from '../../core/base/decimal.ts';
import { makeInstrument } from '../../core/model/instrument.ts';
import { settled, VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { flat, scripted } from '../../core/engine/scenario.twin.ts';
import { TraderRig } from '../../runtime/trader-rig.twin.ts';
import { KillLatch } from '../watchdog/latch.ts';
import { LatchGuard } from './guard.ts';
import { LatchWatch } from './latch-watch.ts';

const { folder } = temporaryFolder();
const log = { error() {} };
const by = { who: 'a person', why: 'asked', tsUs: 1 };
let places = 0;

async function watched(folderName = `latch-${(places += 1)}`) {
  const rig = new TraderRig({
    instruments: { A: { bars: flat(100, 100) } },
    agents: { p: { strategy: scripted({}) } },
  });
  const life = await rig.start();
  const path = join(folder, folderName);
  const latch = KillLatch.begin(path, 1);
  const clock = new VirtualClock();
  const watch = new LatchWatch({ latch, trader: life.trader, engine: life.engine, clock, log });
  const { risk } = life.engine.account;
  const kills = () => risk.killList().map(({ scope, id }) => `${scope} ${id}`.trim());
  return { ...life, latch, clock, watch, kills, path };
}

describe('The latch and the engine', () => {
  it('agree: what somebody latches past the trader becomes an input, once', async () => {
    const { watch, latch, clock, kills, engine } = await watched();
    watch.begin();
    new KillLatch(join(folder, 'latch-1')).kill({ scope: 'strategy', subject: 'p', ...by });
    new KillLatch(join(folder, 'latch-1')).kill({ scope: 'instrument', subject: 'not ours', ...by });
    await clock.advance(100);
    expect(kills()).toEqual(['strategy p']);
    const { sequence } = engine;
    await clock.advance(1_000);
    expect(engine.sequence).toBe(sequence);
    expect(latch.read().kills).toHaveLength(2);
    watch.close();
    expect(clock.waiting).toBe(0);
  });

  it('agree: what the engine has killed is latched, and a release takes the latch back', async () => {
    const { watch, latch, clock, kills, trader } = await watched();
    watch.begin();
    trader.command('kill', 'account', '', 'a person', 'asked');
    watch.follow('kill', { scope: 'account', subject: '', ...by }, Promise.resolve());
    await settled();
    expect(latch.read().kills).toMatchObject([{ scope: 'account' }]);
    trader.command('release', 'account', '', 'a person', 'asked');
    const onRecord = Promise.withResolvers<void>();
    watch.follow('release', { scope: 'account', subject: '', ...by }, onRecord.promise);
    // While the release is on its way the latch still says kill: that is no news.
    latch.kill({ scope: 'instrument', subject: 'A', ...by });
    await clock.advance(200);
    expect(kills()).toEqual([]);
    onRecord.resolve();
    await clock.advance(200);
    expect(kills()).toEqual(['instrument A']);
    expect(latch.read().kills).toMatchObject([{ scope: 'instrument' }]);
  });

  it('agree after a start: a kill on record that never reached the latch is latched', async () => {
    const { watch, latch, trader } = await watched();
    trader.command('kill', 'account', '', 'a person', 'asked');
    expect(latch.read().kills).toEqual([]);
    watch.begin();
    expect(latch.read().kills).toMatchObject([{ scope: 'account' }]);
    watch.close();
  });
});

describe('The guard', () => {
  const one = must(parseDecimal('1'), 'a number');
  const instruments = [makeInstrument({ name: 'A', currency: 'USD', tickSize: one, lotSize: one }, 0)];
  const order = { clientOrderId: 'o-1.0', tsUs: 1, owners: ['p'], terms: { instrument: 0 } } as never;

  it('lets out what reduces, whatever holds', () => {
    const latch = KillLatch.begin(join(folder, 'guard-1'), 1);
    latch.kill({ scope: 'account', subject: '', ...by });
    const guard = new LatchGuard(latch, instruments, { reasons: new Set(['audit-stalled']) });
    expect(guard.refusal(order, false)).toBe('killed');
    expect(guard.refusal(order, true)).toBeUndefined();
  });

  it('asks the latch right then: a kill of its agent, its instrument or the account', () => {
    const latch = KillLatch.begin(join(folder, 'guard-2'), 1);
    const guard = new LatchGuard(latch, instruments, { reasons: new Set() });
    expect(guard.refusal(order, false)).toBeUndefined();
    const other = new KillLatch(join(folder, 'guard-2'));
    other.kill({ scope: 'strategy', subject: 'q', ...by });
    expect(guard.refusal(order, false)).toBeUndefined();
    other.kill({ scope: 'instrument', subject: 'A', ...by });
    expect(guard.refusal(order, false)).toBe('killed');
  });

  it('lets out nothing that adds risk where the latch cannot be read, is gone, or something else is wrong', () => {
    const latch = KillLatch.begin(join(folder, 'guard-3'), 1);
    const reasons = new Set<string>();
    const guard = new LatchGuard(latch, instruments, { reasons });
    reasons.add('limits-missing');
    expect(guard.refusal(order, false)).toBe('limits-missing');
    reasons.clear();
    expect(guard.refusal(order, false)).toBeUndefined();
    writeFileSync(join(folder, 'guard-3', 'kill.1.json'), '{ torn');
    expect(guard.refusal(order, false)).toBe('killed');
    expect(guard.refusal(order, true)).toBeUndefined();
    const gone = new LatchGuard(new KillLatch(join(folder, 'nowhere')), instruments, { reasons });
    expect(gone.refusal(order, false)).toBe('killed');
  });
});
