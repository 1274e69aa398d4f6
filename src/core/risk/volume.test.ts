import { describe, expect, it } from 'vitest';
import { AverageVolume } from './volume.ts';

describe('the 20-day average volume', () => {
  it('runs over completed days, up to twenty', () => {
    const volume = new AverageVolume(2);
    expect(volume.averageLots(0)).toBeNaN();
    volume.onBar(0, 60);
    volume.onBar(0, 40);
    expect(volume.averageLots(0)).toBeNaN();
    volume.onDayEnd();
    expect(volume.averageLots(0)).toBe(100);
    expect(volume.averageLots(1)).toBeNaN();
    volume.onBar(0, 300);
    volume.onDayEnd();
    expect(volume.averageLots(0)).toBe(200);
    for (let day = 0; day < 19; day++) {
      volume.onBar(0, 1_000);
      volume.onDayEnd();
    }
    expect(volume.averageLots(0)).toBe((300 + 19 * 1_000) / 20);
    volume.onBar(0, 1_000);
    volume.onDayEnd();
    expect(volume.averageLots(0)).toBe(1_000);
  });

  it('counts no day without bars, and a day of nothing as nothing', () => {
    const volume = new AverageVolume(1);
    volume.onBar(0, 100);
    volume.onDayEnd();
    volume.onDayEnd();
    expect(volume.averageLots(0)).toBe(100);
    volume.onBar(0, 0);
    volume.onDayEnd();
    expect(volume.averageLots(0)).toBe(50);
  });

  it('leaves out a day in which a bar has no volume', () => {
    const volume = new AverageVolume(1);
    volume.onBar(0, 100);
    expect(volume.hasVolume(0)).toBe(true);
    volume.onDayEnd();
    volume.onBar(0, 900);
    volume.onBar(0, Number.NaN);
    expect(volume.hasVolume(0)).toBe(false);
    volume.onDayEnd();
    expect(volume.averageLots(0)).toBe(100);
    expect(volume.hasVolume(0)).toBe(false);
    volume.onBar(0, 200);
    volume.onDayEnd();
    expect(volume.hasVolume(0)).toBe(true);
    expect(volume.averageLots(0)).toBe(150);
  });

  it('is in lots of after a split: of the days that are over and of the one that runs', () => {
    const volume = new AverageVolume(2);
    for (const lots of [100, 200]) {
      for (const instrument of [0, 1]) volume.onBar(instrument, lots);
      volume.onDayEnd();
    }
    volume.onBar(0, 300);
    volume.split(0, { numerator: 2, denominator: 1 });
    expect([volume.averageLots(0), volume.averageLots(1)]).toEqual([300, 150]);
    volume.onDayEnd(); // 200, 400 and 600
    expect([volume.averageLots(0), volume.averageLots(1)]).toEqual([400, 150]);
    volume.onBar(1, 300);
    volume.onDayEnd();
    expect(volume.averageLots(1)).toBe(200);
    volume.split(0, { numerator: 1, denominator: 4 });
    expect(volume.averageLots(0)).toBe(100);
  });

  it('goes on after a restart, in the middle of a day', () => {
    const volume = new AverageVolume(2);
    volume.onBar(0, 100);
    volume.onBar(1, Number.NaN);
    volume.onDayEnd();
    volume.onBar(0, 50);
    const again = new AverageVolume(2);
    again.load(JSON.parse(JSON.stringify(volume.save())));
    expect([again.averageLots(0), again.averageLots(1)]).toEqual([100, Number.NaN]);
    expect([again.hasVolume(0), again.hasVolume(1)]).toEqual([true, false]);
    again.onDayEnd();
    expect(again.averageLots(0)).toBe(75);
  });
});
