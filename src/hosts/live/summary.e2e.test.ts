import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { DEMO } from './demo.ts';
import { writeReport } from './report.ts';
import { type Started, startSession } from './start.ts';
import { readReview, readSummary } from './summary.ts';

const { folder } = temporaryFolder();
const file = join(folder, 'run.yaml');
const dir = join(folder, 'session');

/** Runs until so many orders have gone out since the first start. */
async function runUntil(orders: number): Promise<Started> {
  const sets = [
    'live.watchdog.enabled=false',
    'live.snapshots.records=100',
    'live.journal.segmentMb=0.01',
    'live.feed.ticksPerSecond=3000',
  ];
  const started = await startSession({ file, dir, over: { env: {}, sets }, clock: new RealClock() });
  const { session } = started;
  const running = session.run();
  await new Promise<void>((resolve) => {
    session.watcher = () => session.tally.orders >= orders && resolve();
  });
  await session.stop();
  await running;
  await session.close();
  return started;
}

/** One byte in the middle is another; the ends are as they were. */
function spoilt(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  other[bytes.length >> 1] ^= 1;
  return other;
}

beforeAll(async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  writeFileSync(file, DEMO);
  await runUntil(10);
  await runUntil(20);
}, 60_000);

describe('The summary of a session', () => {
  it('is the same from its last snapshot as from all that is on record', { timeout: 20_000 }, async () => {
    const summary = await readSummary(dir);
    expect(summary).toMatchObject({ lost: 0, doubled: 0, restarts: 1 });
    expect(summary.orders).toBeGreaterThanOrEqual(20);
    expect(summary).toEqual((await readReview(dir)).summary);
    const names = readdirSync(join(dir, 'snapshots'));
    expect(names.length).toBeGreaterThan(1);
    rmSync(join(dir, 'snapshots', names.at(-1)!));
    expect(await readSummary(dir)).toEqual(summary);
  });

  it('looks at what came after the snapshot alone', async () => {
    const { events } = await readSummary(dir);
    const journal = join(dir, 'journal');
    const path = join(journal, readdirSync(journal)[0]);
    const bytes = readFileSync(path);
    // With a segment before the snapshot damaged, a replay of everything fails.
    writeFileSync(path, spoilt(bytes));
    await expect(readReview(dir)).rejects.toThrow(/does not add up/);
    expect((await readSummary(dir)).events).toBe(events);
    writeFileSync(path, bytes);
  });

  it('comes with a tear sheet where there is not too much to go through', { timeout: 20_000 }, async () => {
    const brief = await writeReport(dir, 5);
    expect(brief.tearSheet).toBeUndefined();
    const long = await writeReport(dir);
    expect(long.tearSheet).toMatch(/tear-sheet\.html$/);
    expect(brief.summary).toEqual(long.summary);
  });
});
