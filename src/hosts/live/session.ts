import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { must } from '../../core/base/assert.ts';
import { Fault } from '../../core/base/fault.ts';
import type { Us } from '../../core/base/time.ts';
import { Engine } from '../../core/engine/engine.ts';
import { answerStatus } from '../../api/control/session-status.ts';
import type { AuditThread } from '../../audit/thread.ts';
import { recordNames } from '../../audit/record-of.ts';
import { requireListeners } from '../../backtest/record-agents.ts';
import { MemoryBus } from '../../bus/memory.ts';
import type { ReadLiveFile } from '../../config/read-run-file.ts';
import { Redactor } from '../../config/redact.ts';
import type { SecretPlaces } from '../../config/secret.ts';
import type { Journal } from '../../journal/journal.ts';
import { type FolderLock, lockFolder } from '../../journal/lock.ts';
import type { Snapshots } from '../../journal/snapshots.ts';
import type { Recovery, Trader } from '../../runtime/trader.ts';
import type { Taken } from '../../runtime/intake.ts';
import type { Clock } from '../../telemetry/clock.ts';
import { Health } from '../../telemetry/health.ts';
import type { Hops } from '../../telemetry/hops.ts';
import type { LogFile } from '../../telemetry/logs.ts';
import { Metrics } from '../../telemetry/metrics.ts';
import { noTracer } from '../../telemetry/traces.ts';
import { type VenueSpec, venueSpecOf } from '../venue/spec.ts';
import { KillLatch } from '../watchdog/latch.ts';
import { AuditTrail } from './audit-trail.ts';
import { Blocks } from './blocks.ts';
import { CheckpointFeed } from './checkpoint-feed.ts';
import { startChildren } from './children.ts';
import { type Addresses, Doors } from './doors.ts';
import { writeEnd } from './end-file.ts';
import { type GaugeParts, publishGauges } from './gauges.ts';
import { LatchGuard } from './guard.ts';
import { readHops, writeHops } from './hops-file.ts';
import { requireJournalEnd } from './journal-end.ts';
import { LimitsWatch } from './limits-watch.ts';
import { Meters } from './meters.ts';
import { Oversight } from './oversight.ts';
import { makeLivePlan, type LivePlan, requireSpokesmen } from './plan.ts';
import { Retention } from './retention.ts';
import { busDefaults, sessionLog, sessionTracer } from './settings.ts';
import { sessionStatus } from './status.ts';
import type { Tally } from './tally.ts';
import { Totals } from './totals.ts';
import { probe } from './probes.ts';
import { sessionBroker } from './session-broker.ts';
import { openAudit, openJournal, openSnapshots, type RecordParts } from './session-record.ts';
import { recoverTrader } from './session-trader.ts';
import { openSessionFeed } from './session-feed.ts';
import { SettingsInForce } from './settings-in-force.ts';

export interface LiveOptions {
  readonly dir: string;
  readonly read: ReadLiveFile;
  readonly clock: Clock;
  /** Event time of a new session, and where its synthetic market begins. */
  readonly startUs: Us;
  /** Which start of this folder it is, from 1: it rises, so that the venue listens to the newest trader alone. */
  readonly start: number;
  /** Of the folder, where the caller has it already; it is released when the session closes. */
  readonly lock?: FolderLock;
  /** Aborted while the session opens: nobody waits for a venue any more that does not answer. */
  readonly signal?: AbortSignal;
}

/** A live session: the processes and parts of one account, from its folder. `open`, `run`, `close`. */
export class LiveSession {
  readonly engine: Engine;
  readonly hops: Hops;
  readonly health: Health;
  readonly metrics = new Metrics();
  readonly totals: Totals;
  recovery: Recovery | undefined;
  /** Told of each input, for somebody who looks on. */
  watcher: ((taken: Taken) => void) | undefined;
  private readonly options: LiveOptions;
  private readonly plan: LivePlan;
  private readonly settings: SettingsInForce;
  private readonly closers: (() => Promise<void> | void)[] = [];
  private readonly blocks = new Blocks(
    () => this.trader,
    () => this.log,
  );
  private readonly redactor = new Redactor();
  private readonly meters: Meters;
  private checkpoints: CheckpointFeed | undefined;
  private trader: Trader | undefined;
  private journal: Journal | undefined;
  private log: LogFile | undefined;
  private oversight: Oversight | undefined;
  private audit: AuditThread | undefined;
  private doors: Doors | undefined;
  private retention: Retention | undefined;
  private openedUs = 0;
  private state: 'starting' | 'running' | 'draining' | 'stopped' = 'starting';
  private stopping: Promise<void> | undefined;
  /** What was under way has left: once all else has ended too, the session has ended in order. */
  private isDrained = false;

