import type { LogLevel } from '../config/log-level.ts';
import { SECOND_US } from '../core/base/time.ts';

const WINDOW_US = 10 * SECOND_US;
/** Different messages that are remembered; the oldest is forgotten first. */
const KEYS_MAX = 1_000;

interface Seen {
  readonly key: readonly [level: LogLevel, text: string];
  sinceUs: number;
  count: number;
}

/** Lets so many equal messages through in ten seconds; the rest is counted and told when the window is over. */
export class Repeats {
  readonly #most: number;
  readonly #tell: (key: readonly [LogLevel, string], count: number) => void;
  readonly #seen = new Map<string, Seen>();

  constructor(most: number, tell: (key: readonly [LogLevel, string], count: number) => void) {
    this.#most = most;
    this.#tell = tell;
  }

  admit(level: LogLevel, text: string, steadyUs: number): boolean {
    const name = `${level} ${text}`;
    const seen = this.#seen.get(name);
    if (seen === undefined || steadyUs - seen.sinceUs >= WINDOW_US) {
      if (seen !== undefined) this.#end(name, seen);
      const [oldest] = this.#seen;
      if (this.#seen.size >= KEYS_MAX && oldest !== undefined) this.#end(oldest[0], oldest[1]);
      this.#seen.set(name, { key: [level, text], sinceUs: steadyUs, count: 1 });
      return true;
    }
    seen.count++;
    return seen.count <= this.#most;
  }

  /** Tells of everything that was left out so far. */
  flush(): void {
    for (const [name, seen] of this.#seen) this.#end(name, seen);
  }

  #end(name: string, { key, count }: Seen): void {
    this.#seen.delete(name);
    if (count > this.#most) this.#tell(key, count - this.#most);
  }
}
