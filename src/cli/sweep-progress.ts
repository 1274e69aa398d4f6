import type { SweepProgress } from '../research/sweep.ts';
import { duration } from './progress.ts';
import type { Shell } from './shell.ts';

const CLEAR_LINE = '\r\u001B[2K';
/** Where nobody watches, a line now and then. */
const PLAIN_SECONDS = 10;
/** A terminal needs no more. */
const DRAWN_SECONDS = 0.1;

/** How far a sweep is, on stderr: one line that is written over, or plain lines where nobody watches. */
export class SweepProgressLine {
  private readonly shell: Shell;
  private readonly objective: string;
  private readonly startedMs: number;
  private drawnMs: number;
  private shown = false;

  constructor(shell: Shell, objective: string, nowMs: number) {
    this.shell = shell;
    this.objective = objective;
    this.startedMs = nowMs;
    this.drawnMs = nowMs;
  }

  update(progress: SweepProgress, nowMs: number): void {
    const everyMs = 1000 * (this.shell.watched ? DRAWN_SECONDS : PLAIN_SECONDS);
    if (nowMs - this.drawnMs < everyMs) return;
    this.drawnMs = nowMs;
    const line = sweepProgressText(progress, this.objective, (nowMs - this.startedMs) / 1000);
    if (!this.shell.watched) return this.shell.err(`${line}\n`);
    this.shown = true;
    this.shell.err(CLEAR_LINE + line.slice(0, this.shell.width - 1));
  }

  end(): void {
    if (this.shown) this.shell.err(CLEAR_LINE);
    this.shown = false;
  }
}

export function sweepProgressText(
  { done, resumed, total, tally }: SweepProgress,
  objective: string,
  seconds: number,
): string {
  // What was there before says nothing of how fast the rest goes.
  const rate = Math.max(0, done - resumed) / seconds;
  const whole = (value: number): string => value.toLocaleString('en-US');
  const parts = [`${Math.floor((100 * done) / total)} %`, `${whole(done)} of ${whole(total)} points`];
  if (rate > 0)
    parts.push(`${rate < 10 ? rate.toFixed(1) : whole(Math.round(rate))}/s`, `${duration((total - done) / rate)} left`);
  const { refused, failed } = tally.counts;
  if (refused > 0) parts.push(`${whole(refused)} refused`);
  if (failed > 0) parts.push(`${whole(failed)} failed`);
  const [best] = tally.best;
  if (best !== undefined) {
    const score = (best.metrics as Readonly<Record<string, number | null>> | null)?.[objective] ?? Number.NaN;
    const values = Object.entries(best.parameters).map(([key, value]) => `${key} ${String(value)}`);
    parts.push(`best ${objective} ${score.toPrecision(3)} (${values.join(', ')})`);
  }
  return parts.join(', ');
}
