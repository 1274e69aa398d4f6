import { expect, it } from 'vitest';
import { noTracer } from '../../telemetry/traces.ts';
import { readLive } from '../../config/live-file.twin.ts';
import { marketPace, SettingsInForce } from './settings-in-force.ts';

it('A market goes faster or slower at once, and neither to nor from as fast as it goes', () => {
  const { live } = readLive().file;
  const max = Number.POSITIVE_INFINITY;
  for (const [from, to, then] of [
    [1, 20, 20],
    [20, 0.5, 0.5],
    [1, max, 1],
    [max, 1, max],
  ]) {
    const settings = new SettingsInForce(live, noTracer, from);
    settings.turn(to);
    expect(settings.speed.factor).toBe(then);
  }
});

it('Time goes on in a quiet market at the speed in force; of what comes from outside a little later, and not at all at max', () => {
  const speed = { factor: 2 };
  const pace = marketPace('synthetic', speed);
  speed.factor = 3;
  expect(pace).toMatchObject({ factor: 3, lateUs: 0, isTimeOfDay: false });
  expect(marketPace('csv', speed)).toMatchObject({ lateUs: 1_000_000 });
  expect(marketPace('none', speed)).toMatchObject({ isTimeOfDay: true });
  expect(marketPace('replay', { factor: Number.POSITIVE_INFINITY })).toBeUndefined();
});
