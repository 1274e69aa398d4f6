import type { AuditSink } from '../../audit/sink.ts';
import { inputText } from '../../audit/input-text.ts';
import type { Names } from '../../audit/record-of.ts';
import type { RecordText } from '../../audit/record.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Taken } from '../../runtime/intake.ts';

/** So many of the last records that the log holds are made again at a start and compared. */
const COMPARED_RECORDS = 1_000;

/**
 * From the inputs to the audit log. A record is handed over when the journal has its input on the disk, never before: else a crash
 * could leave the log with an input that the journal has lost, and another one would take its number.
 */
export class AuditTrail {
  private readonly audit: AuditSink;
  private readonly journal: Journal;
  private readonly names: Names;
  private readonly held: RecordText[] = [];

  constructor(audit: AuditSink, journal: Journal, names: Names) {
    this.audit = audit;
    this.journal = journal;
    this.names = names;
    journal.onSynced((sequence) => this.release(sequence));
  }

  /** Inputs that are not on the disk yet. */
  get waiting(): number {
    return this.held.length;
  }

  /** Inputs before this one are in the log and are not asked for again: all of them is held against the journal by `conclave parity`. */
  get wantedFrom(): number {
    return this.audit.size - COMPARED_RECORDS + 1;
  }

  take({ event, origin, caused, isReplay }: Taken): void {
    const { sequence, tsUs } = event;
    if (isReplay && sequence < this.wantedFrom) return;
    // The messages' fields are in the order of their names.
    const input = inputText(event, origin, this.names);
    const record = { sequence, tsUs, caused: JSON.stringify(caused.messages), input };
    if (sequence <= this.journal.syncedSequence) this.audit.append(record, isReplay);
    else this.held.push(record);
  }

  /** Resolves when the log holds everything up to this input, on the disk; rejects when it cannot. */
  async follow(sequence: number): Promise<void> {
    await this.journal.synced(sequence);
    await this.audit.flush();
  }

  private release(synced: number): void {
    let ready = 0;
    while (ready < this.held.length && this.held[ready].sequence <= synced) this.audit.append(this.held[ready++]);
    if (ready > 0) this.held.splice(0, ready);
  }
}
