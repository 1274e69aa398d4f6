import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import { Engine } from '../../core/engine/engine.ts';
import { lastRecord } from '../../audit/last-record.ts';
import { parseLiveFile } from '../../config/read-run-file.ts';
import { lockFolder } from '../../journal/lock.ts';
import { stateHash } from '../../runtime/state-hash.ts';
import { readVenueLedger } from '../venue/ledger.ts';
import { readHops } from './hops-file.ts';
import { makeLivePlan } from './plan.ts';
import { review } from './review.ts';
import { readSession, SESSION_NAME } from './session-file.ts';
import { Tally } from './tally.ts';
import { VenueAccount } from './venue-account.ts';

/** The object that `conclave session summary --json` prints (SPEC section 4): of all starts together. */
export interface SessionSummary {
  /** Bars, quotes and trades. */
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
  const recorded = readSession(dir);
  if (recorded === undefined)
    throw new Fault('config', `${dir}: expected the folder of a session, found no ${SESSION_NAME}`);
  const lock = lockFolder(dir);
  try {
    const began = parseLiveFile(JSON.stringify(recorded.config), SESSION_NAME, recorded.baseDir, { env: {} });
    const engine = new Engine((await makeLivePlan(began)).spec);
    const tally = new Tally();
    const account = new VenueAccount();
    review(dir, engine, (seen) => {
      tally.take(seen);
      account.see(seen);
    });
    const { events, intents, decisions, orders, fills, refusals } = tally;
    const venue = join(dir, 'venue');
    const against = existsSync(venue) ? account.compare(await readVenueLedger(venue)) : { lost: null, doubled: null };
    const { sequence, hash } = lastRecord(join(dir, 'audit'));
    const hops = Object.entries(readHops(dir).total());
    return {
      ...{ events, intents, decisions, orders, fills, refusals },
      ...against,
      stateHash: stateHash(engine),
      auditRecords: sequence,
      auditHead: hash,
      hops: Object.fromEntries(hops.map(([name, { p50Us, p99Us }]) => [name, { p50Us, p99Us }])),
      restarts: recorded.starts - 1,
    };
  } finally {
    lock.release();
  }
}
