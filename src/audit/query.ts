import type { Us } from '../core/base/time.ts';
import { type Fact, factsOf, isAbout, type Naming } from './facts.ts';
import type { AuditRecord } from './record.ts';
import { type OnGap, readRecords } from './record-files.ts';

/** All that is given must hold. Times are inclusive. */
export interface Query {
  readonly order?: string;
  readonly intent?: string;
  readonly decision?: string;
  readonly fill?: string;
  readonly agent?: string;
  readonly instrument?: string;
  /** A fixed name, or the beginning of some up to a dot: `orders` finds `orders.submit`. */
  readonly subject?: string;
  readonly fromUs?: Us;
  readonly toUs?: Us;
  readonly fromSequence?: number;
  readonly toSequence?: number;
}

export interface Found {
  readonly record: AuditRecord;
  /** The messages of the record that the question is about. */
  readonly facts: readonly Fact[];
}

const NAMINGS: readonly Naming[] = ['order', 'intent', 'decision', 'fill', 'agent', 'instrument'];

/** Answers along the log, a record in memory at a time; the caller may stop whenever it has enough. For `onGap` see `readRecords`. */
export function* query(folder: string, asked: Query, onGap?: OnGap): Generator<Found, void, void> {
  const names = NAMINGS.flatMap((naming) => {
    const id = asked[naming];
    return id === undefined ? [] : [{ naming, id }];
  });
  // A line in which the rarest name does not stand need not be read as JSON.
  const word = names.length === 0 ? undefined : JSON.stringify(names[0].id);
  const { fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = asked;
  for (const { record } of readRecords(folder, asked.fromSequence, asked.toSequence, word, onGap)) {
    if (record.tsUs < fromUs || record.tsUs > toUs) continue;
    const facts = factsOf(record).filter(
      ({ subject, message }) =>
        isUnder(subject, asked.subject) && names.every(({ naming, id }) => isAbout(message, naming, id)),
    );
    if (facts.length > 0) yield { record, facts };
  }
}

function isUnder(subject: string, asked: string | undefined): boolean {
  return asked === undefined || subject === asked || subject.startsWith(`${asked}.`);
}
