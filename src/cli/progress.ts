import type { Shell } from './shell.ts';

/** How far a run is. */
export interface Progress {
  readonly bars: number;
  readonly totalBars: number | undefined;
  /** Quotes, trades and books of recorded markets; none where they are not named. */
  readonly events?: number;
  readonly totalEvents?: number;
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

export function progressText({ bars, totalBars, events = 0, totalEvents = 0, seconds }: Progress): string {
  const done = bars + events;
  const total = totalBars === undefined ? undefined : totalBars + totalEvents;
  const rate = done / seconds;
  const counts = [
    bars > 0 || totalEvents === 0 ? `${whole(bars)} bars` : '',
    events > 0 ? `${whole(events)} events` : '',
  ];
  const parts = [...counts.filter((text) => text !== ''), `${whole(rate)}/s`];
  if (total !== undefined && total > 0) {
    parts.unshift(`${Math.floor((100 * done) / total)} %`);
    if (rate > 0) parts.push(`${duration((total - done) / rate)} left`);
  }
  return parts.join(', ');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function duration(seconds: number): string {
  const left = Math.ceil(seconds);
  if (left < 60) return `${left} s`;
  return `${Math.floor(left / 60)} min ${left % 60} s`;
}
