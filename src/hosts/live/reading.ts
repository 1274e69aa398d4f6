import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import { Engine } from '../../core/engine/engine.ts';
import type { EngineState } from '../../core/engine/engine.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { damageFault } from '../../journal/damage.ts';
import { realDisk } from '../../journal/disk.ts';
import { JournalReader } from '../../journal/journal-reader.ts';
import { isLocked } from '../../journal/lock.ts';
import { missingEnd, recordsIn, statesIn } from '../../journal/recorded.ts';
import { segmentsIn } from '../../journal/segment.ts';
import { snapshotsIn } from '../../journal/snapshots.ts';
import { readVenueLedger } from '../venue/ledger.ts';
import { SPEC_FILE } from '../venue/spec.ts';
import { readVenueTotals } from '../venue/totals.ts';
import { readEnd } from './end-file.ts';
import { type RecordedPlan, recordedPlan } from './recorded-plan.ts';
import { review } from './review.ts';
import { ReviewResult } from './review-result.ts';
import { type Counts, type SessionSummary, summaryOf } from './summary.ts';
import { Totals } from './totals.ts';
import { VenueAccount } from './venue-account.ts';

/** `ended`: in order. `running`: a process has it, and goes on. `broken-off`: it was killed, or could not end in order. */
export type SessionState = 'ended' | 'running' | 'broken-off';

/** What a session's folder tells of it, read beside whoever works there: nothing is locked and nothing changed. */
export interface SessionReading {
  readonly summary: SessionSummary;
  /** Of everything; undefined where it was not asked for, nothing of a market has come yet, or not all can be read. */
  readonly result: BacktestResult | undefined;
  readonly state: SessionState;
  /** What does not add up. The summary is of what can be read; what cannot be compared with the venue is null in it. */
  readonly damage: Fault | undefined;
}

interface Found {
  readonly summary: SessionSummary;
  readonly result?: BacktestResult;
  readonly damage: Fault | undefined;
  readonly lastInput: number;
  /** False: to be counted from all that is on record. */
  readonly isSettled: boolean;
}

/**
 * From the last snapshot and what came after it, and the venue's. All of both is gone through where there is no snapshot that is of
 * use, or where the two do not tell the same.
 */
export async function readSummary(dir: string): Promise<SessionReading> {
  const from = await recordedPlan(dir);
  const brief = await fromSnapshot(dir, from);
  return readingOf(dir, brief?.isSettled === true ? brief : await allOr(dir, from, brief));
}

/** From all that is on record, with the result that a backtest would tell; from what can be read where that is not all. */
export async function readReview(dir: string): Promise<SessionReading> {
  const from = await recordedPlan(dir);
  const all = await fromAll(dir, from);
  const brief = all.damage === undefined ? undefined : await fromSnapshot(dir, from, all.damage);
  return readingOf(dir, brief === undefined ? all : { ...brief, result: all.result });
}

async function allOr(dir: string, from: RecordedPlan, brief: Found | undefined): Promise<Found> {
  const all = await fromAll(dir, from);
  return all.damage === undefined || brief === undefined ? all : { ...brief, damage: all.damage };
}

function readingOf(dir: string, { summary, result, damage, lastInput }: Found): SessionReading {
  const isWhole = (readEnd(dir) ?? keptStates(dir)[0]) === lastInput;
  const state = isRunning(dir) ? 'running' : isWhole ? 'ended' : 'broken-off';
  const edges = damage ?? damagedEdge(join(dir, 'journal')) ?? damagedEdge(join(dir, 'venue', 'journal'));
  return { summary, result, state, damage: edges };
}

