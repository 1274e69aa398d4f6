import { join } from 'node:path';
import { recordsIn, statesIn } from '../../journal/recorded.ts';
import type { Fingerprint } from './fingerprint.ts';
import { restoreVenue } from './restore.ts';
import { specIn } from './spec.ts';

/** All orders that a venue has taken, and all fills that it has told, since it began. */
export interface VenueTotals {
  readonly taken: Fingerprint;
  readonly filled: Fingerprint;
  /** The number of the last report that is part of them. */
  readonly lastReport: number;
}

/** From the last snapshot in a venue's folder and what came after it, also while a venue runs there: as far as it was then. */
export function readVenueTotals(dir: string): VenueTotals {
  const journal = join(dir, 'journal');
  const [saved] = statesIn(join(dir, 'snapshots'), journal);
  return restoreVenue({
    spec: specIn(dir),
    saved,
    records: (from) => (saved !== undefined && from > saved.sequence ? saved.after() : recordsIn(journal, from)),
    kept: 0,
    onReport: () => {},
  }).exchange;
}
