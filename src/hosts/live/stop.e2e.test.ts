import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { DEMO } from './demo.ts';
import { startSession } from './start.ts';

const { folder } = temporaryFolder();

it('A session that is closed while it stops lets the stop come to its end first', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const file = join(folder, 'run.yaml');
  writeFileSync(file, DEMO);
  const over = { env: {}, sets: ['live.watchdog.enabled=false', 'live.feed=none'] };
  const { session } = await startSession({ file, dir: join(folder, 'session'), over, clock: new RealClock() });
  const trader: { stop(): Promise<void> } = Reflect.get(session, 'trader');
  const parts: readonly unknown[] = Reflect.get(session, 'closers');
  const held = Promise.withResolvers<void>();
  const stop = trader.stop.bind(trader);
  trader.stop = () => held.promise.then(stop);
  const open = parts.length;
  const ends = [session.stop(), session.close()];
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(parts.length).toBe(open);
  held.resolve();
  await Promise.all(ends);
  expect(parts.length).toBe(0);
});
