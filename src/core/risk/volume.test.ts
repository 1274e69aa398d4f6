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
});
