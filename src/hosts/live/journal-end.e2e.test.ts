import { appendFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { DEMO } from './demo.ts';
import { startSession } from './start.ts';

const { folder } = temporaryFolder();
const dir = join(folder, 'session');
const journal = join(dir, 'journal');

it('A session whose last inputs are missing is refused before its venue is started; one with a torn tail goes on', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const file = join(folder, 'run.yaml');
  writeFileSync(file, DEMO);
  const sets = ['live.watchdog.enabled=false', 'live.feed=none', 'live.journal.segmentMb=0.01'];
  const start = () => startSession({ file, dir, over: { env: {}, sets }, clock: new RealClock() });
  const first = await start();
  while (readdirSync(journal).length < 3) {
    first.session.command('note', 'account', '', 'a test', 'x'.repeat(1_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await first.session.close();
  const last = join(journal, readdirSync(journal).at(-1)!);

  appendFileSync(last, 'what a crash has left');
  const second = await start();
  await second.session.close();

  rmSync(last);
  rmSync(join(dir, 'venue'), { recursive: true });
  const names = readdirSync(journal);
  await expect(start()).rejects.toMatchObject({
    kind: 'integrity',
    message: expect.stringMatching(/it ends with record \d+, but .*the audit log goes on to record \d+/),
  });
  expect(existsSync(join(dir, 'venue'))).toBe(false);
  expect(readdirSync(journal)).toEqual(names);
}, 20_000);
