import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { changeLimits, type Limits, PROFILES } from '../../core/risk/limits.ts';
import { VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { keysOf, LimitsWatch } from './limits-watch.ts';

const { put } = temporaryFolder();

function watched(path: string) {
  const clock = new VirtualClock();
  const troubles: string[] = [];
  const state: { limits: Limits; sets: number } = { limits: PROFILES.conservative, sets: 0 };
  const watch = new LimitsWatch({
    clock,
    path,
    inForce: () => state.limits,
    set(limits) {
      state.limits = changeLimits(state.limits, limits);
      state.sets += 1;
    },
    onTrouble: (troubled, why) => troubles.push(troubled ? why : 'well'),
  });
  watch.begin();
  return { clock, troubles, state, watch };
}

describe('Limits in a file', () => {
  it('are those of the file, whatever they were before, and set once', async () => {
    const path = put('limits.yaml', 'profile: aggressive\nmaxDailyLoss: 5000\ncollar: none\n');
    const { clock, troubles, state } = watched(path);
    expect([state.sets, troubles]).toEqual([1, ['well']]);
    const { dailyLoss, collar, gross } = state.limits;
    expect([dailyLoss.amount, dailyLoss.ratio, collar, gross]).toEqual([
      5_000,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      PROFILES.aggressive.gross,
    ]);
    await clock.advance(10_000);
    expect(state.sets).toBe(1);
    writeFileSync(path, 'profile: moderate\n');
    await clock.advance(1_000);
    expect(state.limits).toEqual(PROFILES.moderate);
  });

  it('that are missing or wrong mean trouble that is named, until they are there and right', async () => {
    const path = put('gone.yaml', 'profile: moderate\n');
    const { clock, troubles, state, watch } = watched(path);
    rmSync(path);
    await clock.advance(1_000);
    expect(troubles.at(-1)).toContain('there is no such file');
    writeFileSync(path, 'profile: moderate\nposition: -3\n');
    await clock.advance(1_000);
    expect(troubles.at(-1)).toContain('position');
    writeFileSync(path, '');
    await clock.advance(1_000);
    expect(troubles.at(-1)).toContain('is empty');
    expect(state.limits).toEqual(PROFILES.moderate);
    writeFileSync(path, 'profile: conservative\n');
    await clock.advance(1_000);
    expect([troubles.at(-1), state.limits]).toEqual(['well', PROFILES.conservative]);
    watch.close();
    expect(clock.waiting).toBe(0);
  });

  it('come out of their keys as they went in', () => {
    for (const limits of Object.values(PROFILES)) {
      expect(changeLimits(PROFILES.moderate, keysOf(limits))).toEqual(limits);
    }
  });
});
