import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../core/engine/engine.ts';
import { lastRecord } from '../../audit/last-record.ts';
import { auditPaths } from '../../audit/record-files.ts';
import { stateHash } from '../../runtime/state-hash.ts';
import { readHops } from './hops-file.ts';
import type { Tally } from './tally.ts';

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

/** What of a summary the venue has a say in. */
export type Counts = Pick<SessionSummary, 'lost' | 'doubled'>;

/** Of an engine that was taken through what is on record. */
export function summaryOf(dir: string, starts: number, engine: Engine, tally: Tally, against: Counts): SessionSummary {
  const audit = join(dir, 'audit');
  // A session that was killed in its first moments has none.
  const { sequence, hash } = existsSync(auditPaths(audit).records) ? lastRecord(audit) : { sequence: 0, hash: '' };
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
