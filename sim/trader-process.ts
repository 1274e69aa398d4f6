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
import { ClockWatch } from '../src/hosts/live/clock-watch.ts';
import { LatchGuard } from '../src/hosts/live/guard.ts';
import { LatchWatch } from '../src/hosts/live/latch-watch.ts';
import { Reconciler } from '../src/hosts/live/reconciler.ts';
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
  private readonly blocks = new Set<string>();
  private watch: LatchWatch | undefined;
  private readonly log: TextLog;

  constructor(life: Life, parts: TraderParts) {
    this.life = life;
    this.parts = parts;
    this.engine = new Engine(parts.plan.spec);
    const say = (text: string, fields: unknown): void => {
      if (life.alive) life.world.note('log', `${text} ${JSON.stringify(fields, bigintText)}`);
    };
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
    const guard: Guard = new LatchGuard(latch, spec.instruments, { reasons: this.blocks });
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
    const watch = new LatchWatch({ latch, trader, engine, clock, log });
    this.watch = watch;
    await trader.start(MARKET_US);
    watch.begin();
    // What was noticed before there was a trader to tell.
    if (audit.stalled) this.block('audit-stalled', true, 'the audit trail is behind');
    const time = new ClockWatch(clock, (jumped, why) => this.block('clock-jumped', jumped, why));
    time.begin();
    const reconciler = new Reconciler({ broker, engine, trader, clock, everyUs: 5_000_000, log, onDrift() {} });
    await reconciler.compare();
    reconciler.begin();
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
      onStall: (stalled, why) => this.block('audit-stalled', stalled, why),
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

  private block(name: 'audit-stalled' | 'clock-jumped', on: boolean, why: string): void {
    if (!this.life.alive) return;
    if (on) this.blocks.add(name);
    else this.blocks.delete(name);
    this.trader?.condition(name, on, -1, on ? why : '');
  }

  private onTaken(taken: Taken, trail: AuditTrail): void {
    if (!this.life.alive) return;
    trail.take(taken);
    if (taken.event.kind === 'control' && !taken.isReplay) this.followLatch(taken.event);
  }

  private followLatch({ sequence, command, scope, subject, who, why }: Taken['event']): void {
    if (command !== 'kill' && command !== 'release') return;
    if (this.journal !== undefined)
      this.watch?.follow(command, { scope, subject, who, why }, this.journal.synced(sequence));
  }
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
