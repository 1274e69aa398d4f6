import { join } from 'node:path';
import { AuditThread, type AuditThreadOptions } from '../../audit/thread.ts';
import type { SecretPlaces } from '../../config/secret.ts';
import { realDisk } from '../../journal/disk.ts';
import { Journal } from '../../journal/journal.ts';
import { meteredDisk } from '../../journal/metered-disk.ts';
import { Snapshots } from '../../journal/snapshots.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Health } from '../../telemetry/health.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { auditSigner } from './settings.ts';
import type { SettingsInForce } from './settings-in-force.ts';

export interface RecordParts {
  /** Of the session. */
  readonly dir: string;
  readonly settings: SettingsInForce;
  readonly clock: Clock;
  readonly health: Health;
}

/** Every input: what a start goes by. One that can no longer be written is the end of the process. */
export async function openJournal({ dir, settings, clock, health }: RecordParts, metrics: Metrics): Promise<Journal> {
  const { segmentMb, pendingMb } = settings.live.journal;
  const journal = await Journal.open(join(dir, 'journal'), {
    segmentBytes: segmentMb * 1_048_576,
    pendingBytesMax: pendingMb * 1_048_576,
    verify: 'tail',
    disk: meteredDisk(realDisk, clock, metrics),
  });
  const broken = health.check('journal', { fatal: true });
  broken.pass();
  journal.onFault((fault) => broken.fail(fault.message));
  return journal;
}

/** States to start from sooner. */
export function openSnapshots({ dir, settings }: RecordParts): Promise<Snapshots> {
  return Snapshots.open(join(dir, 'snapshots'), {
    get keep() {
      return settings.live.snapshots.keep;
    },
  });
}

export interface AuditParts extends RecordParts {
  readonly name: string;
  readonly startUs: number;
  readonly places: SecretPlaces;
  readonly onCheckpoint: AuditThreadOptions['onCheckpoint'];
  readonly onStall: AuditThreadOptions['onStall'];
}

/** What each input caused, signed: while it falls behind the session is not well. */
export function openAudit(parts: AuditParts): Promise<AuditThread> {
  const { dir, settings, clock, health, name, startUs, places, onCheckpoint, onStall } = parts;
  const check = health.check('audit');
  check.pass();
  return AuditThread.open({
    folder: join(dir, 'audit'),
    origin: `conclave/${name}/${startUs}`,
    signer: auditSigner(settings.live.audit, places),
    clock,
    get checkpointRecords() {
      return settings.live.audit.checkpointRecords;
    },
    get checkpointEveryUs() {
      return settings.live.audit.checkpointEveryUs;
    },
    get stallRecords() {
      return settings.live.audit.stallRecords;
    },
    get stallAfterUs() {
      return settings.live.audit.stallAfterUs;
    },
    onCheckpoint,
    onStall: (stalled, why) => {
      if (stalled) check.fail(why);
      else check.pass();
      onStall?.(stalled, why);
    },
  });
}
