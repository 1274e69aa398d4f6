import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../../core/engine/engine.ts';
import type { EngineState } from '../../core/engine/engine.ts';
import { Out } from '../../core/model/out.ts';
import { lastRecord } from '../../audit/last-record.ts';
import { Observer } from '../../backtest/observer.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type Described, summarise } from '../../backtest/summarise.ts';
import { InputEvent } from '../../contracts/input-event.ts';
import { realDisk } from '../../journal/disk.ts';
import { lockFolder } from '../../journal/lock.ts';
import { readSnapshot, snapshotsIn } from '../../journal/snapshots.ts';
import { stateHash } from '../../runtime/state-hash.ts';
import { readVenueLedger } from '../venue/ledger.ts';
import { readVenueTotals } from '../venue/totals.ts';
import { readHops } from './hops-file.ts';
import { type RecordedPlan, recordedPlan } from './recorded-plan.ts';
import { isOnRecord, review, type Reviewed } from './review.ts';
import type { Tally } from './tally.ts';
import { Totals } from './totals.ts';
import { VenueAccount } from './venue-account.ts';

/** The object that `conclave session summary --json` prints (SPEC section 4): of all starts together. */
export interface SessionSummary {
  /** Bars, quotes, trades and books. */
  readonly events: number;
  readonly intents: number;
  readonly decisions: number;
  readonly orders: number;
  readonly fills: number;
  readonly refusals: number;
  /** Against the venue's own ledger; null where the session had no venue of its own. */
  readonly lost: number | null;
  readonly doubled: number | null;
  readonly stateHash: string;
  readonly auditRecords: number;
  readonly auditHead: string;
  readonly hops: Readonly<Record<string, { readonly p50Us: number; readonly p99Us: number }>>;
  readonly restarts: number;
}

type Counts = Pick<SessionSummary, 'lost' | 'doubled'>;

/**
 * Makes the summary of a session that does not run from what it has on record: its last snapshot and what came after it, and the
 * venue's. All of both is gone through where there is no snapshot, or where the two do not tell the same. A Fault when it runs,
 * or does not add up.
 */
export async function readSummary(dir: string): Promise<SessionSummary> {
  const plan = await recordedPlan(dir);
  const lock = lockFolder(dir);
  try {
    return (await fromSnapshot(dir, plan)) ?? (await fromAll(dir, plan)).summary;
  } finally {
    lock.release();
  }
}

/** The same of all that is on record, with the result that a backtest would tell; undefined where nothing of a market has come yet. */
export async function readReview(
  dir: string,
): Promise<{ readonly summary: SessionSummary; readonly result: BacktestResult | undefined }> {
  const plan = await recordedPlan(dir);
  const lock = lockFolder(dir);
  try {
    return await fromAll(dir, plan);
  } finally {
    lock.release();
  }
}

/** undefined: no snapshot is of use, or something is to be counted. */
async function fromSnapshot(dir: string, { plan, session }: RecordedPlan): Promise<SessionSummary | undefined> {
  const snapshots = join(dir, 'snapshots');
  for (const sequence of existsSync(snapshots) ? snapshotsIn(realDisk, snapshots) : []) {
    const read = readSnapshot(realDisk, snapshots, sequence);
    if (typeof read === 'string' || !isOnRecord(dir, sequence, read.journalHash)) continue;
    const engine = new Engine(plan.spec);
    const totals = new Totals(engine);
    try {
      const saved = JSON.parse(Buffer.from(read.bytes).toString('utf8')) as { engine: EngineState; beside: unknown };
      engine.load(saved.engine);
      totals.load(saved.beside);
    } catch {
      // Of another version of ours: the journal has it all.
      continue;
    }
    await review(dir, engine, (seen) => totals.take(seen), sequence + 1);
    const venue = join(dir, 'venue');
    if (!existsSync(venue)) return summaryOf(dir, session.starts, engine, totals.tally, { lost: null, doubled: null });
    if (!totals.venue.agrees(await readVenueTotals(venue))) return undefined;
    return summaryOf(dir, session.starts, engine, totals.tally, { lost: 0, doubled: 0 });
  }
  return undefined;
}

async function fromAll(
  dir: string,
  { read, plan, session }: RecordedPlan,
): Promise<{ readonly summary: SessionSummary; readonly result: BacktestResult | undefined }> {
  const { file } = read;
  const engine = new Engine(plan.spec);
  const { tally } = new Totals(engine);
  const account = new VenueAccount();
  const names = engine.account.instruments.map(({ name }) => name);
  const benchmark = file.benchmark === undefined ? -1 : names.indexOf(file.benchmark);
  const observer = new Observer(engine, benchmark);
  const dataHash = await review(dir, engine, (seen) => {
    tally.take(seen);
    account.see(seen);
    observe(observer, seen);
  });
  const venue = join(dir, 'venue');
  const against = existsSync(venue) ? account.compare(await readVenueLedger(venue)) : { lost: null, doubled: null };
  const summary = summaryOf(dir, session.starts, engine, tally, against);
  const described = { file, benchmark, configHash: session.configHash, dataHash, warnings: [] };
  return { summary, result: observer.bars + observer.events === 0 ? undefined : close(described, engine, observer) };
}

function summaryOf(dir: string, starts: number, engine: Engine, tally: Tally, against: Counts): SessionSummary {
  const { sequence, hash } = lastRecord(join(dir, 'audit'));
  const hops = Object.entries(readHops(dir).total());
  return {
    ...tally.save(),
    ...against,
    stateHash: stateHash(engine),
    auditRecords: sequence,
    auditHead: hash,
    hops: Object.fromEntries(hops.map(([name, { p50Us, p99Us }]) => [name, { p50Us, p99Us }])),
    restarts: starts - 1,
  };
}

/** As in a backtest: results are made of bars, of what came out, and of equity at the ends of instants. */
function observe(observer: Observer, { event, out }: Reviewed): void {
  if (out.rows > 0) observer.onOut(out);
  const { kind } = event;
  if (kind === 'bar' && event.bar.interval === 0) observer.onBar(event.bar);
  if (kind === 'quote' || kind === 'trade' || kind === 'depth') observer.onMarket(event[kind].instrument);
  if (kind === 'instant') observer.onInstant(1);
}

/** The session under way is closed, for the measures; on record it goes on. */
function close(described: Described, engine: Engine, observer: Observer): BacktestResult {
  const event = new InputEvent();
  const out = new Out();
  event.kind = 'stop';
  event.sequence = engine.sequence + 1;
  event.tsUs = engine.account.nowUs;
  engine.process(event, out);
  observer.onOut(out);
  return summarise(described, engine, observer);
}
