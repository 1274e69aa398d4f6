import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import { Engine } from '../../core/engine/engine.ts';
import { Out } from '../../core/model/out.ts';
import { lastRecord } from '../../audit/last-record.ts';
import { Observer } from '../../backtest/observer.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type Described, summarise } from '../../backtest/summarise.ts';
import { parseLiveFile } from '../../config/read-run-file.ts';
import { InputEvent } from '../../contracts/input-event.ts';
import { lockFolder } from '../../journal/lock.ts';
import { stateHash } from '../../runtime/state-hash.ts';
import { readVenueLedger } from '../venue/ledger.ts';
import { readHops } from './hops-file.ts';
import { makeLivePlan } from './plan.ts';
import { review, type Reviewed } from './review.ts';
import { readSession, SESSION_NAME } from './session-file.ts';
import { Tally } from './tally.ts';
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

/** Makes the summary of a session that does not run from what it has on record. A Fault when it runs, or does not add up. */
export async function readSummary(dir: string): Promise<SessionSummary> {
  return (await readReview(dir)).summary;
}

/** The same, with the result that a backtest would tell; undefined where nothing of a market has come yet. */
export async function readReview(
  dir: string,
): Promise<{ readonly summary: SessionSummary; readonly result: BacktestResult | undefined }> {
  const recorded = readSession(dir);
  if (recorded === undefined)
    throw new Fault('config', `${dir}: expected the folder of a session, found no ${SESSION_NAME}`);
  const lock = lockFolder(dir);
  try {
    const { file, ...began } = parseLiveFile(JSON.stringify(recorded.config), SESSION_NAME, recorded.baseDir, {
      env: {},
    });
    const engine = new Engine((await makeLivePlan({ file, ...began })).spec);
    const tally = new Tally();
    const account = new VenueAccount();
    const names = engine.account.instruments.map(({ name }) => name);
    const benchmark = file.benchmark === undefined ? -1 : names.indexOf(file.benchmark);
    const observer = new Observer(engine, benchmark);
    const dataHash = await review(dir, engine, (seen) => {
      tally.take(seen);
      account.see(seen);
      observe(observer, seen);
    });
    const { events, intents, decisions, orders, fills, refusals } = tally;
    const venue = join(dir, 'venue');
    const against = existsSync(venue) ? account.compare(await readVenueLedger(venue)) : { lost: null, doubled: null };
    const { sequence, hash } = lastRecord(join(dir, 'audit'));
    const hops = Object.entries(readHops(dir).total());
    const summary: SessionSummary = {
      ...{ events, intents, decisions, orders, fills, refusals },
      ...against,
      stateHash: stateHash(engine),
      auditRecords: sequence,
      auditHead: hash,
      hops: Object.fromEntries(hops.map(([name, { p50Us, p99Us }]) => [name, { p50Us, p99Us }])),
      restarts: recorded.starts - 1,
    };
    const described = { file, benchmark, configHash: recorded.configHash, dataHash, warnings: [] };
    return { summary, result: observer.bars + observer.events === 0 ? undefined : close(described, engine, observer) };
  } finally {
    lock.release();
  }
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
