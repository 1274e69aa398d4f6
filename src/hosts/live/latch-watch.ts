import type { Engine } from '../../core/engine/engine.ts';
import type { Trader } from '../../runtime/trader.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import type { Log } from '../../telemetry/logs.ts';
import type { Latch, LatchedKill } from '../watchdog/latch.ts';

const LOOK_MS = 50;

export interface LatchWatchParts {
  readonly latch: Latch;
  readonly trader: Pick<Trader, 'command'>;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/**
 * Brings the kill latch and the engine together, both ways: a kill that somebody latched past the trader becomes an input, and a
 * release that a person was granted takes the latch back. The gateway reads the latch itself before each send; this is for
 * what the engine must know of it.
 */
export class LatchWatch {
  private readonly parts: LatchWatchParts;
  private version = -1;
  /** Commands on their way into the latch: until they are there, it says less than the engine knows. */
  private following = 0;
  private cancel: Cancel | undefined;
  private isOver = false;

  constructor(parts: LatchWatchParts) {
    this.parts = parts;
  }

  /** A kill that the last run could not latch any more is latched now. */
  begin(): void {
    const { engine, latch, clock } = this.parts;
    for (const { scope, id, reason } of engine.account.risk.killList())
      this.write(() => latch.kill({ scope, subject: id, who: 'the record', why: reason, tsUs: clock.nowUs() }));
    this.go();
  }

  close(): void {
    this.isOver = true;
    this.cancel?.();
  }

  private go(): void {
    if (this.isOver) return;
    this.look();
    this.cancel = this.parts.clock.after(LOOK_MS, () => this.go());
  }

  /** Kills of the latch that the engine has not got are entered. */
  look(): void {
    const { latch, trader } = this.parts;
    const { version, kills } = latch.read();
    if (version === this.version || this.following > 0) return;
    this.version = version;
    for (const kill of kills) {
      if (this.knows(kill) || !this.exists(kill)) continue;
      trader.command('kill', kill.scope, kill.subject, kill.who === '' ? 'the latch' : kill.who, kill.why);
    }
  }

  /** What the engine has killed is latched, and what it has released is not, once the command is on record. */
  follow(
    command: 'kill' | 'release',
    { scope, subject, who, why }: Omit<LatchedKill, 'tsUs'>,
    onRecord: Promise<void>,
  ): void {
    const { latch, clock } = this.parts;
    this.following += 1;
    onRecord
      .then(() => this.write(() => latch[command]({ scope, subject, who, why, tsUs: clock.nowUs() })))
      // The journal has failed: nothing goes on.
      .catch(() => {})
      .finally(() => (this.following -= 1));
  }

  private write(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.parts.log.error('the kill latch cannot be written: what the engine knows still holds', { error });
    }
  }

  private knows({ scope, subject }: LatchedKill): boolean {
    return this.parts.engine.account.risk.killList().some((kill) => kill.scope === scope && kill.id === subject);
  }

  private exists({ scope, subject }: LatchedKill): boolean {
    const { agents, instruments } = this.parts.engine.account.spec;
    if (scope === 'account') return true;
    return scope === 'strategy'
      ? agents.some(({ id }) => id === subject)
      : instruments.some(({ name }) => name === subject);
  }
}
