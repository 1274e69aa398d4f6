import { describe, expect, it } from 'vitest';
import { RealClock, sleep } from './clock.ts';
import { VirtualClock } from './virtual-clock.twin.ts';

describe('RealClock', () => {
  it('tells the time of day in whole microseconds and never runs the steady time back', () => {
    const clock = new RealClock();
    const before = Date.now() * 1_000;
    const now = clock.nowUs();
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before - 10_000);
    expect(now).toBeLessThanOrEqual((Date.now() + 1) * 1_000 + 10_000);
    const first = clock.steadyUs();
    expect(clock.steadyUs()).toBeGreaterThanOrEqual(first);
  });

  it('fires what is due in the order of time, and not what was taken back', async () => {
    const clock = new RealClock();
    const fired: string[] = [];
    clock.after(0, () => fired.push('never'))();
    // Longer than the runtime's timers can be: it must not fire at once.
    const cancel = clock.after(2 ** 40, () => fired.push('far'));
    await sleep(clock, 2);
    cancel();
    expect(fired).toEqual([]);
  });
});

describe('VirtualClock', () => {
  it('fires timers in the order of time and, at one moment, of setting', async () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    clock.after(20, () => fired.push(`c${clock.nowUs()}`));
    clock.after(10, () => fired.push(`a${clock.nowUs()}`));
    clock.after(10, () => {
      fired.push(`b${clock.nowUs()}`);
      clock.after(5, () => fired.push(`d${clock.nowUs()}`));
    });
    await clock.advance(20);
    expect(fired).toEqual(['a10000', 'b10000', 'd15000', 'c20000']);
    expect(clock.waiting).toBe(0);
  });

  it('keeps the steady time when somebody sets the time of day back', async () => {
    const clock = new VirtualClock(5_000_000);
    await clock.advance(1);
    clock.setBack(3_000_000);
    expect(clock.nowUs()).toBe(2_001_000);
    expect(clock.steadyUs()).toBe(1_000);
  });
});
