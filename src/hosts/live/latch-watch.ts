import type { Engine } from '../../core/engine/engine.ts';
import type { Trader } from '../../runtime/trader.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import type { KillLatch, LatchedKill } from '../watchdog/latch.ts';

const LOOK_MS = 50;

/**
 * Brings the kill latch and the engine together, both ways: a kill that somebody latched past the trader becomes an input, and a
 * release that a person was granted takes the latch back. The gateway reads the latch itself before each send; this is for
 * what the engine must know of it.
 */
export class LatchWatch {
  private readonly latch: KillLatch;
  private readonly trader: Trader;
  private readonly engine: Engine;
  private readonly clock: Clock;
  private version = -1;
  private cancel: Cancel | undefined;
  private isOver = false;

  constructor(latch: KillLatch, trader: Trader, engine: Engine, clock: Clock) {
    this.latch = latch;
    this.trader = trader;
    this.engine = engine;
    this.clock = clock;
  }

  begin(): void {
    this.look();
    this.cancel = this.clock.after(LOOK_MS, () => {
      if (!this.isOver) this.begin();
    });
  }

  close(): void {
    this.isOver = true;
    this.cancel?.();
  }

  /** Kills of the latch that the engine has not got are entered. */
  look(): void {
    const { version, kills } = this.latch.read();
    if (version === this.version) return;
    this.version = version;
    for (const kill of kills) {
      if (this.knows(kill) || !this.exists(kill)) continue;
      this.trader.command('kill', kill.scope, kill.subject, kill.who === '' ? 'the latch' : kill.who, kill.why);
    }
  }

  /** What the engine has killed is latched, and what it has released is not: after a command was processed. */
  follow(command: string, { scope, subject, who, why }: Omit<LatchedKill, 'tsUs'>): void {
    const entry = { scope, subject, who, why, tsUs: this.clock.nowUs() };
    if (command === 'kill') this.latch.kill(entry);
    else if (command === 'release') this.latch.release(entry);
    this.version = this.latch.read().version;
  }

  private knows({ scope, subject }: LatchedKill): boolean {
    return this.engine.account.risk.killList().some((kill) => kill.scope === scope && kill.id === subject);
  }

  private exists({ scope, subject }: LatchedKill): boolean {
    const { agents, instruments } = this.engine.account.spec;
    if (scope === 'account') return true;
    return scope === 'strategy'
      ? agents.some(({ id }) => id === subject)
      : instruments.some(({ name }) => name === subject);
  }
}