  private constructor(options: LiveOptions, plan: LivePlan) {
    this.options = options;
    this.plan = plan;
    this.settings = new SettingsInForce(options.read.file.live, noTracer, plan.speed);
    this.engine = new Engine(plan.spec);
    this.totals = new Totals(this.engine);
    this.hops = readHops(options.dir);
    this.health = new Health(options.clock);
    const { account } = this.engine;
    this.meters = new Meters({ ...this.gaugeParts, account });
  }

  /** Takes the folder, starts what the session needs, and brings the engine to where its journal ends. Closes what it opened when that fails. */
  static async open(options: LiveOptions): Promise<LiveSession> {
    const { lock = lockFolder(options.dir) } = options;
    const plan = await makeLivePlan(options.read).catch((error: unknown) => {
      lock.release();
      throw error;
    });
    const session = new LiveSession(options, plan);
    try {
      requireListeners(session.engine, plan.records);
      await session.begin(lock);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  get tally(): Tally {
    return this.totals.tally;
  }

  get name(): string {
    return this.options.read.file.name;
  }

  get addresses(): Addresses {
    return this.doors?.addresses ?? { control: '', grpc: '', metrics: '', webhook: '' };
  }

  get auditHead(): { readonly records: number; readonly signed: number; readonly head: string } {
    const { audit } = this;
    return { records: audit?.size ?? 0, signed: audit?.signedSize ?? 0, head: audit?.head ?? '' };
  }

  /** In SPEC's words. */
  get stateName(): string {
    if (this.state !== 'running') return this.state;
    const { risk } = this.engine.account;
    if (risk.killList().some(({ scope }) => scope === 'account')) return 'killed';
    return risk.haltedBy() !== undefined || this.blocks.reasons.size > 0 ? 'reduce-only' : 'running';
  }

  /** Since this start. */
  get ordersPerSecond(): number {
    const seconds = (this.options.clock.steadyUs() - this.openedUs) / 1e6;
    return seconds > 0 ? (this.gateway?.counts.sent ?? 0) / seconds : 0;
  }

  get gateway(): Trader['gateway'] | undefined {
    return this.trader?.gateway;
  }

  private async begin(lock: FolderLock): Promise<void> {
    const { dir, read, clock, startUs, start, signal } = this.options;
    const { settings } = this;
    const { live } = settings;
    this.closers.push(() => lock.release());
    mkdirSync(dir, { recursive: true });
    const { metrics, redactor } = this;
    const log = await sessionLog(dir, live.telemetry, { clock, redactor, metrics });
    this.log = log;
    this.closers.push(() => log.close());
    const spec = this.engine.account.spec;
    const latch =
      start === 1 ? KillLatch.begin(join(dir, 'watchdog'), clock.nowUs()) : new KillLatch(join(dir, 'watchdog'));
    if (start === 1) await writeEnd(dir, 0);
    const venueSpec = venueSpecOf(spec, read.file.execution, {
      cancelOnDisconnect: live.venue.cancelOnDisconnect,
      markets: this.plan.fills,
    });
    // A first start that fails leaves no journal, so that the next may be with another configuration.
    const known = start === 1 ? undefined : await this.openRecord();
    if (live.broker.name === 'paper') await this.startChildren(venueSpec, log);
    const { journal, snapshots, audit } = known ?? (await this.openRecord());
    const broker = sessionBroker({ dir, start, live, spec: venueSpec, clock, log, metrics: this.metrics });
    this.closers.push(() => broker.close());
    const bus = new MemoryBus(clock, busDefaults(live.bus));
    this.checkpoints = new CheckpointFeed(bus, clock, `conclave/${this.name}/audit`);
    this.closers.push(() => bus.drain());
    const trail = new AuditTrail(audit, journal, recordNames(spec));
    settings.tracer = await sessionTracer(live.telemetry, this.places, this.metrics);
    this.closers.push(() => settings.tracer.close());
    const guard = new LatchGuard(latch, spec.instruments, this.blocks);
    const { plan, tally, meters } = this;
    const feedParts = { plan, spec, settings, clock, startUs, tally, meters, log };
    const { trader, recovery } = recoverTrader({
      plan,
      read,
      settings,
      engine: this.engine,
      journal,
      snapshots,
      snapshotMax: audit.size,
      followed: (sequence) => trail.follow(sequence),
      beside: this.totals,
      broker,
      openFeed: (after) => openSessionFeed(feedParts, after),
      bus,
      clock,
      guard,
      hops: this.hops,
      source: `conclave/${this.name}`,
      wantedFrom: trail.wantedFrom,
      onTaken: (taken) => this.onTaken(taken, trail),
      log: (text, fields) => log.warn(text, fields),
    });
    this.trader = trader;
    this.recovery = recovery;
    publishGauges({ ...this.gaugeParts, engine: this.engine, trader, journal, audit, bus });
    probe(this.health, clock, trader, broker);
    log.info('the session is where its journal ends', { ...recovery });
    this.oversight = new Oversight({
      trader,
      engine: this.engine,
      broker,
      journal,
      audit,
      latch,
      blocks: this.blocks,
      clock,
      log,
      reconcile: {
        onStart: live.reconcile.onStart,
        onDrift: (kind) => this.meters.drifted(kind),
        get everyUs() {
          return settings.live.reconcile.everyUs;
        },
      },
    });
    const { oversight } = this;
    this.closers.push(() => oversight.close());
    await this.openDoors(bus, log);
    await orAborted(oversight.begin(this.plan.firstUs ?? startUs), signal);
    this.watchLimits(clock);
    this.retention = new Retention({
      dir,
      clock,
      log,
      ages: () => settings.live.retention,
      signed: () => audit.signedSize,
      comparedFrom: () => trail.wantedFrom,
      note: (why) => this.note('live.retention', why),
    });
    this.openedUs = clock.steadyUs();
    this.state = 'running';
    this.retention.begin();
  }

  /** Until the feed ends (true), `stop` is called (false), or something that cannot be mended happens (a Fault). */
  async run(): Promise<boolean> {
    return must(this.trader, 'a session runs once it is open').run();
  }

  /** No more market data and requests; what is under way leaves, a snapshot is taken. `run` resolves before that is done. */
  async stop(): Promise<void> {
    if (this.state === 'running') this.stopping = this.drain();
    await this.stopping;
  }

  private async drain(): Promise<void> {
    this.state = 'draining';
    await this.retention?.close();
    await this.trader?.stop();
    await writeHops(this.options.dir, this.hops);
    this.isDrained = true;
    this.state = 'stopped';
  }

  /** Ends everything that `open` began, in the reverse order. What cannot end in order is no reason to leave the rest; it is thrown then. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    const attempt = async (end: () => Promise<void> | void): Promise<void> => {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    };
    await attempt(() => this.stop());
    this.state = 'stopped';
    const [release, ...parts] = this.closers.splice(0);
    for (const close of parts.toReversed()) await attempt(close);
    if (release !== undefined) {
      const { journal } = this;
      // The folder is still ours, and whatever came in while the parts ended is on record.
      if (this.isDrained && journal !== undefined && failures.length === 0)
        await attempt(() => writeEnd(this.options.dir, journal.lastSequence));
      await attempt(release);
    }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Goes by another configuration from now on, as far as a running session can. A Fault, and nothing has changed, where a secret
   * or a token cannot be read. What decides about money is a command, and not among this; `why` goes on record.
   */
  async reload(read: ReadLiveFile, why: string): Promise<void> {
    const { live } = read.file;
    requireSpokesmen(read.file);
    const letIn = this.doors?.reread(live);
    const tracer = await sessionTracer(live.telemetry, this.places, this.metrics);
    await this.note('the run file', why);
    const { settings } = this;
    const before = settings.tracer;
    settings.live = live;
    settings.tracer = tracer;
    settings.turn(this.plan.speedOf(read));
    letIn?.();
    this.log?.setLevel(live.telemetry.logLevel);
    await before.close();
  }

  /** A command from whoever sits before this process: an input like any other. */
  command(...command: Parameters<Trader['command']>): void {
    if (this.state === 'running') this.trader?.command(...command);
  }

  /** Something that decides nothing, for the record; resolves when it is there. */
  private async note(who: string, why: string): Promise<void> {
    const journal = must(this.journal, 'what is told of a session has a record');
    if (this.state !== 'running')
      throw new Fault('world', `the session is ${this.state}: nothing more is put on record`);
    this.command('note', 'account', '', who, why);
    await journal.synced(journal.lastSequence);
  }

  /** The limits, where they are in a file of their own. */
  private watchLimits(clock: Clock): void {
    const { read } = this.options;
    const { file } = read.layers.parse().risk;
    if (typeof file !== 'string') return;
    const limits = new LimitsWatch({
      clock,
      path: resolve(read.baseDir, file),
      inForce: () => this.engine.account.risk.limits,
      set: (changes, version) =>
        this.trader?.command('set-limits', 'account', '', 'the limits file', `version ${version}`, { limits: changes }),
      onTrouble: (troubled, why) => this.blocks.set('limits-missing', troubled, why),
    });
    limits.begin();
    this.closers.push(() => limits.close());
  }

  private onTaken(taken: Taken, trail: AuditTrail): void {
    this.totals.take(taken);
    trail.take(taken);
    this.meters.take(taken);
    this.watcher?.(taken);
    this.oversight?.onTaken(taken);
  }

  private startChildren(spec: VenueSpec, log: LogFile): Promise<void> {
    const { dir, read, clock } = this.options;
    const { live, seed } = read.file;
    const { health } = this;
    return startChildren({ dir, live, seed, spec, clock, health, log, onBegun: (end) => this.closers.push(end) });
  }

  private async openRecord(): Promise<{ journal: Journal; snapshots: Snapshots; audit: AuditThread }> {
    const { dir, clock } = this.options;
    const record = { dir, settings: this.settings, clock, health: this.health };
    const journal = await openJournal(record, this.metrics);
    this.journal = journal;
    this.closers.push(() => journal.close());
    const snapshots = await openSnapshots(record);
    const audit = await this.openAudit(record);
    requireJournalEnd(journal, snapshots, audit);
    return { journal, snapshots, audit };
  }

  private async openAudit(record: RecordParts): Promise<AuditThread> {
    const opened = await openAudit({
      ...record,
      name: this.name,
      startUs: this.options.startUs,
      places: this.places,
      onCheckpoint: (note, head) => {
        this.meters.signed();
        this.checkpoints?.publish(note, head);
      },
      onStall: (stalled, why) => this.blocks.set('audit-stalled', stalled, why),
    });
    this.audit = opened;
    this.closers.push(async () => {
      // What was taken last is handed over with its sync; a journal that has failed hands nothing over any more.
      await this.journal?.synced(this.journal.lastSequence).catch(() => {});
      await opened.close();
    });
    return opened;
  }

  private async openDoors(bus: MemoryBus, log: LogFile): Promise<void> {
    const { dir, read, clock, start } = this.options;
    const { places, metrics, health } = this;
    const status = answerStatus(bus, () => sessionStatus(this, clock.nowUs()));
    this.closers.push(() => status.close());
    const ready = (): boolean => this.state === 'running';
    this.doors = await Doors.open({
      dir,
      live: read.file.live,
      start,
      places,
      bus,
      clock,
      metrics,
      health,
      log,
      ready,
    });
    const { doors } = this;
    this.closers.push(() => doors.close());
  }

  /** Where secrets are read, and who keeps them out of what is written. */
  private get places(): SecretPlaces {
    return { baseDir: this.options.read.baseDir, env: process.env, redactor: this.redactor };
  }

  private get gaugeParts(): Pick<GaugeParts, 'metrics' | 'hops' | 'clock' | 'feed'> {
    const { metrics, hops } = this;
    const { clock, read } = this.options;
    return { metrics, hops, clock, feed: read.file.live.feed.source };
  }
}

/** Rejects when the signal is aborted first; what was begun is the caller's to end. */
async function orAborted(begun: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return begun;
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([begun, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
