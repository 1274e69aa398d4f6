import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { must } from '../../core/base/assert.ts';
import { Fault } from '../../core/base/fault.ts';
import type { Us } from '../../core/base/time.ts';
import { Engine } from '../../core/engine/engine.ts';
import { openApi, type ApiServer } from '../../api/server.ts';
import { removeAddress, TOKENS_NAME, writeAddress } from '../../api/address-file.ts';
import { BODY_LIMITS } from '../../api/http/read-body.ts';
import { answerStatus } from '../../api/control/session-status.ts';
import { FileKeyStore } from '../../api/keys/file-key-store.ts';
import { openTokens, readTokens, type Token } from '../../api/tokens.ts';
import { AuditThread } from '../../audit/thread.ts';
import { recordNames } from '../../audit/record-of.ts';
import { requireListeners } from '../../backtest/record-agents.ts';
import type { Broker } from '../../brokers/broker.ts';
import { DryRunBroker } from '../../brokers/dry-run/broker.ts';
import { MeteredBroker } from '../../brokers/metered-broker.ts';
import { PaperBroker } from '../../brokers/paper/broker.ts';
import { MemoryBus } from '../../bus/memory.ts';
import type { ReadLiveFile } from '../../config/read-run-file.ts';
import { Redactor } from '../../config/redact.ts';
import type { SecretPlaces } from '../../config/secret.ts';
import { WatchedFeed } from '../../feeds/watched-feed.ts';
import { realDisk } from '../../journal/disk.ts';
import { Journal } from '../../journal/journal.ts';
import { type FolderLock, lockFolder } from '../../journal/lock.ts';
import { meteredDisk } from '../../journal/metered-disk.ts';
import { Snapshots } from '../../journal/snapshots.ts';
import { type Recovery, Trader } from '../../runtime/trader.ts';
import type { Taken } from '../../runtime/intake.ts';
import type { Clock } from '../../telemetry/clock.ts';
import { Health, progressProbe } from '../../telemetry/health.ts';
import type { Hops } from '../../telemetry/hops.ts';
import { type LogFile, openLog } from '../../telemetry/logs.ts';
import { Metrics } from '../../telemetry/metrics.ts';
import { noTracer } from '../../telemetry/traces.ts';
import { type MonitorServer, openMonitor } from '../../telemetry/monitor-server.ts';
import type { Supervised } from '../supervise.ts';
import { specHash, type VenueSpec, venueSpecOf } from '../venue/spec.ts';
import { spawnVenue, venueEndpoint } from '../venue/spawn.ts';
import { KillLatch } from '../watchdog/latch.ts';
import { Heartbeat } from '../watchdog/heartbeat.ts';
import { spawnWatchdog } from '../watchdog/spawn.ts';
import { AuditTrail } from './audit-trail.ts';
import { ClockWatch } from './clock-watch.ts';
import { CheckpointFeed } from './checkpoint-feed.ts';
import { type GaugeParts, publishGauges } from './gauges.ts';
import { LatchGuard } from './guard.ts';
import { readHops, writeHops } from './hops-file.ts';
import { LatchWatch } from './latch-watch.ts';
import { LimitsWatch } from './limits-watch.ts';
import { Meters } from './meters.ts';
import { makeLivePlan, type LivePlan, requireSpokesmen } from './plan.ts';
import { Reconciler } from './reconciler.ts';
import { Retention } from './retention.ts';
import { auditSigner, busDefaults, LOOPBACK, sessionTracer, tokensPath, webhookSources } from './settings.ts';
import { sessionStatus } from './status.ts';
import type { Tally } from './tally.ts';
import { Totals } from './totals.ts';
import { marketPace, SettingsInForce } from './settings-in-force.ts';
import { venueChaos } from './venue-chaos.ts';

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
}

type Block = 'limits-missing' | 'audit-stalled' | 'clock-jumped';

/** Where the session is reached; '' where it is not. */
export interface Addresses {
  readonly control: string;
  readonly grpc: string;
  readonly metrics: string;
  /** Only with sources that may call it. */
  readonly webhook: string;
}

