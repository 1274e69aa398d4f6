import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration, type Us } from '../../core/base/time.ts';
import { archive } from '../../audit/retention.ts';
import { archiveJournal, type JournalArchiveOptions, type PackedRecords } from '../../journal/archive.ts';
import { realDisk } from '../../journal/disk.ts';
import { snapshotsIn } from '../../journal/snapshots.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import type { Log } from '../../telemetry/logs.ts';
import { removeOldLogs } from './old-logs.ts';

const LOOK_MS = 3_600_000;

export interface RetentionParts {
  /** Of the session. */
  readonly dir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** As they are now. */
  readonly ages: () => { readonly journalUs: Us; readonly auditUs: Us; readonly logsUs: Us };
  /** Records that a checkpoint on the disk covers. */
  readonly signed: () => number;
  /** The next start compares the records of the audit log from this one on. */
  readonly comparedFrom: () => number;
  /** Resolves when what was done is an input of the session, on the disk; rejects when it cannot be. */
  readonly note: (why: string) => Promise<void>;
}

/**
 * Removes log files and packs records that are past their time, at the start and once an hour, a segment after the other and beside the trading. Each is on record
 * before its original goes. What a restart reads (everything behind the oldest snapshot kept, of the session and of its venue, and
 * the last records of the audit log) and what no checkpoint covers yet stays as it was written. A failure costs nothing but the space.
 */
export class Retention {
  private readonly parts: RetentionParts;
  private readonly over = new AbortController();
  private cancel: Cancel | undefined;
  private working: Promise<unknown> = Promise.resolve();

  constructor(parts: RetentionParts) {
    this.parts = parts;
  }

  begin(): void {
    if (this.over.signal.aborted) return;
    this.working = this.look()
      .catch((error: unknown) => {
        if (!this.over.signal.aborted)
          this.parts.log.error('what is past its time could not be packed', { why: String(error) });
      })
      .finally(() => {
        if (!this.over.signal.aborted) this.cancel = this.parts.clock.after(LOOK_MS, () => this.begin());
      });
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.over.abort();
    this.cancel?.();
    await this.working;
  }

  /** Resolves to the paths of the archives that were made. */
  async look(): Promise<string[]> {
    const { dir, clock, ages, signed, comparedFrom } = this.parts;
    const { journalUs, auditUs, logsUs } = ages();
    const common = { nowUs: clock.nowUs(), signal: this.over.signal };
    const logs = removeOldLogs(join(dir, 'logs'), common.nowUs - logsUs);
    if (logs.length > 0) this.parts.log.info('log files past their time were removed', { files: logs });
    const unsigned = signed() + 1;
    const oldest = snapshotsIn(realDisk, join(dir, 'snapshots')).at(-1) ?? 0;
    const inJournal = await archiveJournal(join(dir, 'journal'), {
      ...common,
      olderThanUs: journalUs,
      keepFrom: Math.min(oldest + 1, unsigned),
      verified: (records) => this.note('journal', journalUs, records),
    });
    const inVenue = await this.lookAtVenue({ ...common, olderThanUs: journalUs });
    const inAudit = await archive(join(dir, 'audit'), {
      ...common,
      olderThanUs: auditUs,
      retentionUs: 0,
      keepFrom: Math.min(comparedFrom(), unsigned),
      verified: (records) => this.note('audit', auditUs, records),
    });
    return [...inJournal, ...inVenue, ...inAudit];
  }

  /** The venue's own journal, which its process goes on with in the last segment alone; its snapshots say what it starts from. */
  private async lookAtVenue(
    options: Pick<JournalArchiveOptions, 'nowUs' | 'olderThanUs' | 'signal'>,
  ): Promise<string[]> {
    const venue = join(this.parts.dir, 'venue');
    const states = join(venue, 'snapshots');
    if (!existsSync(states)) return [];
    const oldest = snapshotsIn(realDisk, states).at(-1) ?? 0;
    return archiveJournal(join(venue, 'journal'), {
      ...options,
      keepFrom: oldest + 1,
      verified: (records) => this.note('venue', options.olderThanUs, records),
    });
  }

  private async note(what: string, ageUs: Us, { first, last, sha256 }: PackedRecords): Promise<void> {
    if (this.over.signal.aborted) throw new Error('the session ends: the original stays');
    const age = formatDuration(ageUs);
    await this.parts.note(`${what}: records ${first} to ${last}, older than ${age}, are packed; sha256 ${sha256}`);
  }
}
