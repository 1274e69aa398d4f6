import type { AuditLog } from '../src/audit/log.ts';
import { AuditLog as Log } from '../src/audit/log.ts';
import { recordNames } from '../src/audit/record-of.ts';
import type { AuditRecord } from '../src/audit/record.ts';
import type { Signer } from '../src/audit/checkpoint.ts';
import { PaperBroker } from '../src/brokers/paper/broker.ts';
import type { Broker } from '../src/brokers/broker.ts';
import { MemoryBus } from '../src/bus/memory.ts';
import { Engine } from '../src/core/engine/engine.ts';
import { DAY_US } from '../src/core/base/time.ts';
import { WatchedFeed } from '../src/feeds/watched-feed.ts';
import { AuditTrail } from '../src/hosts/live/audit-trail.ts';
import { Blocks } from '../src/hosts/live/blocks.ts';
import { requireJournalEnd } from '../src/hosts/live/journal-end.ts';
import { LatchGuard } from '../src/hosts/live/guard.ts';
import { Oversight } from '../src/hosts/live/oversight.ts';
import { specHash } from '../src/hosts/venue/spec.ts';
import { Journal } from '../src/journal/journal.ts';
import { Snapshots } from '../src/journal/snapshots.ts';
import type { Guard } from '../src/runtime/gateway.ts';
import type { Taken } from '../src/runtime/intake.ts';
import { Trader } from '../src/runtime/trader.ts';
import { Hops } from '../src/telemetry/hops.ts';
import type { Log as TextLog } from '../src/telemetry/logs.ts';
import type { SimDisk } from './disk.ts';
import type { SimMarket } from './feed.ts';
import type { SimLatch } from './latch.ts';
import type { Life } from './life.ts';
import type { Network } from './network.ts';
import { MARKET_US, type SimPlan } from './plan.ts';
import type { Sabotage } from './sabotage.ts';
import { VENUE_TOKEN } from './venue-process.ts';

export const STALE_AFTER_US = 2_000_000;
const TIMEOUT_MS = 500;

export interface TraderParts {
  readonly plan: SimPlan;
  readonly disk: SimDisk;
  readonly network: Network;
  readonly latch: SimLatch;
  readonly market: SimMarket;
  readonly signer: Signer;
  /** From 1. */
  readonly start: number;
  readonly sabotage: Sabotage;
}

/** The trader as one run of a process: the parts and the order of src/hosts/live/session.ts, on the simulated world. */
export class TraderProcess {
  readonly life: Life;
  readonly engine: Engine;
  journal: Journal | undefined;
  audit: AuditLog | undefined;
  bus: MemoryBus | undefined;
  trader: Trader | undefined;
  broker: Broker | undefined;
  isRunning = false;
  /** The market has ended. */
  isDone = false;
  private readonly parts: TraderParts;
  private readonly blocks: Blocks;
  private oversight: Oversight | undefined;
  private readonly log: TextLog;

  constructor(life: Life, parts: TraderParts) {
    this.life = life;
    this.parts = parts;
    this.engine = new Engine(parts.plan.spec);
    const say = (text: string, fields: unknown): void => {
      if (life.alive) life.world.note('log', `${text} ${JSON.stringify(fields, bigintText)}`);
    };
    this.blocks = new Blocks(
      () => (life.alive ? this.trader : undefined),
      () => undefined,
    );
    this.log = { info: say, warn: say, error: say, debug: say } as unknown as TextLog;
    life.watch(this.begin());
  }

  private async begin(): Promise<void> {
    const { life, engine, log } = this;
    const { plan, disk, network, latch, market, start, sabotage } = this.parts;
    const { clock } = life;
    const { spec } = engine.account;
    sabotage.engine?.(engine);
    const mounted = disk.mount(life);
    const journal = await Journal.open('/trader/journal', { disk: mounted, segmentBytes: 60_000, verify: 'tail' });
    sabotage.journal?.(journal);
    this.journal = journal;
    // As long as the market runs it is `run` that says so.
    journal.onFault((fault) => {
      if (this.isDone) life.die(fault);
    });
    const snapshots = await Snapshots.open('/trader/snapshots', { disk: mounted });
    const audit = await this.openAudit();
    requireJournalEnd(journal, snapshots, audit);
    const paper = new PaperBroker({
      clock,
      role: 'trader',
      fence: start,
      endpoint: () => ({ open: network.opener(life), token: VENUE_TOKEN }),
      spec: specHash(plan.venue),
      timeoutMs: TIMEOUT_MS,
      pingMs: TIMEOUT_MS,
    });
    const broker = sabotage.broker?.(paper) ?? paper;
    this.broker = broker;
    const bus = new MemoryBus(clock);
    const trail = new AuditTrail(audit, journal, recordNames(spec));
    const guard: Guard = new LatchGuard(latch, spec.instruments, this.blocks);
    const { trader, recovery } = Trader.recover({
      engine,
      journal,
      snapshots,
      snapshotEvery: 50,
      snapshotEveryUs: 3_000_000,
      snapshotMax: audit.size,
      followed: (sequence) => trail.follow(sequence),
      broker,
      openFeed: async (after) =>
        new WatchedFeed(market.open(life, after), {
          clock,
          silenceMsMax: spec.instruments.map(() => STALE_AFTER_US / 1_000),
        }),
      bus,
      clock,
      guard: sabotage.guard?.(guard) ?? guard,
      hops: new Hops(),
      fillAtClose: false,
      intervalsUs: spec.instruments.map(() => DAY_US),
      resamplers: spec.instruments.map(() => []),
      venueTimeoutMs: TIMEOUT_MS,
      pace: { factor: plan.speed, lateUs: 0, isTimeOfDay: false },
      source: 'conclave/sim',
      venue: broker.name,
      onTaken: (taken) => this.onTaken(taken, trail),
      log: (text, fields) => log.warn(text, fields),
    });
    sabotage.trader?.(trader);
    this.trader = trader;
    log.info('recovered', { ...recovery });
    this.oversight = new Oversight({
      trader,
      engine,
      broker,
      journal,
      audit,
      latch,
      blocks: this.blocks,
      clock,
      log,
      reconcile: { everyUs: 5_000_000, onStart: true },
    });
    await this.oversight.begin(MARKET_US);
    this.bus = bus;
    this.isRunning = true;
    await trader.run();
    this.isDone = true;
  }

  private async openAudit(): Promise<AuditLog> {
    const { life, parts } = this;
    const audit = await Log.open({
      folder: '/trader/audit',
      origin: 'conclave/sim',
      signer: parts.signer,
      clock: life.clock,
      disk: parts.disk.mount(life),
      checkpointRecords: 200,
      checkpointEveryUs: 2_000_000,
      stallRecords: 300,
      stallAfterUs: 1_000_000,
      segmentBytes: 100_000,
      onStall: (stalled, why) => this.blocks.set('audit-stalled', stalled, why),
      turn: () => new Promise((resolve) => life.clock.after(0.1, resolve)),
    });
    const append = audit.append.bind(audit);
    const { skipsAudit } = parts.sabotage;
    if (skipsAudit !== undefined)
      audit.append = (record: AuditRecord, again?: boolean) => {
        if (!skipsAudit(record.sequence)) append(record, again);
      };
    this.audit = audit;
    return audit;
  }

  private onTaken(taken: Taken, trail: AuditTrail): void {
    if (!this.life.alive) return;
    trail.take(taken);
    this.oversight?.onTaken(taken);
  }
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
