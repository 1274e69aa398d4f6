import { expect, it } from 'vitest';
import { ProgressLine, progressText } from './progress.ts';
import { RecordingShell } from './recording-shell.twin.ts';

it('Progress tells the share, the rate and the time left', () => {
  expect(progressText({ bars: 250_000, totalBars: 1_000_000, seconds: 0.5 })).toBe(
    '25 %, 250,000 bars, 500,000/s, 2 s left',
  );
  expect(progressText({ bars: 1_000, totalBars: 1_000_000, seconds: 1 })).toBe(
    '0 %, 1,000 bars, 1,000/s, 16 min 39 s left',
  );
  expect(progressText({ bars: 10, totalBars: undefined, seconds: 2 })).toBe('10 bars, 5/s');
  expect(progressText({ bars: 0, totalBars: 100, seconds: 2 })).toBe('0 %, 0 bars, 0/s');
});

it('The line is written over and taken away; without a terminal, or before anybody could read it, there is none', () => {
  const watched = new RecordingShell({ watched: true });
  const line = new ProgressLine(watched);
  line.update({ bars: 1, totalBars: 2, seconds: 0.05 });
  line.end();
  expect(watched.stderr).toBe('');
  line.update({ bars: 1, totalBars: 2, seconds: 1 });
  line.end();
  expect(watched.stderr).toBe('\r\u001B[2K50 %, 1 bars, 1/s, 1 s left\r\u001B[2K');
  const alone = new RecordingShell();
  new ProgressLine(alone).update({ bars: 1, totalBars: 2, seconds: 1 });
  expect(alone.stderr).toBe('');
});
