import { expect, it } from 'vitest';
import { shrink } from './shrink.ts';
import { SABOTAGES } from './sabotages.ts';
import { simulate } from './simulate.ts';

it('holds every invariant, whatever befalls a session', async () => {
  // The first, and those that have found something.
  for (const seed of [...Array.from({ length: 15 }, (_, k) => k + 1), 54]) {
    const { violations } = await simulate(seed);
    expect(violations, `npm run sim -- ${seed}`).toEqual([]);
  }
});

it('is one history for one seed, and another for another', async () => {
  const [once, again, other] = [await simulate(5), await simulate(5), await simulate(6)];
  expect(again.digest).toBe(once.digest);
  expect(other.digest).not.toBe(once.digest);
});

it('finds out what of a failing history is to blame', async () => {
  const sabotage = SABOTAGES['requests are not deduplicated'];
  const failed = await simulate(1, { sabotage });
  const { schedule, violations } = await shrink(failed, sabotage);
  expect(schedule.map((deed) => deed.kind === 'request' && deed.again)).toEqual([true]);
  expect(violations[0].rule).toBe('I1');
});
