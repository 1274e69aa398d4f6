import type { Link } from '../../brokers/paper/link.ts';
import { openSocket, readEndpoint } from '../../brokers/paper/socket-link.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import type { ToWatchdog } from './protocol.ts';

export interface HeartbeatOptions {
  /** `watchdog/` of the session. */
  readonly folder: string;
  readonly clock: Clock;
  readonly everyMs: number;
}

/**
 * Tells the watchdog that the trader lives, for as long as its event loop turns. A watchdog that is away is tried again at the
 * next beat: it was started anew, and its own patience begins with the first beat it hears.
 */
export class Heartbeat {
  /** Beats that a watchdog was there to hear. */
  beats = 0;
  private readonly options: HeartbeatOptions;
  private link: Link | undefined;
  private token = '';
  private cancel: Cancel | undefined;
  private isOver = false;

  constructor(options: HeartbeatOptions) {
    this.options = options;
  }

  /** Resolves when the first beat is on its way, or nobody was there to hear it. */
  async begin(): Promise<void> {
    if (this.link === undefined) await this.open();
    if (this.isOver) return;
    const beat: ToWatchdog = { kind: 'beat', token: this.token };
    if (this.link?.send(JSON.stringify(beat)) === true) this.beats += 1;
    this.cancel = this.options.clock.after(this.options.everyMs, () => void this.begin());
  }

  close(): void {
    this.isOver = true;
    this.cancel?.();
    this.link?.close('the trader is through');
  }

  private async open(): Promise<void> {
    try {
      const endpoint = readEndpoint(this.options.folder);
      if (endpoint === undefined) return;
      const link = await openSocket(endpoint)({
        // A beat is answered only when it is refused: what was read of this watchdog is a former one's. The next beat reads anew.
        onMessage: () => link.close('refused'),
        onClose: () => {
          if (this.link === link) this.link = undefined;
        },
      });
      this.token = endpoint.token;
      if (this.isOver) link.close('the trader is through');
      else this.link = link;
    } catch {
      // Nobody there: the next beat tries again.
    }
  }
}
