import type { ReadLiveFile } from '../../config/read-run-file.ts';
import { Trader, type TraderOptions } from '../../runtime/trader.ts';
import type { LivePlan } from './plan.ts';
import { marketPace, type SettingsInForce } from './settings-in-force.ts';

type FromSettings =
  | 'snapshotEvery'
  | 'snapshotEveryUs'
  | 'tracer'
  | 'fillAtClose'
  | 'intervalsUs'
  | 'resamplers'
  | 'venueTimeoutMs'
  | 'isLockStep'
  | 'pace'
  | 'venue';

export interface TraderParts extends Omit<TraderOptions, FromSettings> {
  readonly plan: LivePlan;
  readonly read: ReadLiveFile;
  readonly settings: SettingsInForce;
}

/** The trader where its journal ends, by the run file and what of it a reload may change. */
export function recoverTrader({ plan, read, settings, ...parts }: TraderParts): ReturnType<typeof Trader.recover> {
  const { live } = settings;
  return Trader.recover({
    ...parts,
    get snapshotEvery() {
      return settings.live.snapshots.records;
    },
    get snapshotEveryUs() {
      return settings.live.snapshots.everyUs;
    },
    get tracer() {
      return settings.tracer;
    },
    fillAtClose: read.file.execution.fill === 'close',
    intervalsUs: plan.intervalsUs,
    resamplers: plan.resamplers,
    venueTimeoutMs: live.broker.timeoutUs / 1_000,
    isLockStep: plan.speed === Number.POSITIVE_INFINITY,
    pace: marketPace(live.feed.source, settings.speed),
    venue: parts.broker.name,
  });
}
