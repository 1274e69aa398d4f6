import { Fault } from '../../core/base/fault.ts';
import type { AuditSink } from '../../audit/sink.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Snapshots } from '../../journal/snapshots.ts';

/**
 * Throws where the journal ends before what follows it. Snapshots and audit records are of inputs that were on the disk, so that no
 * crash leaves either ahead: inputs are missing whose orders are out, and other inputs would take their numbers.
 */
export function requireJournalEnd(
  { folder, lastSequence }: Pick<Journal, 'folder' | 'lastSequence'>,
  { newest }: Pick<Snapshots, 'newest'>,
  { size }: Pick<AuditSink, 'size'>,
): void {
  const ahead: string[] = [];
  if (newest > lastSequence) ahead.push(`a snapshot stands after record ${newest}`);
  if (size > lastSequence) ahead.push(`the audit log goes on to record ${size}`);
  if (ahead.length === 0) return;
  const missing = Math.max(newest, size);
  throw new Fault(
    'integrity',
    `${folder}: it ends with record ${lastSequence}, but ${ahead.join(' and ')}: expected the records up to ${missing}`,
  );
}
