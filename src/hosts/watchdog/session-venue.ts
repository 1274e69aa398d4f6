import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import type { Broker, BrokerListener, CancelScope } from '../../brokers/broker.ts';
import { PaperBroker } from '../../brokers/paper/broker.ts';
import { type Clock, sleep } from '../../telemetry/clock.ts';
import { readVenueLedger } from '../venue/ledger.ts';
import { venueEndpoint } from '../venue/spawn.ts';
import { type CancelResult, cancelAtVenue } from './cancel-at-venue.ts';

const CONNECT_MS = 2_000;
const RETRY_MS = 50;
const OVER: ReadonlySet<string> = new Set(['filled', 'canceled', 'rejected', 'expired']);
const deaf: BrokerListener = {
  onReport() {},
  onConnected() {},
  onDisconnected() {},
  onMarketConfirmed() {},
  onGarbage() {},
};

/** The venue of a session as a watchdog reaches it: past the trader, over a connection of its own. */
export class SessionVenue {
  private readonly dir: string;
  private readonly clock: Clock;
  private broker: Broker | undefined;
  private connected: Promise<void> | undefined;

  /** `session` is the session's folder. */
  constructor(session: string, clock: Clock) {
    this.dir = join(session, 'venue');
    this.clock = clock;
  }

  /** Makes the connection before it is needed; it is made again whenever it is lost. */
  warm(): void {
    if (this.broker !== undefined || !existsSync(this.dir)) return;
    const { clock } = this;
    this.broker = new PaperBroker({ clock, role: 'watchdog', fence: 0, endpoint: venueEndpoint(this.dir) });
    this.connected = this.broker.connect(deaf, 0);
    this.connected.catch(() => {});
  }

  async cancel(scope: CancelScope): Promise<CancelResult> {
    this.warm();
    const { broker, connected } = this;
    if (broker === undefined || connected === undefined)
      return { outcome: 'unknown', why: `no venue in ${this.dir}`, cancelled: [], unknown: [] };
    const why = await this.within(connected);
    if (why !== undefined) return this.fromLedger(why);
    const untilUs = this.clock.steadyUs() + CONNECT_MS * 1_000;
    for (;;) {
      const result = await cancelAtVenue(broker, scope, this.clock);
      if (result.outcome === 'known' || result.unknown.length > 0) return result;
      // It may just be coming back.
      if (this.clock.steadyUs() >= untilUs) return this.fromLedger(result.why);
      await sleep(this.clock, RETRY_MS);
    }
  }

  async close(): Promise<void> {
    await this.broker?.close();
  }

  /** Why there is no connection; undefined when there is one. */
  private within(connected: Promise<void>): Promise<string | undefined> {
    return new Promise((resolve) => {
      const late = this.clock.after(CONNECT_MS, () => resolve('the venue does not answer'));
      connected.then(
        () => {
          late();
          resolve(undefined);
        },
        (error: unknown) => {
          late();
          resolve(error instanceof Error ? error.message : String(error));
        },
      );
    });
  }

  /** Nobody can cancel there now: what rests by the venue's own record is what nobody knows about. */
  private fromLedger(why: string): CancelResult {
    try {
      const { orders } = readVenueLedger(this.dir);
      const unknown = orders.filter(({ state }) => !OVER.has(state)).map(({ clientOrderId }) => clientOrderId);
      return { outcome: 'unknown', why, cancelled: [], unknown };
    } catch (error) {
      const more = error instanceof Fault ? error.message : String(error);
      return { outcome: 'unknown', why: `${why}; ${more}`, cancelled: [], unknown: [] };
    }
  }
}
