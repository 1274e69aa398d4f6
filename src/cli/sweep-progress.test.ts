import { expect, it } from 'vitest';
import { SweepTally } from '../research/sweep-tally.ts';
import type { SweepRow } from '../research/sweep-row.ts';
import { RecordingShell } from './recording-shell.twin.ts';
import { SweepProgressLine, sweepProgressText } from './sweep-progress.ts';

function tallied(): SweepTally {
  const tally = new SweepTally('sharpe');
  const row = {
    row: 0,
    point: 0,
    rung: 0,
    share: 1,
    status: 'ok',
    parameters: { 'a.x': 5 },
    metrics: { sharpe: 1.234 },
  };
  tally.add(row as unknown as SweepRow);
  tally.add({ ...row, row: 1, point: 1, status: 'failed', metrics: null, error: 'no' } as unknown as SweepRow);
  return tally;
}

it('says how far it is, how fast, how long yet, and what is best', () => {
  const at = { done: 1_300, resumed: 1_000, total: 2_500, tally: tallied() };
  expect(sweepProgressText(at, 'sharpe', 10)).toBe(
    '52 %, 1,300 of 2,500 points, 30/s, 40 s left, 1 failed, best sharpe 1.23 (a.x 5)',
  );
});

it('writes over one line where somebody watches, and plain lines now and then elsewhere', () => {
  const at = { done: 1, resumed: 0, total: 2, tally: tallied() };
  const watched = new RecordingShell({ watched: true });
  const line = new SweepProgressLine(watched, 'sharpe', 0);
  for (const nowMs of [50, 150, 200, 300]) line.update(at, nowMs);
  line.end();
  expect(watched.stderr.split('\r')).toHaveLength(4);
  const plain = new RecordingShell();
  const lines = new SweepProgressLine(plain, 'sharpe', 0);
  for (const nowMs of [5_000, 11_000, 15_000, 22_000]) lines.update(at, nowMs);
  lines.end();
  expect(plain.stderr.trim().split('\n')).toHaveLength(2);
});
