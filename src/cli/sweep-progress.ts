import type { SweepProgress } from '../research/sweep.ts';
import { duration } from './progress.ts';
import type { Shell } from './shell.ts';
import { WrittenOverLine } from './written-over.ts';

/** How far a sweep is, on stderr. */
export class SweepProgressLine {
  private readonly line: WrittenOverLine;
  private readonly objective: string;

  constructor(shell: Shell, objective: string, nowMs: number) {
    this.line = new WrittenOverLine(shell, nowMs);
    this.objective = objective;
  }

  update(progress: SweepProgress, nowMs: number): void {
    this.line.update(nowMs, (seconds) => sweepProgressText(progress, this.objective, seconds));
  }

  end(): void {
    this.line.end();
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
