import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { RealClock } from '../../telemetry/clock.ts';
import type { Supervised } from '../supervise.ts';
import { Heartbeat } from './heartbeat.ts';
import { KillLatch } from './latch.ts';
import { spawnWatchdog } from './spawn.ts';

const { folder } = temporaryFolder();
const clock = new RealClock();
const hosts: Supervised[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});

it('A trader that beats is left alone, over the death of its watchdog too; one that is silent is killed', async () => {
  const dir = join(folder, 'beats');
  mkdirSync(dir);
  const latch = KillLatch.begin(join(dir, 'watchdog'), clock.nowUs());
  const { promise: restarted, resolve } = Promise.withResolvers<void>();
  const watchdog = await spawnWatchdog({
    session: dir,
    clock,
    withParent: true,
    deadManMs: 600,
    onRestart: () => resolve(),
  });
  hosts.push(watchdog);
  const heartbeat = new Heartbeat({ folder: join(dir, 'watchdog'), clock, everyMs: 50 });
  await heartbeat.begin();
  process.kill(watchdog.pid, 'SIGKILL');
  await restarted;
  const heard = heartbeat.beats;
  // Longer than the new one's patience.
  await expect.poll(() => heartbeat.beats - heard, { timeout: 5_000 }).toBeGreaterThan(20);
  expect(latch.read().kills).toEqual([]);
  heartbeat.close();
  await expect
    .poll(() => latch.read().kills, { timeout: 5_000 })
    .toMatchObject([{ scope: 'account', who: 'watchdog', why: expect.stringContaining('silent for 600 ms') }]);
});

it('One that beats for a watchdog that is no more finds the one that is there', async () => {
  const dir = join(folder, 'former');
  mkdirSync(dir);
  const latch = KillLatch.begin(join(dir, 'watchdog'), clock.nowUs());
  hosts.push(await spawnWatchdog({ session: dir, clock, withParent: true, deadManMs: 300 }));
  const endpoint = join(dir, 'watchdog', 'endpoint.json');
  const present = readFileSync(endpoint, 'utf8');
  const { token } = JSON.parse(present) as { token: string };
  writeFileSync(endpoint, present.replace(token, 'x'.repeat(token.length)));
  const heartbeat = new Heartbeat({ folder: join(dir, 'watchdog'), clock, everyMs: 20 });
  await heartbeat.begin();
  writeFileSync(endpoint, present);
  const heard = heartbeat.beats;
  await expect.poll(() => heartbeat.beats - heard, { timeout: 5_000 }).toBeGreaterThan(20);
  heartbeat.close();
  await expect.poll(() => latch.read().kills.length, { timeout: 5_000 }).toBe(1);
});
