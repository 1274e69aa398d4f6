import { expect, it } from 'vitest';
import { SABOTAGES } from './sabotages.ts';
import { simulate } from './simulate.ts';

/** Where `make sim-guards` finds it; a seed that no longer shows it is replaced by the one that does now. */
const SHOWN_BY: Readonly<Record<string, number>> = {
  'an order reserves nothing': 2,
  'no fence at the venue': 8,
  'the kill latch is not looked at': 3,
  'a stalled audit log keeps nothing back': 55,
  'a stale market is not told to the engine': 5,
  'the venue speaks before it has written': 23,
  'a kill does not cancel': 2,
  'what is unknown is sent again without asking': 17,
  'a time-out is taken for a refusal': 17,
};

it.each(Object.keys(SABOTAGES))('notices when %s', async (name) => {
  const { violations } = await simulate(SHOWN_BY[name] ?? 1, { sabotage: SABOTAGES[name] });
  expect(violations).not.toEqual([]);
});