/** How long a broken piece of the platform is waited for when the session ends. */
const CLOSE_MS = 3_000;

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
  private readonly blocks = new Set<string>();
  private readonly redactor = new Redactor();
  private readonly meters: Meters;
  private checkpoints: CheckpointFeed | undefined;
  private trader: Trader | undefined;
  private journal: Journal | undefined;
  private log: LogFile | undefined;
  private watch: LatchWatch | undefined;
  private audit: AuditThread | undefined;
  private api: ApiServer | undefined;
  private monitor: MonitorServer | undefined;
  private retention: Retention | undefined;
  private openedUs = 0;
  private state: 'starting' | 'running' | 'draining' | 'stopped' = 'starting';

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
    const { api, monitor } = this;
    const hasWebhooks = this.options.read.file.live.webhook.sources.length > 0;
    return {
      control: api?.httpUrl ?? '',
      grpc: api?.grpcUrl ?? '',
      metrics: monitor?.url ?? '',
      webhook: hasWebhooks ? (api?.webhookUrl ?? '') : '',
    };
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
    return risk.haltedBy() !== undefined || this.blocks.size > 0 ? 'reduce-only' : 'running';
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
    const { dir, read, clock, startUs, start } = this.options;
    const { settings } = this;
    const { live } = settings;
    this.closers.push(() => lock.release());
    mkdirSync(dir, { recursive: true });
    const log = await this.openLog();
    this.log = log;
    const spec = this.engine.account.spec;
    const latch =
      start === 1 ? KillLatch.begin(join(dir, 'watchdog'), clock.nowUs()) : new KillLatch(join(dir, 'watchdog'));
    const venueSpec = venueSpecOf(spec, read.file.execution, {
      cancelOnDisconnect: live.venue.cancelOnDisconnect,
      markets: this.plan.fills,
    });
    if (live.broker.name === 'paper') await this.startProcesses(venueSpec, live.watchdog.enabled, log);
    const journal = await Journal.open(join(dir, 'journal'), {
      segmentBytes: live.journal.segmentMb * 1_048_576,
      pendingBytesMax: live.journal.pendingMb * 1_048_576,
      verify: 'tail',
      disk: meteredDisk(realDisk, clock, this.metrics),
    });
    this.journal = journal;
    this.closers.push(() => journal.close());
    const broken = this.health.check('journal', { fatal: true });
    broken.pass();
    journal.onFault((fault) => broken.fail(fault.message));
    const snapshots = await Snapshots.open(join(dir, 'snapshots'), {
      get keep() {
        return settings.live.snapshots.keep;
      },
    });
    const audit = await this.openAudit();
    const broker = new MeteredBroker(this.broker(venueSpec, log), clock, this.metrics);
    this.closers.push(() => broker.close());
    const bus = new MemoryBus(clock, busDefaults(live.bus));
    this.checkpoints = new CheckpointFeed(bus, clock, `conclave/${this.name}/audit`);
    this.closers.push(() => bus.drain());
    const trail = new AuditTrail(audit, journal, recordNames(spec));
    settings.tracer = await sessionTracer(live.telemetry, this.places, this.metrics);
    this.closers.push(() => settings.tracer.close());
    const guard = new LatchGuard(latch, spec.instruments, { reasons: this.blocks });
    const { trader, recovery } = Trader.recover({
      engine: this.engine,
      journal,
      snapshots,
      get snapshotEvery() {
        return settings.live.snapshots.records;
      },
      get snapshotEveryUs() {
        return settings.live.snapshots.everyUs;
      },
      snapshotMax: audit.size,
      followed: (sequence) => trail.follow(sequence),
      beside: this.totals,
      broker,
      openFeed: async (after) =>
        new WatchedFeed(
          await this.plan.openFeed({
            clock,
            after,
            startUs,
            speed: settings.speed,
            onRefused: (code, raw, text) => {
              this.tally.refusedData += 1;
              this.meters.refused(code);
              log.warn('market data was refused', { code, text, raw });
            },
            onFlag: (code, raw) => {
              this.meters.flagged(code);
              log.warn('market data is strange', { code, raw });
            },
          }),
          {
            clock,
            get silenceMsMax() {
              return spec.instruments.map(() => settings.live.staleAfterUs / 1_000);
            },
            expects: (instrument, nowUs) =>
              settings.speed.factor !== 1 || spec.calendars[instrument].sessionAt(nowUs) !== undefined,
          },
        ),
      bus,
      clock,
      guard,
      hops: this.hops,
      get tracer() {
        return settings.tracer;
      },
      fillAtClose: read.file.execution.fill === 'close',
      intervalsUs: this.plan.intervalsUs,
      resamplers: this.plan.resamplers,
      venueTimeoutMs: live.broker.timeoutUs / 1_000,
      isLockStep: this.plan.speed === Number.POSITIVE_INFINITY,
      pace: marketPace(live.feed.source, settings.speed),
      source: `conclave/${this.name}`,
      venue: broker.name,
      wantedFrom: trail.wantedFrom,
      onTaken: (taken) => this.onTaken(taken, trail),
      log: (text, fields) => log.warn(text, fields),
    });
    this.trader = trader;
    this.recovery = recovery;
    publishGauges({ ...this.gaugeParts, engine: this.engine, trader, journal, audit, bus });
    this.probe(trader, broker);
    log.info('the session is where its journal ends', { ...recovery });
    const watch = new LatchWatch({ latch, trader, engine: this.engine, clock, log });
    this.watch = watch;
    this.closers.push(() => watch.close());
    await this.openServers(bus, log);
    await trader.start(this.plan.firstUs ?? startUs);
    watch.begin();
    // What was noticed before there was a trader to tell.
    if (audit.stalled) this.block('audit-stalled', 'the audit trail is behind');
    this.watchWorld(clock);
    const reconciler = new Reconciler({
      broker,
      engine: this.engine,
      trader,
      clock,
      get everyUs() {
        return settings.live.reconcile.everyUs;
      },
      log,
      onDrift: (kind) => this.meters.drifted(kind),
    });
    if (live.reconcile.onStart) await reconciler.compare();
    reconciler.begin();
    this.closers.push(() => reconciler.close());
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

  /** No more market data and requests; what is under way leaves, a snapshot is taken. `run` resolves. */
  async stop(): Promise<void> {
    if (this.state !== 'running') return;
    this.state = 'draining';
    await this.retention?.close();
    await this.trader?.stop();
    await writeHops(this.options.dir, this.hops);
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
    for (const close of this.closers.splice(0).toReversed()) await attempt(close);
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Goes by another configuration from now on, as far as a running session can. A Fault, and nothing has changed, where a secret
   * or a token cannot be read. What decides about money is a command, and not among this; `why` goes on record.
   */
  async reload(read: ReadLiveFile, why: string): Promise<void> {
    const { live } = read.file;
    requireSpokesmen(read.file);
    const trusted = { tokens: this.tokens(), webhooks: webhookSources(live.webhook, this.places) };
    const tracer = await sessionTracer(live.telemetry, this.places, this.metrics);
    await this.note('the run file', why);
    const { settings } = this;
    const before = settings.tracer;
    settings.live = live;
    settings.tracer = tracer;
    if (settings.speed.factor !== Number.POSITIVE_INFINITY) settings.speed.factor = this.plan.speedOf(read);
    this.api?.trust(trusted);
    this.log?.setLevel(live.telemetry.logLevel);
    await before.close();
  }

  /** Those in force; a file that is not there yet is made. */
  private tokens(): readonly Token[] {
    const { tokens } = this.options.read.file.live.control;
    return this.learn(tokens === undefined ? openTokens(this.tokensFile) : readTokens(this.tokensFile));
  }

  private get tokensFile(): string {
    const { dir, read } = this.options;
    const { tokens } = read.file.live.control;
    return tokens === undefined ? join(dir, TOKENS_NAME) : tokensPath(tokens, read.baseDir);
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

  private set(name: Block, on: boolean, why: string): void {
    if (on) this.block(name, why);
    else this.unblock(name);
  }

  /** No new risk for this reason, in the engine and right before the wire. */
  private block(name: Block, why: string): void {
    this.blocks.add(name);
    this.log?.error('no new risk', { reason: name, why });
    this.trader?.condition(name, true, -1, why);
  }

  private unblock(name: Block): void {
    if (this.blocks.delete(name)) this.log?.warn('this no longer keeps new risk out', { reason: name });
    this.trader?.condition(name, false, -1, '');
  }

  /** The machine's clock, and the limits where they are in a file of their own. */
  private watchWorld(clock: Clock): void {
    const { read } = this.options;
    const time = new ClockWatch(clock, (jumped, why) => this.set('clock-jumped', jumped, why));
    time.begin();
    this.closers.push(() => time.close());
    const { file } = read.layers.parse().risk;
    if (typeof file !== 'string') return;
    const limits = new LimitsWatch({
      clock,
      path: resolve(read.baseDir, file),
      inForce: () => this.engine.account.risk.limits,
      set: (changes, version) =>
        this.trader?.command('set-limits', 'account', '', 'the limits file', `version ${version}`, { limits: changes }),
      onTrouble: (troubled, why) => this.set('limits-missing', troubled, why),
    });
    limits.begin();
    this.closers.push(() => limits.close());
  }

  private onTaken(taken: Taken, trail: AuditTrail): void {
    const { event, isReplay } = taken;
    this.totals.take(taken);
    trail.take(taken);
    this.meters.take(taken);
    this.watcher?.(taken);
    if (event.kind === 'control' && !isReplay) this.followLatch(event);
  }

  /** A kill or release becomes the latch's, once the command is on record. */
  private followLatch({ sequence, command, scope, subject, who, why }: Taken['event']): void {
    if (command !== 'kill' && command !== 'release') return;
    this.watch?.follow(
      command,
      { scope, subject, who, why },
      must(this.journal, 'it took the command').synced(sequence),
    );
  }

  private async openLog(): Promise<LogFile> {
    const { dir, read, clock } = this.options;
    const { logLevel, logTo } = read.file.live.telemetry;
    const file = logTo === 'file' ? join(dir, 'logs', 'trader.log') : undefined;
    const log = await openLog({
      level: logLevel,
      file,
      part: 'trader',
      clock,
      redactor: this.redactor,
      metrics: this.metrics,
    });
    this.closers.push(() => log.close());
    return log;
  }

  /** Both at once; where one cannot start, the other is ours to stop before that is said. */
  private async startProcesses(spec: VenueSpec, withWatchdog: boolean, log: LogFile): Promise<void> {
    const starts = [this.startVenue(spec, log), ...(withWatchdog ? [this.startWatchdog(log)] : [])];
    for (const start of await Promise.allSettled(starts)) if (start.status === 'rejected') throw start.reason;
  }

  private async startVenue(spec: VenueSpec, log: LogFile): Promise<void> {
    const { dir, read, clock } = this.options;
    const venue = await spawnVenue({
      dir: join(dir, 'venue'),
      spec,
      clock,
      idleMs: IDLE_MS,
      chaos: venueChaos(read.file.live.venue, read.file.seed),
      onRestart: (code, restarts) => log.warn('the venue died and was started again', { code, restarts }),
      onGivenUp: (fault) => log.error('the venue cannot run', { why: fault.message }),
    });
    this.supervise('venue', venue);
  }

  private async startWatchdog(log: LogFile): Promise<void> {
    const { dir, read, clock } = this.options;
    const { killAfterUs, heartbeatUs } = read.file.live.watchdog;
    const watchdog = await spawnWatchdog({
      session: dir,
      clock,
      idleMs: IDLE_MS,
      deadManMs: killAfterUs === undefined ? undefined : killAfterUs / 1_000,
      onRestart: (code, restarts) => log.warn('the watchdog died and was started again', { code, restarts }),
      onGivenUp: (fault) => log.error('the watchdog cannot run', { why: fault.message }),
    });
    this.supervise('watchdog', watchdog);
    if (killAfterUs === undefined) return;
    const heartbeat = new Heartbeat({ folder: join(dir, 'watchdog'), clock, everyMs: heartbeatUs / 1_000 });
    await heartbeat.begin();
    // Ends right before the watchdog does, which would take the silence for a death.
    this.closers.push(() => heartbeat.close());
  }

  private supervise(name: string, process: Supervised): void {
    this.closers.push(() => process.stop());
    this.health.probe(name, () => (process.pid > 0 ? '' : 'it is not running'));
  }

  private async openAudit(): Promise<AuditThread> {
    const { dir, read, clock } = this.options;
    const { settings } = this;
    const { audit } = read.file.live;
    const check = this.health.check('audit');
    check.pass();
    const opened = await AuditThread.open({
      folder: join(dir, 'audit'),
      origin: `conclave/${this.name}/${this.options.startUs}`,
      signer: auditSigner(audit, this.places),
      clock,
      get checkpointRecords() {
        return settings.live.audit.checkpointRecords;
      },
      get checkpointEveryUs() {
        return settings.live.audit.checkpointEveryUs;
      },
      get stallRecords() {
        return settings.live.audit.stallRecords;
      },
      get stallAfterUs() {
        return settings.live.audit.stallAfterUs;
      },
      onCheckpoint: (note, head) => {
        this.meters.signed();
        this.checkpoints?.publish(note, head);
      },
      onStall: (stalled, why) => {
        if (stalled) {
          check.fail(why);
          this.block('audit-stalled', why);
        } else {
          check.pass();
          this.unblock('audit-stalled');
        }
      },
    });
    this.audit = opened;
    this.closers.push(async () => {
      // What was taken last is handed over with its sync; a journal that has failed hands nothing over any more.
      await this.journal?.synced(this.journal.lastSequence).catch(() => {});
      await opened.close();
    });
    return opened;
  }

  private broker(spec: VenueSpec, log: LogFile): Broker {
    const { dir, read, clock, start } = this.options;
    const { name, timeoutUs, pingUs } = read.file.live.broker;
    if (name === 'dry-run') return new DryRunBroker((request) => log.info('dry run', { ...request }));
    return new PaperBroker({
      clock,
      role: 'trader',
      fence: start,
      endpoint: venueEndpoint(join(dir, 'venue')),
      spec: specHash(spec),
      timeoutMs: timeoutUs / 1_000,
      pingMs: pingUs / 1_000,
    });
  }

  private async openServers(bus: MemoryBus, log: LogFile): Promise<void> {
    const { dir, read, clock, start } = this.options;
    const { api, control, metrics, webhook } = read.file.live;
    const { tokensFile } = this;
    const { metrics: meters, health } = this;
    this.monitor = await openMonitor({ host: metrics.host, port: metrics.port, metrics: meters, health });
    this.closers.push(() => this.monitor?.close());
    const keys = await FileKeyStore.open(join(dir, 'api-keys'), () => clock.nowUs());
    const nonces = await FileKeyStore.open(join(dir, 'api-nonces'), () => clock.nowUs());
    this.closers.push(
      () => keys.close(),
      () => nonces.close(),
    );
    const status = answerStatus(bus, () => sessionStatus(this, clock.nowUs()));
    this.closers.push(() => status.close());
    this.api = await openApi({
      bus,
      clock,
      metrics: meters,
      tokens: this.tokens(),
      source: `api-${start}`,
      keys,
      nonces,
      webhooks: webhookSources(webhook, this.places),
      ready: () => this.state === 'running',
      onDefect: (error) => log.error('a defect of ours', { error }),
      host: control.host,
      httpPort: control.httpPort,
      grpcPort: control.grpcPort,
      // A door of its own, and none where nobody may come in.
      webhookPort: webhook.sources.length === 0 ? undefined : { host: api.host, port: api.port },
      limits: { ...BODY_LIMITS, bytesMax: api.maxBodyBytes },
      proxies: LOOPBACK,
    });
    writeAddress(dir, { httpUrl: this.api.httpUrl, grpcUrl: this.api.grpcUrl, tokensFile });
    this.closers.push(async () => {
      removeAddress(dir);
      await this.api?.close(CLOSE_MS);
    });
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

  /** No log line may tell one. */
  private learn(tokens: readonly Token[]): readonly Token[] {
    for (const { token } of tokens) this.redactor.learn(token);
    return tokens;
  }

  /** What must be well besides the parts that speak for themselves. */
  private probe(trader: Trader, broker: MeteredBroker): void {
    const { health } = this;
    health.probe('broker', () => (broker.isConnected ? '' : 'the venue is out of reach'));
    const progress = {
      stallMs: STALL_MS,
      waiting: () => trader.progress.waiting,
      done: () => trader.progress.done,
    };
    health.probe('inputs', progressProbe(this.options.clock, 'inputs', progress));
  }
}

const IDLE_MS = 600_000;
/** An input that nobody has taken for so long is not on its way: longer than the venue is waited for. */
const STALL_MS = 3_000;
