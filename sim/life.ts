import type { Us } from '../src/core/base/time.ts';
import type { Cancel, Clock } from '../src/telemetry/clock.ts';
import type { World } from './world.ts';

/** When the world began, by the time of day. */
const BEGINNING_US = 1_704_067_200_000_000;

/** A machine's time of day, which somebody may set. It outlives the processes that read it. */
export interface DayTime {
  offsetUs: Us;
}

/**
 * One run of a process. Everything that may wake it (timers, messages, syncs) comes through `wake`, and everything that it does
 * outside asks `alive` first: once it is dead nothing of it acts any more, wherever in its code it stood.
 */
export class Life {
  readonly name: string;
  readonly world: World;
  readonly clock: Clock;
  alive = true;
  /** What it died of, if it did so by itself. */
  error: unknown;
  private readonly onDeath: (life: Life) => void;

  constructor(world: World, name: string, day: DayTime, onDeath: (life: Life) => void) {
    this.world = world;
    this.name = name;
    this.onDeath = onDeath;
    this.clock = {
      nowUs: () => BEGINNING_US + world.nowUs + day.offsetUs,
      steadyUs: () => world.nowUs,
      after: (ms: number, call: () => void): Cancel => world.after(ms * 1_000, () => this.wake(call)),
    };
  }

  /** Something for it to do. An exception that nobody caught is its end, as that of a process. */
  wake(call: () => void): void {
    if (!this.alive) return;
    try {
      call();
    } catch (error) {
      this.die(error);
    }
  }

  die(error?: unknown): void {
    if (!this.alive) return;
    this.alive = false;
    this.error = error;
    this.world.note(this.name, error === undefined ? 'is killed' : `dies: ${String(error)}`);
    this.onDeath(this);
  }

  /** What it began and nobody waits for: a rejection is the end of the process. */
  watch(promise: Promise<unknown>): void {
    promise.catch((error: unknown) => this.die(error));
  }
}
