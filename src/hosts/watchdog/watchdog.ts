import type { Link, LinkEnd } from '../../brokers/paper/link.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import { cancelScopeOf, type KillLatch, type LatchedKill } from './latch.ts';
import { type FromWatchdog, readToWatchdog } from './protocol.ts';
import type { SessionVenue } from './session-venue.ts';

export interface WatchdogOptions {
  readonly latch: KillLatch;
  readonly venue: SessionVenue;
  readonly token: string;
  readonly clock: Clock;
  /** Silence of the trader after which the account is killed; 0 is never. It begins with the first beat. */
  readonly deadManMs: number;
}

/** Latches first, says so, then cancels at the venue past the trader, and says what became of that. */
export class Watchdog {
  private readonly options: WatchdogOptions;
  private readonly kills = new Set<Promise<void>>();
  private deadMan: Cancel | undefined;

  constructor(options: WatchdogOptions) {
    this.options = options;
    options.venue.warm();
  }

  accept(link: Link): LinkEnd {
    const say = (message: FromWatchdog): void => void link.send(JSON.stringify(message));
    return {
      onMessage: (text) => {
        const message = readToWatchdog(text);
        if (message === undefined) say({ kind: 'refused', reason: 'no message to a watchdog' });
        else if (message.token !== this.options.token) say({ kind: 'refused', reason: 'token' });
        else if (message.kind === 'beat') this.beat();
        else this.begin(message, message.request, say);
      },
      onClose() {},
    };
  }

  /** Resolves when every kill that has begun is through. */
  async drain(): Promise<void> {
    this.deadMan?.();
    await Promise.all(this.kills);
  }

  private begin(kill: Omit<LatchedKill, 'tsUs'>, request: number, say: (message: FromWatchdog) => void): void {
    const done = this.kill(kill, request, say).finally(() => this.kills.delete(done));
    this.kills.add(done);
  }

  private async kill(
    { scope, subject, who, why }: Omit<LatchedKill, 'tsUs'>,
    request: number,
    say: (message: FromWatchdog) => void,
  ): Promise<void> {
    const { latch, venue, clock } = this.options;
    try {
      const { version } = latch.kill({ scope, subject, who, why, tsUs: clock.nowUs() });
      say({ kind: 'latched', request, version });
    } catch (error) {
      // Without the latch the orders are cancelled all the same.
      say({ kind: 'refused', reason: `not latched: ${error instanceof Error ? error.message : String(error)}` });
    }
    const { outcome, why: reason, cancelled, unknown } = await venue.cancel(cancelScopeOf({ scope, subject }));
    say({ kind: 'cancelled', request, outcome, why: reason, cancelled: [...cancelled], unknown: [...unknown] });
  }

  private beat(): void {
    const { deadManMs, clock } = this.options;
    if (deadManMs === 0) return;
    this.deadMan?.();
    this.deadMan = clock.after(deadManMs, () => {
      const why = `the trader has been silent for ${deadManMs} ms`;
      this.begin({ scope: 'account', subject: '', who: 'watchdog', why }, 1, () => {});
    });
  }
}
