import type { Shell } from './shell.ts';

/** How far a run is. */
export interface Progress {
  readonly bars: number;
  readonly totalBars: number | undefined;
  readonly seconds: number;
}

const CLEAR_LINE = '\r\u001B[2K';
/** A run that is over before anybody could read a line shows none. */
const QUIET_SECONDS = 0.1;

/** One line on stderr that is written over: share, rate, time left. Nothing at all where nobody watches. */
export class ProgressLine {
  private readonly shell: Shell;
  private shown = false;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  update(progress: Progress): void {
    if (!this.shell.watched || progress.seconds < QUIET_SECONDS) return;
    this.shown = true;
    this.shell.err(CLEAR_LINE + progressText(progress));
  }

  end(): void {
    if (this.shown) this.shell.err(CLEAR_LINE);
    this.shown = false;
  }
}

export function progressText({ bars, totalBars, seconds }: Progress): string {
  const rate = bars / seconds;
  const parts = [`${bars.toLocaleString('en-US')} bars`, `${Math.round(rate).toLocaleString('en-US')}/s`];
  if (totalBars !== undefined && totalBars > 0) {
    parts.unshift(`${Math.floor((100 * bars) / totalBars)} %`);
    if (rate > 0) parts.push(`${duration((totalBars - bars) / rate)} left`);
  }
  return parts.join(', ');
}

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