/** undefined: no snapshot is of use. `known`: what is known not to add up. */
async function fromSnapshot(dir: string, { plan, session }: RecordedPlan, known?: Fault): Promise<Found | undefined> {
  const isLive = isRunning(dir);
  for (const { bytes, after } of statesIn(join(dir, 'snapshots'), journalOf(dir))) {
    const engine = new Engine(plan.spec);
    const totals = new Totals(engine);
    try {
      const saved = JSON.parse(Buffer.from(bytes).toString('utf8')) as { engine: EngineState; beside: unknown };
      engine.load(saved.engine);
      totals.load(saved.beside);
    } catch {
      // Of another version of ours: the journal has it all.
      continue;
    }
    // The venue first: of a session that runs all that it has told by now is on record by the end of what is read then, or on its way.
    const venue = attempt(() => (hasVenue(dir) ? readVenueTotals(join(dir, 'venue')) : undefined));
    const told = venue.value;
    const agrees = (): boolean => told !== undefined && totals.venue.agrees(told);
    let isSame = agrees();
    const found = await review(after(), engine, (seen) => {
      totals.take(seen);
      const { source, sequence } = seen.origin;
      if (isLive && source === 'venue' && sequence === told?.lastReport) isSame = agrees();
    });
    if (!isLive) isSame = agrees();
    const damage = known ?? found.damage ?? venue.damage ?? shortRecord(dir);
    const against = isSame ? { lost: 0, doubled: 0 } : NOT_COMPARED;
    const summary = summaryOf(dir, session.starts, engine, totals.tally, against);
    const isSettled = isSame || damage !== undefined || !hasVenue(dir);
    return { summary, damage, lastInput: engine.sequence, isSettled };
  }
  return undefined;
}

async function fromAll(dir: string, from: RecordedPlan): Promise<Found> {
  const engine = new Engine(from.plan.spec);
  const { tally } = new Totals(engine);
  const account = new VenueAccount();
  const whole = new ReviewResult(from, engine);
  const isLive = isRunning(dir);
  const found = await review(recordsIn(journalOf(dir)), engine, (seen) => {
    tally.take(seen);
    account.see(seen);
    whole.see(seen);
  });
  const venue = attempt(() => (hasVenue(dir) ? readVenueLedger(join(dir, 'venue')) : undefined));
  const damage = found.damage ?? venue.damage ?? shortRecord(dir);
  const against: Counts =
    venue.value === undefined || damage !== undefined
      ? NOT_COMPARED
      : account.compare(venue.value, isLive || isRunning(dir));
  const { starts } = from.session;
  const summary = summaryOf(dir, starts, engine, tally, against);
  const lastInput = engine.sequence;
  const result = found.damage === undefined ? whole.close(found.headHash) : undefined;
  return { summary, result, damage, lastInput, isSettled: true };
}

const NOT_COMPARED: Counts = { lost: null, doubled: null };

function attempt<T>(read: () => T): { readonly value?: T; readonly damage?: Fault } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Fault && error.kind === 'integrity') return { damage: error };
    throw error;
  }
}

/** Where a journal's segments, by their ends, do not belong together; what is in them is not looked at. */
function damagedEdge(journal: string): Fault | undefined {
  const last = existsSync(journal) ? segmentsIn(realDisk, journal).at(-1) : undefined;
  if (last === undefined) return undefined;
  const { damage } = new JournalReader(realDisk, journal, last.firstSequence);
  return damage === undefined ? undefined : damageFault(journal, damage);
}

/** Where the end of a record is gone: what its other side has more of is not what was lost between the two. */
function shortRecord(dir: string): Fault | undefined {
  for (const side of [dir, join(dir, 'venue')]) {
    const fault = missingEnd(join(side, 'snapshots'), join(side, 'journal'));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether its trader lives. Where that cannot be asked (a folder that may not be written to), nobody works there. */
function isRunning(dir: string): boolean {
  try {
    return isLocked(dir);
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** Of a session from before its end was written down: a state of its last input told it. */
function keptStates(dir: string): readonly number[] {
  const folder = join(dir, 'snapshots');
  return existsSync(folder) ? snapshotsIn(realDisk, folder) : [];
}

function hasVenue(dir: string): boolean {
  return existsSync(join(dir, 'venue', SPEC_FILE));
}

function journalOf(dir: string): string {
  return join(dir, 'journal');
}
