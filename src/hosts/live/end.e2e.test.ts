import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { DEMO } from './demo.ts';
import { readEnd, writeEnd } from './end-file.ts';
import { readSummary } from './reading.ts';
import { startSession } from './start.ts';

const { folder } = temporaryFolder();
const UNSAVED = join(import.meta.dirname, '../../../examples/my-strategy.ts');

it('A session whose strategy cannot be saved has ended in order when it has, and not when it was killed or goes on', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const file = join(folder, 'run.yaml');
  const dir = join(folder, 'session');
  writeFileSync(file, DEMO.replace('agents:\n', `agents:\n  - { id: mine, strategy: ${UNSAVED} }\n`));
  const sets = ['live.watchdog.enabled=false', 'live.feed.ticksPerSecond=3000'];
  /** Resolves to what the folder is when it is left as it stands while the session runs. */
  const runOnce = async (start: number): Promise<string> => {
    const { session } = await startSession({ file, dir, over: { env: {}, sets }, clock: new RealClock() });
    const running = session.run();
    const events = session.tally.events + 20;
    await new Promise<void>((resolve) => {
      session.watcher = () => session.tally.events >= events && resolve();
    });
    const killed = join(folder, `killed-${start}`);
    for (const name of ['session.json', 'end.json', 'journal'])
      cpSync(join(dir, name), join(killed, name), { recursive: true });
    await session.stop();
    // Told by no step of the stop alone: only when all has ended.
    expect(readEnd(dir)).not.toBe(session.engine.sequence);
    await running;
    await session.close();
    return killed;
  };
  for (const start of [1, 2]) {
    const killed = await runOnce(start);
    expect(readdirSync(join(dir, 'snapshots'))).toEqual([]);
    expect(await readSummary(dir)).toMatchObject({ state: 'ended', damage: undefined });
    expect(await readSummary(killed)).toMatchObject({ state: 'broken-off', damage: undefined });
  }
  const end = readEnd(dir);
  // Of before there was such a sign: nothing is known of an end without a state.
  rmSync(join(dir, 'end.json'));
  expect([end, (await readSummary(dir)).state]).toEqual([expect.any(Number), 'broken-off']);
  writeFileSync(join(dir, 'end.json'), 'torn');
  expect(readEnd(dir)).toBeUndefined();
  await writeEnd(dir, end!);
  expect((await readSummary(dir)).state).toBe('ended');
}, 60_000);
