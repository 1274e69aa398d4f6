import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { keyFileSigner } from '../../src/audit/keys.ts';
import { recordNames } from '../../src/audit/record-of.ts';
import { AuditThread } from '../../src/audit/thread.ts';
import type { Broker } from '../../src/brokers/broker.ts';
import { PaperBroker } from '../../src/brokers/paper/broker.ts';
import { MemoryBus } from '../../src/bus/memory.ts';
import { consensusDefaults } from '../../src/core/consensus/config.ts';
import { Engine } from '../../src/core/engine/engine.ts';
import type { EngineSpec } from '../../src/core/engine/spec.ts';
import { calendarOf } from '../../src/core/market/calendars.ts';
import { resolveRisk } from '../../src/core/risk/risk-config.ts';
import { emaCross } from '../../src/core/strategies/ema-cross.ts';
import { defineStrategy } from '../../src/core/strategies/define-strategy.ts';
import type { Strategy } from '../../src/core/strategies/strategy.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import { AuditTrail } from '../../src/hosts/live/audit-trail.ts';
import { venueEndpoint } from '../../src/hosts/venue/spawn.ts';
import { Journal } from '../../src/journal/journal.ts';
import { Snapshots } from '../../src/journal/snapshots.ts';
import { type Recovery, Trader } from '../../src/runtime/trader.ts';
import { RealClock } from '../../src/telemetry/clock.ts';
import { Hops } from '../../src/telemetry/hops.ts';
import { benchInstruments } from '../market.ts';
import { Samples } from './samples.ts';

const STUB = fileURLToPath(new URL('venue-stub.ts', import.meta.url));

/** Wants another position after every bar: an order each. */
const flip = defineStrategy({
  name: 'flip',
  version: '1.0.0',
  about: 'changes its mind with every bar',
  params: z.strictObject({}),
  warmup: () => 1,
  create() {
    let bars = 0;
    return {
      onBar(bar, ctx) {
        bars += 1;
        ctx.target(bar.instrument, 1 + (bars % 2), { reason: 'bar {0}', values: [bars] });
      },
      save: () => bars,
      load: (saved) => void (bars = Number(saved)),
    };
  },
});

/** `flip` orders with every bar, `calm` with few: agents as people run them. */
type Trading = 'flip' | 'calm';

function benchSpec(instrumentCount: number, trading: Trading): EngineSpec {
  const instruments = benchInstruments(instrumentCount);
  return {
    seed: 1,
    instruments,
    calendars: instruments.map(() => calendarOf()),
    intervals: instruments.map(() => ['1m']),
    agents:
      trading === 'flip'
        ? instruments.map(({ index, name }) => ({
            id: `flip-${name.toLowerCase()}`,
            strategy: flip as unknown as Strategy,
            params: {},
            instruments: [index],
          }))
        : [20, 30, 50].map((fast) => ({
            id: `cross-${fast}`,
            strategy: emaCross as unknown as Strategy,
            params: emaCross.params.parse({ fast, slow: 5 * fast }),
            instruments: instruments.map(({ index }) => index),
          })),
    account: { currency: 'USD', cash: '100000000', type: 'margin', dayZone: 'UTC' },
    consensus: { ...consensusDefaults, method: trading === 'flip' ? 'sum' : 'majority' },
    risk: resolveRisk({ profile: 'unlimited' }, { accountType: 'margin', seed: 1 }),
    costMethod: 'average',
    fromUs: 0,
  };
}

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conclave-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A trader as a live session has it, with journal, audit log, bus and a venue in another process behind a socket. */
export class TraderRig {
  /** From the feed's handing out of a bar until the trader has decided, and until its order is with the socket. */
  readonly toOrder: Samples;
  readonly toSocket: Samples;
  readonly clock = new RealClock();
  readonly trader: Trader;
  readonly recovery: Recovery;
  readonly recoveryCpuSeconds: number;
  readonly journal: Journal;
  private readonly audit: AuditThread;
  private readonly broker: Broker;
  private readonly stub: ChildProcess | undefined;
  handedUs: () => number = () => Number.NaN;

  static async open(
    folder: string,
    instruments: number,
    openFeed: (rig: TraderRig) => Feed,
    kind: RigKind,
  ): Promise<TraderRig> {
    const journal = await Journal.open(join(folder, 'journal'), { verify: 'tail' });
    const clock = new RealClock();
    const audit = await AuditThread.open({
      folder: join(folder, 'audit'),
      origin: 'conclave/bench',
      signer: keyFileSigner(join(folder, 'home')),
      clock,
      stallRecords: 1_000_000,
    });
    const snapshots = await Snapshots.open(join(folder, 'snapshots'), { keep: 2 });
    const stub = kind.withVenue ? await startStub(folder) : undefined;
    return new TraderRig({ ...kind, folder, instruments, openFeed, journal, audit, snapshots, stub });
  }

