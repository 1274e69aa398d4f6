import { expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { freshnessProbe, Health, progressProbe } from './health.ts';

let nowUs = 0;
const clock: Clock = { nowUs: () => nowUs, steadyUs: () => nowUs, after: () => () => undefined };

it('A process is ready when every part has said that it is well', () => {
  const health = new Health(clock);
  expect(health.ready().ok).toBe(false);
  const journal = health.check('journal');
  const venue = health.check('venue');
  journal.pass();
  expect(health.ready()).toMatchObject({
    ok: false,
    checks: [
      { name: 'journal', ok: true, reason: '' },
      { name: 'venue', ok: false, reason: 'starting' },
    ],
  });
  nowUs = 5_000_000;
  venue.pass();
  expect(health.ready().ok).toBe(true);
  nowUs = 9_000_000;
  journal.fail('the disk is full');
  journal.fail('the disk is still full');
  expect(health.ready()).toEqual({
    ok: false,
    checks: [
      { name: 'journal', ok: false, since: '1970-01-01T00:00:09Z', reason: 'the disk is still full', fatal: false },
      { name: 'venue', ok: true, since: '1970-01-01T00:00:05Z', reason: '', fatal: false },
    ],
  });
  health.remove('journal');
  expect(health.ready().ok).toBe(true);
});

it('It is alive until a part says that only a new start helps', () => {
  const health = new Health(clock);
  const writer = health.check('journal-writer', { fatal: true });
  health.check('venue').fail('away');
  expect(health.live().ok).toBe(true);
  writer.fail('the journal cannot be written');
  expect(health.live()).toMatchObject({ ok: false, checks: [{ name: 'journal-writer' }] });
});

it('An input that waits and is not consumed makes it unready, until work goes on', () => {
  nowUs = 0;
  const [work, health] = [{ waiting: 0, done: 0 }, new Health(clock)];
  health.probe(
    'input',
    progressProbe(clock, 'inputs', { stallMs: 1_000, waiting: () => work.waiting, done: () => work.done }),
  );
  const ready = (us: number) => {
    nowUs = us;
    return health.ready();
  };
  expect(ready(60_000_000).ok).toBe(true);
  work.waiting = 3;
  expect(ready(60_999_000).ok).toBe(true);
  expect(ready(61_000_000).checks[0].reason).toBe('inputs: 3 waiting, none done for 1000 ms');
  work.done = 1;
  expect(ready(61_000_001).ok).toBe(true);
  expect(ready(62_000_001).ok).toBe(false);
});

it('A feed that says nothing for too long makes it unready; so does a check that throws', () => {
  nowUs = 10_000_000;
  let lastUs: number | undefined = undefined as number | undefined;
  const health = new Health(clock);
  health.probe('feed', freshnessProbe(clock, 'feed', { staleAfterMs: 5_000, lastUs: () => lastUs }));
  expect(health.ready().checks[0].reason).toBe('feed: nothing yet');
  lastUs = 5_000_001;
  expect(health.ready().ok).toBe(true);
  nowUs = 10_000_001;
  expect(health.ready().checks[0].reason).toBe('feed: nothing for 5000 ms');
  health.probe('broken', () => {
    throw new Error('oops');
  });
  expect(health.ready().checks[1].reason).toBe('the check itself failed: oops');
});
