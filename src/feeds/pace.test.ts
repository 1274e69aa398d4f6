import { expect, it } from 'vitest';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { Pace, parseSpeed } from './pace.ts';

it('reads a speed as it is written on the command line', () => {
  expect(parseSpeed('1')).toBe(1);
  expect(parseSpeed('0.5')).toBe(0.5);
  expect(parseSpeed('1000x')).toBe(1_000);
  expect(parseSpeed('max')).toBe(Number.POSITIVE_INFINITY);
  for (const text of ['', '0', '-1', 'fast', '1e3', 'x', '2000000']) expect(() => parseSpeed(text)).toThrow('factor');
});

it('goes on from where it was at another speed, and is looked at again soon where the speed may change', async () => {
  const clock = new VirtualClock();
  const speed = { factor: 1 };
  const pace = new Pace(clock, speed);
  expect(pace.waitMs(0)).toBe(0);
  expect(pace.waitMs(10_000_000)).toBe(500);
  await clock.advance(4_000);
  speed.factor = 20;
  expect(pace.waitMs(10_000_000)).toBe(300);
  await clock.advance(300);
  expect(pace.waitMs(10_000_000)).toBe(0);
  expect(pace.waitMs(12_000_000)).toBe(100);
  expect(new Pace(clock, 1).waitMs(0)).toBe(0);
});