  private constructor(parts: Parts) {
    const { folder, instruments, openFeed, journal, audit, snapshots, stub, trading, audited } = parts;
    this.journal = journal;
    this.audit = audit;
    this.stub = stub;
    this.toOrder = new Samples(2_000_000);
    this.toSocket = new Samples(2_000_000);
    const { clock } = this;
    const spec = benchSpec(instruments, trading);
    const engine = new Engine(spec);
    const paper = new PaperBroker({ clock, role: 'trader', fence: 1, endpoint: venueEndpoint(folder) });
    this.broker = this.timed(paper);
    const trail = new AuditTrail(audit, journal, recordNames(spec));
    const before = process.cpuUsage();
    const { trader, recovery } = Trader.recover({
      engine,
      journal,
      snapshots,
      // None by itself: what is measured is the trader, or a snapshot that was asked for.
      snapshotEvery: Number.MAX_SAFE_INTEGER,
      snapshotEveryUs: Number.POSITIVE_INFINITY,
      followed: (sequence) => journal.synced(sequence),
      broker: this.broker,
      openFeed: () => Promise.resolve(openFeed(this)),
      bus: new MemoryBus(clock),
      clock,
      guard: { refusal: () => undefined },
      hops: new Hops(),
      fillAtClose: false,
      intervalsUs: spec.instruments.map(() => 60_000_000),
      resamplers: spec.instruments.map(() => []),
      venueTimeoutMs: 2_000,
      source: 'conclave/bench',
      venue: 'paper',
      wantedFrom: audited ? trail.wantedFrom : Number.POSITIVE_INFINITY,
      onTaken: (taken) => {
        if (audited) trail.take(taken);
        if (!taken.isReplay && taken.out.orders.count > 0 && taken.origin.source === 'feed')
          this.toOrder.add(clock.steadyUs() - this.handedUs());
      },
      log: (text, fields) => process.stderr.write(`${text} ${JSON.stringify(fields)}\n`),
    });
    this.trader = trader;
    this.recovery = recovery;
    this.recoveryCpuSeconds = process.cpuUsage(before).user / 1e6;
  }

  /** The same broker as one with a market of its own, which tells when each order has been written. */
  private timed(paper: PaperBroker): Broker {
    const { clock, toSocket } = this;
    return {
      name: paper.name,
      simulated: undefined,
      connect: (listener, after) => paper.connect(listener, after),
      submit: (order) => {
        const outcome = paper.submit(order);
        // The line writes at the end of the turn: after that the socket has it.
        const handedUs = this.handedUs();
        queueMicrotask(() => toSocket.add(clock.steadyUs() - handedUs));
        return outcome;
      },
      cancel: (id, tsUs) => paper.cancel(id, tsUs),
      replace: (id, changes, tsUs) => paper.replace(id, changes, tsUs),
      query: (id) => paper.query(id),
      openOrders: () => paper.openOrders(),
      fillsSince: (cursor) => paper.fillsSince(cursor),
      positions: () => paper.positions(),
      cash: () => paper.cash(),
      cancelAll: (scope) => paper.cancelAll(scope),
      close: () => paper.close(),
    };
  }

  /** In order, with a last snapshot. */
  async close(): Promise<void> {
    await this.trader.stop();
    await this.leave();
  }

  /** As it is. */
  async leave(): Promise<void> {
    await this.broker.close();
    await this.journal.close();
    await this.audit.close();
    if (this.stub?.exitCode === null) {
      const gone = once(this.stub, 'exit');
      this.stub.kill('SIGKILL');
      await gone;
    }
  }
}

export interface RigKind {
  readonly trading: Trading;
  readonly audited: boolean;
  readonly withVenue: boolean;
}

interface Parts extends RigKind {
  readonly folder: string;
  readonly instruments: number;
  readonly openFeed: (rig: TraderRig) => Feed;
  readonly journal: Journal;
  readonly audit: AuditThread;
  readonly snapshots: Snapshots;
  readonly stub: ChildProcess | undefined;
}

async function startStub(folder: string): Promise<ChildProcess> {
  const stub = spawn(process.execPath, [STUB, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(stub.stdout, 'data');
  return stub;
}
