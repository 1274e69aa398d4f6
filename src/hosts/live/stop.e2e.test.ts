import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { PaperBroker } from '../../brokers/paper/broker.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { isHeld } from '../venue/hold.ts';
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

it('A start that is interrupted while its venue does not answer is given up, and leaves nothing behind', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const file = join(folder, 'run.yaml');
  const dir = join(folder, 'interrupted');
  writeFileSync(file, DEMO);
  const over = { env: {}, sets: ['live.watchdog.enabled=false', 'live.feed=none'] };
  const interrupt = new AbortController();
  const { connect } = PaperBroker.prototype;
  // It is there, and says nothing.
  PaperBroker.prototype.connect = () => {
    interrupt.abort();
    return new Promise(() => {});
  };
  const start = (signal?: AbortSignal) => startSession({ file, dir, over, clock: new RealClock(), signal });
  await expect(start(interrupt.signal)).rejects.toMatchObject({ kind: 'interrupted' });
  PaperBroker.prototype.connect = connect;
  expect(await isHeld(join(dir, 'venue'))).toBe(false);
  const { session } = await start();
  await session.close();
}, 20_000);
