import type { WalkForwardProgress } from '../research/walk-forward/evaluations.ts';
import { duration } from './progress.ts';

/** How far a walk is, for the line on stderr. */
export function evaluationProgressText({ done, total, counts }: WalkForwardProgress, seconds: number): string {
  const rate = done / seconds;
  const whole = (value: number): string => value.toLocaleString('en-US');
  const parts = [
    `${Math.floor((100 * done) / Math.max(1, total))} %`,
    `${whole(done)} of ${whole(total)} evaluations`,
    `${rate < 10 ? rate.toFixed(1) : whole(Math.round(rate))}/s`,
    `${duration(Math.max(0, total - done) / rate)} left`,
  ];
  if (counts.refused > 0) parts.push(`${whole(counts.refused)} refused`);
  if (counts.failed > 0) parts.push(`${whole(counts.failed)} failed`);
  return parts.join(', ');
}
