import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { SPEC_FILE } from '../venue/spec.ts';
import { DEMO } from './demo.ts';
import { readReview, readSummary } from './reading.ts';
import { writeReport } from './report.ts';
import { type Started, startSession } from './start.ts';

const { folder } = temporaryFolder();
const file = join(folder, 'run.yaml');
const dir = join(folder, 'session');

/** Runs until so many orders have gone out since the first start; then `look` has its turn beside it. */
async function runUntil(orders: number, look = async (): Promise<void> => {}): Promise<Started> {
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
  await look();
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
    const { summary, ...brief } = await readSummary(dir);
    expect(brief).toEqual({ result: undefined, state: 'ended', damage: undefined });
    expect(summary).toMatchObject({ lost: 0, doubled: 0, restarts: 1 });
    expect(summary.orders).toBeGreaterThanOrEqual(20);
    expect(summary).toEqual((await readReview(dir)).summary);
    // In a session of before, a state of its last input says that it has ended.
    const end = join(dir, 'end.json');
    renameSync(end, `${end}.away`);
    expect(await readSummary(dir)).toMatchObject({ summary, state: 'ended' });
    const names = readdirSync(join(dir, 'snapshots'));
    expect(names.length).toBeGreaterThan(1);
    const newest = join(dir, 'snapshots', names.at(-1)!);
    renameSync(newest, `${newest}.away`);
    expect(await readSummary(dir)).toMatchObject({ summary, state: 'broken-off' });
    renameSync(`${newest}.away`, newest);
    // A kill right behind a snapshot is no end.
    writeFileSync(end, '{"lastInput":1}');
    expect(await readSummary(dir)).toMatchObject({ summary, state: 'broken-off' });
    renameSync(`${end}.away`, end);
  });

  it('looks at what came after the snapshot alone, and is made of that where the rest is damaged', async () => {
    const { summary } = await readSummary(dir);
    const journal = join(dir, 'journal');
    const [name] = readdirSync(journal);
    const bytes = readFileSync(join(journal, name));
    // With a segment before the snapshot damaged, a replay of everything ends there.
    writeFileSync(join(journal, name), spoilt(bytes));
    const { damage, ...known } = await readSummary(dir);
    expect([known.summary, damage]).toEqual([summary, undefined]);
    const report = await writeReport(dir);
    expect([report.summary, report.tearSheet]).toEqual([summary, undefined]);
    expect(report.damage).toMatchObject({
      kind: 'integrity',
      message: expect.stringMatching(`${name}: record \\d+ at`),
    });
    // Not even its ends are to be read.
    writeFileSync(join(journal, name), '');
    const ends = await readSummary(dir);
    expect([ends.summary, ends.damage?.message]).toEqual([
      summary,
      expect.stringContaining(`${name}: record 1 at byte 0`),
    ]);
    writeFileSync(join(journal, name), bytes);
    // The state of the end is good, though what it stands in is not.
    const last = join(journal, readdirSync(journal).at(-1)!);
    const end = readFileSync(last);
    writeFileSync(last, spoilt(end));
    const { damage: inLast, ...ended } = await readSummary(dir);
    expect(ended).toMatchObject({ summary, state: 'ended' });
    expect(inLast?.message).toContain('record');
    writeFileSync(last, end);
  });

  it('is of what can be read where the venue or the end of the record is damaged, and compares nothing then', async () => {
    const { summary } = await readSummary(dir);
    for (const [folder, ours] of [
      [join(dir, 'venue', 'journal'), true],
      [join(dir, 'journal'), false],
    ] as const) {
      const states = join(folder, '..', 'snapshots');
      renameSync(states, `${states}-away`);
      const name = readdirSync(folder)[ours ? 0 : 1];
      const bytes = readFileSync(join(folder, name));
      writeFileSync(join(folder, name), spoilt(bytes));
      const found = await readSummary(dir);
      expect(found.summary).toMatchObject({ lost: null, doubled: null });
      if (ours) expect(found.summary.fills).toBe(summary.fills);
      else expect(found.summary.events).toBeLessThan(summary.events);
      expect(found.damage?.message).toContain(name);
      writeFileSync(join(folder, name), bytes);
      renameSync(`${states}-away`, states);
    }
  });

  it('compares nothing where the end of a record is missing, which a state of later records says', async () => {
    const { summary } = await readSummary(dir);
    for (const side of [join(dir, 'venue'), dir]) {
      const journal = join(side, 'journal');
      const names = readdirSync(journal);
      const last = join(journal, names.at(-1)!);
      const end = Number(names.at(-1)!.slice(0, 16)) - 1;
      renameSync(last, `${last}.away`);
      for (const { summary: found, damage } of [await readSummary(dir), await readReview(dir)]) {
        expect(found).toMatchObject({ lost: null, doubled: null, restarts: summary.restarts });
        expect(damage).toMatchObject({
          kind: 'integrity',
          message: expect.stringContaining(`ends with record ${end}:`),
        });
        expect(damage?.message).toContain(journal);
      }
      renameSync(`${last}.away`, last);
    }
    expect(await readSummary(dir)).toMatchObject({ summary, damage: undefined });
  });

  it('tells of a venue whose record is gone or another text that all is lost, or that it cannot be said', async () => {
    const venue = join(dir, 'venue');
    renameSync(join(venue, 'journal'), join(venue, 'away'));
    const gone = await readSummary(dir);
    expect(gone.summary).toMatchObject({ lost: null, doubled: null });
    expect(gone.damage?.message).toContain('ends with record 0:');
    renameSync(join(venue, 'snapshots'), join(venue, 'states-away'));
    const { summary } = await readSummary(dir);
    expect(summary.lost).toBeGreaterThanOrEqual(summary.fills);
    renameSync(join(venue, 'states-away'), join(venue, 'snapshots'));
    renameSync(join(venue, 'away'), join(venue, 'journal'));
    const spec = readFileSync(join(venue, SPEC_FILE));
    writeFileSync(join(venue, SPEC_FILE), 'no venue');
    const unknown = await readSummary(dir);
    expect(unknown.summary).toEqual({ ...summary, lost: null, doubled: null });
    expect(unknown.damage).toMatchObject({ kind: 'integrity', message: expect.stringContaining(SPEC_FILE) });
    writeFileSync(join(venue, SPEC_FILE), spec);
  });

  it('is told beside a session that runs, and nothing that is on its way is lost', { timeout: 30_000 }, async () => {
    await runUntil(30, async () => {
      for (let times = 0; times < 5; times++) {
        const { summary, state, damage } = await (times % 2 === 0 ? readSummary(dir) : readReview(dir));
        expect([state, damage]).toEqual(['running', undefined]);
        expect(summary).toMatchObject({ lost: 0, doubled: 0, restarts: 2 });
        expect(summary.orders).toBeGreaterThanOrEqual(30);
      }
    });
    expect(await readSummary(dir)).toMatchObject({ summary: { lost: 0, doubled: 0 }, state: 'ended' });
  });

  it('comes with a tear sheet where there is not too much to go through', { timeout: 20_000 }, async () => {
    const brief = await writeReport(dir, 5);
    expect(brief.tearSheet).toBeUndefined();
    const long = await writeReport(dir);
    expect(long.tearSheet).toMatch(/tear-sheet\.html$/);
    expect(brief.summary).toEqual(long.summary);
  });
});
