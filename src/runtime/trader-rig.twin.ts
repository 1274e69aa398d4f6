import { must } from '../core/base/assert.ts';
import { DAY_US, formatDuration, type Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import { Resampler } from '../core/market/resample.ts';
import { MemoryRecord } from '../core/market/memory-record.ts';
import { BarSeries, memorySource } from '../core/market/series.ts';
import { BarEvent } from '../core/model/bar.ts';
import { ticksOf } from '../core/model/instrument.ts';
import type { Out } from '../core/model/out.ts';
import { type Scenario, SCENARIO_START_US, ScenarioRun, sinceStart } from '../backtest/scenario.ts';
import type { Link, LinkEnd } from '../brokers/paper/link.ts';
import { PaperBroker } from '../brokers/paper/broker.ts';
import { memoryLinks } from '../brokers/paper/memory-link.twin.ts';
import { MemoryBus } from '../bus/memory.ts';
import type { RunExecution } from '../config/run-file.ts';
import { BarFeed } from '../feeds/bar-feed.ts';
import { recordFeed } from '../feeds/replay.ts';
import type { Feed, FeedPosition } from '../feeds/feed.ts';
import { VenueService } from '../hosts/venue/service.ts';
import { venueSpecOf } from '../hosts/venue/spec.ts';
import { Journal } from '../journal/journal.ts';
import { MemoryDisk } from '../journal/memory-disk.twin.ts';
import { Snapshots } from '../journal/snapshots.ts';
import { Hops } from '../telemetry/hops.ts';
import { settled, VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import type { Guard } from './gateway.ts';
import type { Taken } from './intake.ts';
import { type Recovery, Trader, type TraderOptions } from './trader.ts';

const EXECUTION: RunExecution = {
  fill: 'next-open',
  slippage: { model: 'none' },
  fees: { model: 'none' },
  participation: undefined,
  latencyUs: 0,
  limitFill: 'through',
  bothHit: 'stop-first',
};

export interface RigOptions {
  readonly guard?: Guard;
  /** Default: no snapshots but the one of a stop. */
  readonly snapshotEvery?: number;
  readonly followed?: TraderOptions['followed'];
  readonly beside?: TraderOptions['beside'];
  /** What stands between the data and the trader. */
  readonly feed?: (feed: Feed) => Feed;
  readonly venueTimeoutMs?: number;
  /** Each input, those that are replayed too. */
  readonly onTaken?: (taken: Taken) => void;
  /** So many turns of the event loop a sync of the venue's disk takes. Default none. */
  readonly venueSyncTurns?: number;
  /** Default false. */
  readonly isLockStep?: boolean;
  /** The venue has a market of its own, which is not ours. Default false. */
  readonly hasOwnMarket?: boolean;
  /** Default: time goes on with events alone. */
  readonly pace?: TraderOptions['pace'];
}

/** A process: what dies with it is cut off from disk and venue at once. */
export interface Life {
  readonly trader: Trader;
  readonly recovery: Recovery;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly bus: MemoryBus;
  readonly broker: PaperBroker;
}

/** A trader of a scenario on a disk in memory, its venue in the same process, and time that passes when a test says so. */
export class TraderRig {
  readonly clock = new VirtualClock();
  readonly logs: string[] = [];
  /** What inputs caused, by their numbers: orders, refusals, fills, who got them, and sessions as lines. */
  readonly lines = new Map<number, readonly string[]>();
  readonly venueSpec;
  /** What of a recorded market could not be true. */
  readonly refused: string[] = [];
  /** What the venue has said, as it went over the line. */
  readonly heard: string[] = [];
  disk = new MemoryDisk();
  private venueDisk = new MemoryDisk();
  /** Steps that can be the last one: a sync begins or ends, a message is sent or arrives. */
  steps = 0;
  /** The process dies at this step. */
  dieAt = Number.POSITIVE_INFINITY;
  /** Resolves when it has. */
  died = Promise.withResolvers<void>();
  life: Life | undefined;
  service: VenueService | undefined;
  /** What passes of that which goes over the line, by kind. Default: everything. */
  passes: (to: 'venue' | 'trader', kind: string) => boolean = () => true;
  /** Kinds of messages that were sent to the venue, lost ones too. */
  readonly sent: string[] = [];
  private readonly scenario: Scenario;
  private readonly options: RigOptions;
  private isDead = false;
  private starts = 0;
  private links: Link[] = [];
  private end: LinkEnd | undefined;

  constructor(scenario: Scenario, options: RigOptions = {}) {
    this.scenario = scenario;
    this.options = options;
    const { spec } = new ScenarioRun(scenario).engine.account;
    this.venueSpec = venueSpecOf(
      spec,
      { ...EXECUTION, ...scenario.execution },
      { markets: spec.instruments.map(({ name }) => (isRecorded(scenario, name) ? 'books' : 'bars')) },
    );
  }

  /** Brings a trader to where the disk ends, and connects it. */
  async start(): Promise<Life> {
    const { clock, disk, options, scenario } = this;
    this.isDead = false;
    this.steps = 0;
    this.died = Promise.withResolvers();
    this.starts += 1;
    const start = this.starts;
    disk.duringSync = () => this.step(start);
    this.service ??= await this.openVenue();
    const { engine } = new ScenarioRun(scenario);
    const journal = await Journal.open('journal', { disk });
    const snapshots = await Snapshots.open('snapshots', { disk });
    for (const sequence of this.lines.keys()) if (sequence > journal.lastSequence) this.lines.delete(sequence);
    const bus = new MemoryBus(clock);
    const broker = new PaperBroker({
      clock,
      role: 'trader',
      fence: start,
      timeoutMs: 2_000,
      pingMs: 1e9,
      endpoint: () => ({ token: 'a token', open: (end) => this.open(end, start) }),
    });
    const { intervalsUs, resamplers } = longerOf(scenario, engine);
    const { trader, recovery } = Trader.recover({
      engine,
      journal,
      snapshots,
      snapshotEvery: options.snapshotEvery ?? Number.POSITIVE_INFINITY,
      snapshotEveryUs: Number.POSITIVE_INFINITY,
      followed: options.followed ?? ((sequence) => journal.synced(sequence)),
      beside: options.beside,
      broker: options.hasOwnMarket === true ? withOwnMarket(broker) : broker,
      openFeed: async (after) => this.feedOf(engine, after),
      bus,
      clock,
      guard: options.guard ?? { refusal: () => undefined },
      hops: new Hops(),
      fillAtClose: scenario.execution?.fill === 'close',
      intervalsUs,
      resamplers,
      venueTimeoutMs: 2_000,
      isLockStep: options.isLockStep ?? false,
      pace: options.pace,
      source: 'conclave/test',
      venue: 'paper',
      onTaken: (taken) => {
        this.note(taken);
        options.onTaken?.(taken);
      },
      log: (text) => this.logs.push(text),
    });
    this.life = { trader, recovery, engine, journal, bus, broker };
    await trader.start(SCENARIO_START_US);
    return this.life;
  }

  /** The process dies now: nothing of it reaches the disk or the venue any more. `kept`: how much of what was not synced is there. */
  kill({ kept = 0, garbage = false } = {}): void {
    this.isDead = true;
    for (const link of this.links.splice(0)) link.close('the process died');
    this.disk = this.disk.crash({ kept, garbage, names: true });
  }

  /** The venue dies now; a new one has what was synced, and of the rest what was kept. */
  async killVenue({ kept = 0 } = {}): Promise<void> {
    const { service } = this;
    this.service = undefined;
    for (const link of this.links.splice(0)) link.close('the venue died');
    if (service === undefined) return;
    this.venueDisk = this.venueDisk.crash({ kept, garbage: false, names: true });
    this.service = await this.openVenue();
  }

  /** Everything that left the engine, in the order of its inputs. */
  get story(): string[] {
    return [...this.lines.keys()].sort((a, b) => a - b).flatMap((sequence) => this.lines.get(sequence) ?? []);
  }

  /** Cuts the line to the venue; a new one is made when somebody asks again. */
  cut(): void {
    for (const link of this.links.splice(0)) link.close('cut');
  }

  /** The trader hears this, as if the venue had said it. */
  babble(text: string): void {
    this.end?.onMessage(text);
  }

  private async openVenue(): Promise<VenueService> {
    const { venueSyncTurns = 0 } = this.options;
    this.venueDisk.duringSync = async () => {
      for (let turn = 0; turn < venueSyncTurns; turn++) await settled();
    };
    const journal = await Journal.open('venue', { disk: this.venueDisk });
    return new VenueService({ spec: this.venueSpec, journal, token: 'a token' });
  }

  private async open(end: LinkEnd, start: number): Promise<Link> {
    const service = must(this.service, 'the venue was opened');
    const link = await memoryLinks((other) => service.accept(other))({
      onMessage: (text) => {
        this.heard.push(text);
        if (this.passes('trader', kindOf(text))) void this.step(start).then(() => end.onMessage(text));
      },
      onClose: (why) => {
        if (start === this.starts && !this.isDead) end.onClose(why);
      },
    });
    this.links.push(link);
    this.end = end;
    return {
      send: (text) => {
        void this.step(start);
        if (start !== this.starts || this.isDead) return false;
        this.sent.push(kindOf(text));
        return this.passes('venue', kindOf(text)) ? link.send(text) : true;
      },
      close: (why) => link.close(why),
      backlogBytes: 0,
    };
  }

  /** For a process that has died this never returns. */
  private step(start: number): Promise<void> {
    if (start !== this.starts || this.isDead) return new Promise(() => {});
    this.steps += 1;
    if (this.steps < this.dieAt) return Promise.resolve();
    this.isDead = true;
    this.died.resolve();
    return new Promise(() => {});
  }

  private feedOf(engine: Engine, after: FeedPosition | undefined): Feed {
    const { instruments } = engine.account;
    const options = { clock: this.clock, speed: Number.POSITIVE_INFINITY, after };
    const sources = instruments.map((instrument) => {
      const { intervalUs = DAY_US, bars } = this.scenario.instruments[instrument.name];
      const series = new BarSeries(instrument.index, intervalUs, bars.length);
      const bar = new BarEvent();
      bars.forEach((row, k) => {
        if (row === null) return;
        bar.openUs = SCENARIO_START_US + k * intervalUs;
        bar.tsUs = bar.openUs + intervalUs;
        [bar.open, bar.high, bar.low, bar.close] = row.slice(0, 4).map((price) => ticksOf(instrument, price!));
        bar.volume = row[4] ?? Number.NaN;
        series.push(bar);
      });
      return memorySource(instrument, formatDuration(intervalUs), series);
    });
    const records = instruments.flatMap((instrument) => {
      const { events } = this.scenario.instruments[instrument.name];
      return events === undefined ? [] : [{ record: new MemoryRecord(instrument, sinceStart(events)) }];
    });
    const bars = sources.filter(({ instrument }) => !isRecorded(this.scenario, instrument.name));
    const feed =
      records.length === 0
        ? new BarFeed(bars, options)
        : recordFeed(records, bars, { ...options, onRefused: ({ code }) => this.refused.push(code) });
    return this.options.feed?.(feed) ?? feed;
  }

  private note({ event, out }: Taken): void {
    const lines = storyOf(out);
    const before = this.lines.get(event.sequence);
    if (before !== undefined && before.join('\n') !== lines.join('\n'))
      throw new Error(`input ${event.sequence} did ${before.join('; ')} and now does ${lines.join('; ')}`);
    this.lines.set(event.sequence, lines);
  }
}

/** What a backtest of the same scenario does, in the same lines. */
export function backtestStory(scenario: Scenario): string[] {
  const lines: string[] = [];
  class Watched extends ScenarioRun {
    override onOut(out: Out): void {
      super.onOut(out);
      lines.push(...storyOf(out));
    }
  }
  // Not to its end: a session that the data leaves open stays open in a live trader, which may go on.
  const { driver } = new Watched(scenario);
  while (driver.run(1));
  return lines;
}

/** In the order in which it came about. */
function storyOf({ orders, fills, allocations, sessions, refusals }: Out): string[] {
  const lines: { readonly place: number; readonly text: string }[] = [];
  const tell = ({ place, count }: { place: ArrayLike<number>; count: number }, text: (row: number) => string): void => {
    for (let row = 0; row < count; row++) lines.push({ place: place[row], text: text(row) });
  };
  tell(orders, (r) => {
    const { tsUs, agent, instrument, side, lots, type, limitTicks, stopTicks } = orders;
    const terms = `${side[r] * lots[r]} ${type[r]} ${limitTicks[r]} ${stopTicks[r]}`;
    return `${tsUs[r]} order of ${agent[r]}: ${instrument[r]} ${terms}`;
  });
  tell(fills, (r) => {
    const { tsUs, instrument, signedLots, priceTicks, fee } = fills;
    return `${tsUs[r]} fill: ${instrument[r]} ${signedLots[r]} @ ${priceTicks[r]} fee ${fee[r]}`;
  });
  tell(allocations, (r) => {
    const { tsUs, owner, instrument, signedLots, priceTicks, reason } = allocations;
    return `${tsUs[r]} to ${owner[r]}: ${instrument[r]} ${signedLots[r]} @ ${priceTicks[r]} ${reason[r]}`;
  });
  tell(refusals, (r) => `${refusals.tsUs[r]} refused: ${refusals.rule[r]}`);
  tell(sessions, (r) => `session ${sessions.closeUs[r]}: ${sessions.equity[r]}`);
  return lines.sort((a, b) => a.place - b.place).map(({ text }) => text);
}

function kindOf(text: string): string {
  return (JSON.parse(text) as { kind: string }).kind;
}

function isRecorded({ instruments }: Scenario, name: string): boolean {
  return instruments[name].events !== undefined;
}

function longerOf({ instruments }: Scenario, { account: { spec } }: Engine) {
  const intervalsUs: Us[] = spec.instruments.map(({ name }) => instruments[name].intervalUs ?? DAY_US);
  const resamplers = spec.instruments.map(({ name }, i) =>
    (instruments[name].resample ?? [])
      .toSorted((a, b) => a - b)
      .map((times, k) => new Resampler(times * intervalsUs[i], spec.calendars[i], k + 1)),
  );
  return { intervalsUs, resamplers };
}

/** Gives nothing while it is shut. */
export class GatedFeed implements Feed {
  private readonly feed: Feed;
  private open = Promise.withResolvers<void>();
  private isShut = false;
  private isStopped = false;

  constructor(feed: Feed) {
    this.feed = feed;
  }

  /** Nothing that closes after this moment comes until it is let go on. */
  until: Us = Number.POSITIVE_INFINITY;

  letGo(until: Us = Number.POSITIVE_INFINITY): void {
    this.until = until;
    this.open.resolve();
    this.open = Promise.withResolvers();
    this.isShut = false;
  }

  next(): ReturnType<Feed['next']> {
    if (this.isShut || this.isStopped) return undefined;
    const event = this.held ?? this.feed.next();
    this.held = undefined;
    if (event === undefined || event.tsUs <= this.until) return event;
    this.held = event;
    this.isShut = true;
    return undefined;
  }

  async ready(): Promise<boolean> {
    if (this.isShut) await this.open.promise;
    if (this.isStopped) return false;
    return this.held !== undefined || this.feed.ready();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.open.resolve();
    await this.feed.stop();
  }

  private held: ReturnType<Feed['next']>;
}

/** The same broker, as one that is told nothing of our market. */
function withOwnMarket(broker: PaperBroker): PaperBroker {
  return new Proxy(broker, {
    get(target, name) {
      if (name === 'simulated') return undefined;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
