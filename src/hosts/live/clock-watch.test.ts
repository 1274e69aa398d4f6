import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { ClockWatch } from './clock-watch.ts';

function watched(clock: VirtualClock): { readonly said: string[]; readonly watch: ClockWatch } {
  const said: string[] = [];
  const watch = new ClockWatch(clock, (jumped, why) => said.push(`${jumped}: ${why}`));
  watch.begin();
  return { said, watch };
}

describe('The clock watch', () => {
  it('says nothing of a clock that runs, be it that it is set right in small steps', async () => {
    const clock = new VirtualClock();
    const { said } = watched(clock);
    for (let k = 0; k < 60; k++) {
      clock.setBack(2_000);
      await clock.advance(1_000);
    }
    expect(said).toEqual([]);
  });

  it.each([
    ['back', 3_600_000_000, 'back by 3600.0 s'],
    ['ahead', -86_400_000_000, 'ahead by 86400.0 s'],
  ])('tells of one that was set %s, and trusts it after half a minute', async (_, us, words) => {
    const clock = new VirtualClock();
    const { said } = watched(clock);
    clock.setBack(us);
    await clock.advance(1_000);
    expect(said).toEqual([`true: the time of day went ${words}`]);
    await clock.advance(29_000);
    expect(said).toHaveLength(1);
    await clock.advance(2_000);
    expect(said.at(-1)).toMatch(/^false/);
  });

  it('does not trust one that stands still, for as long as it does', async () => {
    const clock = new VirtualClock();
    const { said, watch } = watched(clock);
    for (let k = 0; k < 120; k++) {
      clock.setBack(1_000_000);
      await clock.advance(1_000);
    }
    expect(said).toHaveLength(1);
    watch.close();
    expect(clock.waiting).toBe(0);
  });
});
