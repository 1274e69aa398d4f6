import { assert } from '../core/base/assert.ts';
import { formatTime, type Us } from '../core/base/time.ts';
import type { Clock } from './clock.ts';

export interface CheckState {
  readonly name: string;
  readonly ok: boolean;
  /** When it became so. */
  readonly since: string;
  /** Why not; '' while it is well. */
  readonly reason: string;
  /** It does not mend itself: the process should be started anew. */
  readonly fatal: boolean;
}

export interface HealthReport {
  readonly ok: boolean;
  readonly checks: readonly CheckState[];
}

/** Held by the part that it speaks of. */
export interface HealthCheck {
  pass(): void;
  fail(reason: string): void;
}

/** Asked whenever somebody wants to know: '' is well, anything else says why not. */
export type Probe = () => string;

interface Check {
  readonly name: string;
  readonly fatal: boolean;
  readonly probe: Probe | undefined;
  reason: string;
  sinceUs: Us;
}

const STARTING = 'starting';

/** What every part of a process says of itself. A part that has not spoken yet is not well. */
export class Health {
  readonly #clock: Clock;
  readonly #checks = new Map<string, Check>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A part that tells when it is well and when not. */
  check(name: string, options: { fatal?: boolean } = {}): HealthCheck {
    const check = this.#add(name, options.fatal ?? false, undefined);
    return { pass: () => this.#set(check, ''), fail: (reason) => this.#set(check, reason || 'not well') };
  }

  /** A part that is asked. */
  probe(name: string, probe: Probe, options: { fatal?: boolean } = {}): void {
    this.#add(name, options.fatal ?? false, probe);
  }

  /** The part is gone, on purpose. */
  remove(name: string): void {
    this.#checks.delete(name);
  }

  /** For `/readyz`: everything is well, and there is something. */
  ready(): HealthReport {
    const checks = this.#states();
    return { ok: checks.length > 0 && checks.every(({ ok }) => ok), checks };
  }

  /** For `/livez`: nothing is wrong that only a new start mends. That anybody answers shows that the event loop turns. */
  live(): HealthReport {
    const checks = this.#states().filter(({ fatal, ok }) => fatal && !ok);
    return { ok: checks.every(({ reason }) => reason === STARTING), checks };
  }

  #add(name: string, fatal: boolean, probe: Probe | undefined): Check {
    assert(!this.#checks.has(name), () => `the health check ${name} is there already`);
    const check: Check = { name, fatal, probe, reason: STARTING, sinceUs: this.#clock.nowUs() };
    this.#checks.set(name, check);
    return check;
  }

  #set(check: Check, reason: string): void {
    if ((check.reason === '') !== (reason === '')) check.sinceUs = this.#clock.nowUs();
    check.reason = reason;
  }

  #states(): CheckState[] {
    for (const check of this.#checks.values()) if (check.probe !== undefined) this.#set(check, ask(check.probe));
    return [...this.#checks.values()].map(({ name, fatal, reason, sinceUs }) => ({
      name,
      ok: reason === '',
      since: formatTime(sinceUs),
      reason,
      fatal,
    }));
  }
}

/** A probe that throws is an answer too: not well. */
function ask(probe: Probe): string {
  try {
    return probe();
  } catch (error) {
    return `the check itself failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * Not well when work waits and none of it has been done for so long: an input that nobody consumes, an audit that stands still.
 * `done` only grows; `waiting` is what is there to do.
 */
export function progressProbe(
  clock: Clock,
  what: string,
  { stallMs, waiting, done }: { stallMs: number; waiting: () => number; done: () => number },
): Probe {
  let lastDone = -1;
  let sinceUs = clock.steadyUs();
  return () => {
    const nowUs = clock.steadyUs();
    const now = done();
    const open = waiting();
    if (now !== lastDone || open <= 0) {
      lastDone = now;
      sinceUs = nowUs;
    }
    const stoodMs = Math.floor((nowUs - sinceUs) / 1_000);
    return stoodMs >= stallMs ? `${what}: ${open} waiting, none done for ${stoodMs} ms` : '';
  };
}

/** Not well when nothing has been seen for so long: a feed that is stale. `lastUs` is of the steady clock; undefined: never. */
export function freshnessProbe(
  clock: Clock,
  what: string,
  { staleAfterMs, lastUs }: { staleAfterMs: number; lastUs: () => Us | undefined },
): Probe {
  return () => {
    const last = lastUs();
    if (last === undefined) return `${what}: nothing yet`;
    const ageMs = Math.floor((clock.steadyUs() - last) / 1_000);
    return ageMs >= staleAfterMs ? `${what}: nothing for ${ageMs} ms` : '';
  };
}
