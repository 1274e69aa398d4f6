import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../journal/journal.ts';
import { Snapshots } from '../../journal/snapshots.ts';
import type { Fingerprint } from './fingerprint.ts';
import { holdFolder } from './hold.ts';
import { restoreVenue } from './restore.ts';
import { readVenueSpec, SPEC_FILE } from './spec.ts';

/** All orders that a venue has taken, and all fills that it has told, since it began. */
export interface VenueTotals {
  readonly taken: Fingerprint;
  readonly filled: Fingerprint;
}

/** From the last snapshot in a venue's folder and what came after it. A `Fault` while a venue runs there: ask that one. */
export async function readVenueTotals(dir: string): Promise<VenueTotals> {
  const hold = await holdFolder(dir);
  const journal = await Journal.open(join(dir, 'journal'), { verify: 'tail' });
  try {
    const file = join(dir, SPEC_FILE);
    const snapshots = await Snapshots.open(join(dir, 'snapshots'));
    const spec = readVenueSpec(readFileSync(file, 'utf8'), file);
    return restoreVenue({ spec, journal, snapshots, kept: 0, onReport: () => {} }).exchange;
  } finally {
    await journal.close();
    hold.close();
  }
}
