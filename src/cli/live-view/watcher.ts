import type { LiveSession } from '../../hosts/live/session.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Shell } from '../shell.ts';

export interface Watched {
  readonly session: LiveSession;
  readonly dir: string;
  /** Which start of the session it is, from 1. */
  readonly start: number;
  readonly shell: Shell;
  readonly clock: Clock;
}

/** Tells a person how a session goes while it runs. */
export interface Watcher {
  begin(): void;
  ending(why: string): void;
  end(): void;
}
