import type { Us } from '../../core/base/time.ts';
import type { EngineSpec } from '../../core/engine/spec.ts';
import type { Feed, FeedPosition } from '../../feeds/feed.ts';
import { WatchedFeed } from '../../feeds/watched-feed.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Log } from '../../telemetry/logs.ts';
import type { Meters } from './meters.ts';
import type { LivePlan } from './plan.ts';
import type { SettingsInForce } from './settings-in-force.ts';
import type { Tally } from './tally.ts';

export interface SessionFeedParts {
  readonly plan: LivePlan;
  readonly spec: Pick<EngineSpec, 'instruments' | 'calendars'>;
  readonly settings: SettingsInForce;
  readonly clock: Clock;
  /** Where a synthetic market begins. */
  readonly startUs: Us;
  readonly tally: Tally;
  readonly meters: Meters;
  readonly log: Log;
}

/** The session's market data behind an event, its silence told, and what could not be used counted and logged. */
export async function openSessionFeed(parts: SessionFeedParts, after: FeedPosition | undefined): Promise<Feed> {
  const { plan, spec, settings, clock, startUs, tally, meters, log } = parts;
  const feed = await plan.openFeed({
    clock,
    after,
    startUs,
    speed: settings.speed,
    onRefused: (code, raw, text) => {
      tally.refusedData += 1;
      meters.refused(code);
      log.warn('market data was refused', { code, text, raw });
    },
    onFlag: (code, raw) => {
      meters.flagged(code);
      log.warn('market data is strange', { code, raw });
    },
  });
  return new WatchedFeed(feed, {
    clock,
    get silenceMsMax() {
      return spec.instruments.map(() => settings.live.staleAfterUs / 1_000);
    },
    expects: (instrument, nowUs) =>
      settings.speed.factor !== 1 || spec.calendars[instrument].sessionAt(nowUs) !== undefined,
  });
}
