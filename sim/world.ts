import { createHash, type Hash } from 'node:crypto';
import { namedRandom, type Random } from '../src/core/base/random.ts';
import type { Us } from '../src/core/base/time.ts';

interface Due {
  readonly atUs: Us;
  readonly order: number;
  readonly call: () => void;
  over: boolean;
}

/** A seed and a name make a stream of chances; what draws from one does not move another. */
export type Chance = Random;

/** Later events than this mean that something goes round in circles. */
const EVENTS_MAX = 400_000;

/**
 * Time and the order of things. Whatever waits (a timer, a message under way, a sync) is an event here; the next one happens when
 * all that the one before it led to has settled. Nothing else makes anything happen, so one seed is one history.
 */
export class World {
  readonly seed: number;
  /** Since the world began. */
  nowUs: Us = 0;
  events = 0;
  /** What happened, line by line, when somebody wants to read it. */
  readonly story: string[] | undefined;
  private readonly due: Due[] = [];
  private order = 0;
  private readonly hash: Hash = createHash('sha256');

  constructor(seed: number, told = false) {
    this.seed = seed;
    this.story = told ? [] : undefined;
  }

  chance(name: string): Chance {
    return namedRandom(this.seed, name);
  }

  /** Part of what one history is known by. */
  note(who: string, what: string): void {
    this.hash.update(`${this.nowUs} ${who} ${what}\n`);
    this.story?.push(`${(this.nowUs / 1e6).toFixed(6).padStart(11)} ${who.padEnd(9)} ${what}`);
  }

  digest(): string {
    return this.hash.copy().digest('hex');
  }

  /** Happens so much later; returns how to take it back. */
  after(us: Us, call: () => void): () => void {
    const event: Due = { atUs: this.nowUs + Math.max(0, Math.round(us)), order: (this.order += 1), call, over: false };
    const { due } = this;
    let at = due.length;
    due.push(event);
    for (; at > 0; at = (at - 1) >> 1) {
      const above = due[(at - 1) >> 1];
      if (!isBefore(event, above)) break;
      due[at] = above;
    }
    due[at] = event;
    return () => {
      event.over = true;
    };
  }

  /** Until nothing more happens before this moment. */
  async until(us: Us): Promise<void> {
    await settled();
    for (let event = this.due[0]; event !== undefined && event.atUs <= us; event = this.due[0]) {
      this.pop();
      if (event.over) continue;
      event.over = true;
      this.nowUs = event.atUs;
      this.events += 1;
      if (this.events > EVENTS_MAX) throw new Error(`no end after ${EVENTS_MAX} events`);
      event.call();
      await settled();
    }
    this.nowUs = Math.max(this.nowUs, us);
  }

  private pop(): void {
    const { due } = this;
    const last = due.pop()!;
    if (due.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= due.length) break;
      if (below + 1 < due.length && isBefore(due[below + 1], due[below])) below += 1;
      if (!isBefore(due[below], last)) break;
      due[at] = due[below];
      at = below;
    }
    due[at] = last;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}

/** Every promise that could settle has done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A number between two, each as likely. */
export function between(chance: Chance, low: number, high: number): number {
  return low + chance() * (high - low);
}

export function whole(chance: Chance, low: number, high: number): number {
  return low + Math.floor(chance() * (high - low + 1));
}

export function pick<T>(chance: Chance, list: readonly T[]): T {
  return list[Math.floor(chance() * list.length)];
}
