import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { readRecords } from '../../audit/record-files.ts';
import { verify } from '../../audit/verify.ts';
import { verifyJournal } from '../../journal/verify.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { DEMO } from './demo.ts';
import { startSession } from './start.ts';
import { readSummary } from './reading.ts';

const { folder } = temporaryFolder();

it('A session that starts packs old segments while it runs, says so in its record, and adds up as before', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const file = join(folder, 'run.yaml');
  const dir = join(folder, 'session');
  writeFileSync(file, DEMO);
  const sets = ['watchdog.enabled=false', 'feed=none', 'journal.segmentMb=0.001', 'retention.journal=1ms'];
  const over = { env: {}, sets: sets.map((set) => `live.${set}`) };
  const start = () => startSession({ file, dir, over, clock: new RealClock() });
  const packed = () => readdirSync(join(dir, 'journal')).filter((name) => name.endsWith('.gz'));

  const first = await start();
  for (let i = 0; i < 60; i++) {
    first.session.command('note', 'account', '', 'a test', 'x'.repeat(200));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await first.session.close();
  expect(packed()).toEqual([]);

  const second = await start();
  await new Promise<void>((resolve) => {
    second.session.watcher = () => packed().length > 0 && resolve();
    if (packed().length > 0) resolve();
  });
  await second.session.close();

  const notes = [...readRecords(join(dir, 'audit'))].filter(({ record }) => record.input.who === 'live.retention');
  expect(notes.length).toBeGreaterThanOrEqual(packed().length);
  expect(notes[0].record.input).toMatchObject({
    subject: 'control.note',
    why: expect.stringMatching(/^journal: records 1 to \d+/),
  });
  expect(verifyJournal(join(dir, 'journal')).damage).toBeUndefined();
  expect(verify(dir)).toMatchObject({ ok: true });
  expect((await readSummary(dir)).summary).toMatchObject({ lost: 0, doubled: 0 });
}, 30_000);
