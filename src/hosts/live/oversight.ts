import type { Us } from '../../core/base/time.ts';
import type { Engine } from '../../core/engine/engine.ts';
import type { AuditLog } from '../../audit/log.ts';
import type { Broker } from '../../brokers/broker.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Taken } from '../../runtime/intake.ts';
import type { Trader } from '../../runtime/trader.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Log } from '../../telemetry/logs.ts';
import type { Latch } from '../watchdog/latch.ts';
import type { Blocks } from './blocks.ts';
import { ClockWatch } from './clock-watch.ts';
import { LatchWatch } from './latch-watch.ts';
import { Reconciler, type ReconcilerParts } from './reconciler.ts';

export interface OversightParts {
  readonly trader: Trader;
  readonly engine: Engine;
  readonly broker: Broker;
  readonly journal: Journal;
  readonly audit: Pick<AuditLog, 'stalled'>;
  readonly latch: Latch;
  readonly blocks: Blocks;
  readonly clock: Clock;
  readonly log: Log;
  readonly reconcile: Pick<ReconcilerParts, 'everyUs' | 'onDrift'> & { readonly onStart: boolean };
}

/**
 * What watches over a trader that has been brought to where its journal ends: the kill latch, the audit log, the clock, and the books of
 * its broker. It lets the trader start, in the one order in which nothing is missed; a session and the simulator both go by it.
 */
export class Oversight {
  private readonly parts: OversightParts;
  private readonly latch: LatchWatch;
  private readonly time: ClockWatch;
  private readonly books: Reconciler;

  constructor(parts: OversightParts) {
    const { trader, engine, broker, latch, blocks, clock, log, reconcile } = parts;
    this.parts = parts;
    this.latch = new LatchWatch({ latch, trader, engine, clock, log });
    this.time = new ClockWatch(clock, (jumped, why) => blocks.set('clock-jumped', jumped, why));
    this.books = new Reconciler({
      broker,
      engine,
      trader,
      clock,
      log,
      onDrift: reconcile.onDrift,
      get everyUs() {
        return reconcile.everyUs;
      },
    });
  }

  /** `startUs`: event time of a new session. */
  async begin(startUs: Us): Promise<void> {
    const { trader, audit, blocks, reconcile } = this.parts;
    await trader.start(startUs);
    this.latch.begin();
    // What was noticed before there was a trader to tell.
    if (audit.stalled) blocks.set('audit-stalled', true, 'the audit trail is behind');
    this.time.begin();
    if (reconcile.onStart) await this.books.compare();
    this.books.begin();
  }

  /** A kill or release becomes the latch's, once the command is on record. */
  onTaken({ event, isReplay }: Taken): void {
    const { sequence, kind, command, scope, subject, who, why } = event;
    if (isReplay || kind !== 'control' || (command !== 'kill' && command !== 'release')) return;
    this.latch.follow(command, { scope, subject, who, why }, this.parts.journal.synced(sequence));
  }

  close(): void {
    this.books.close();
    this.time.close();
    this.latch.close();
  }
}
