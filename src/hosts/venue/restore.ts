import { Buffer } from 'node:buffer';
import type { JournalRecord } from '../../journal/record.ts';
import type { Snapshot } from '../../journal/snapshots.ts';
import type { WireReport } from '../../brokers/paper/report-row.ts';
import { Exchange, type ExchangeState } from './exchange.ts';
import { replayInto } from './record.ts';
import type { VenueSpec } from './spec.ts';

/** Of the form below; one of another is passed over. */
const FORM = 1;

interface SavedVenue {
  readonly form: typeof FORM;
  readonly exchange: ExchangeState;
  /** The last reports that can be asked for again. */
  readonly reports: readonly WireReport[];
}

export interface RestoreParts {
  readonly spec: VenueSpec;
  /** None: everything is replayed. */
  readonly saved: Snapshot | undefined;
  /** From a sequence on. */
  readonly records: (from: number) => Iterable<JournalRecord>;
  readonly kept: number;
  /** Told of each report: those that a snapshot kept, those that the replay makes again, and those to come. */
  readonly onReport: (report: WireReport) => void;
}

export interface Restored {
  readonly exchange: Exchange;
  /** The record that the snapshot stands after; 0 where all was replayed. */
  readonly snapshot: number;
}

export function savedVenue(exchange: Exchange, reports: readonly WireReport[]): Buffer {
  const saved: SavedVenue = { form: FORM, exchange: exchange.save(), reports };
  return Buffer.from(JSON.stringify(saved));
}

/** The exchange where its journal ends: from a snapshot that fits, else from the beginning. */
export function restoreVenue({ spec, saved: found, records, kept, onReport }: RestoreParts): Restored {
  const saved = found === undefined ? undefined : savedIn(found.bytes);
  let exchange = new Exchange(spec, onReport, kept);
  let snapshot = 0;
  if (found !== undefined && saved !== undefined) {
    try {
      exchange.load(saved.exchange);
      snapshot = found.sequence;
      for (const report of saved.reports) onReport(report);
    } catch {
      // Of another version of ours: the journal has it all.
      exchange = new Exchange(spec, onReport, kept);
    }
  }
  for (const { payload } of records(snapshot + 1)) replayInto(exchange, Buffer.from(payload));
  return { exchange, snapshot };
}

function savedIn(bytes: Uint8Array): SavedVenue | undefined {
  const saved = JSON.parse(Buffer.from(bytes).toString('utf8')) as SavedVenue;
  return saved.form === FORM ? saved : undefined;
}
