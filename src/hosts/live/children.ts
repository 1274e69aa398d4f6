import { join } from 'node:path';
import type { LiveConfig } from '../../config/live-section.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Health } from '../../telemetry/health.ts';
import type { Log } from '../../telemetry/logs.ts';
import type { Supervised } from '../supervise.ts';
import { spawnVenue } from '../venue/spawn.ts';
import type { VenueSpec } from '../venue/spec.ts';
import { Heartbeat } from '../watchdog/heartbeat.ts';
import { spawnWatchdog } from '../watchdog/spawn.ts';
import { venueChaos } from './venue-chaos.ts';

export interface ChildParts {
  /** Of the session. */
  readonly dir: string;
  readonly live: LiveConfig;
  readonly seed: number;
  readonly spec: VenueSpec;
  readonly clock: Clock;
  readonly health: Health;
  readonly log: Log;
  /** Told how to end each, in the order in which they began. */
  readonly onBegun: (end: () => Promise<void> | void) => void;
}

/** A process without a trader ends after so long. */
const IDLE_MS = 600_000;

/** The processes beside the trader, both at once; where one cannot start, the other is the caller's to end before that is said. */
export async function startChildren(parts: ChildParts): Promise<void> {
  const starts = [startVenue(parts), ...(parts.live.watchdog.enabled ? [startWatchdog(parts)] : [])];
  for (const start of await Promise.allSettled(starts)) if (start.status === 'rejected') throw start.reason;
}

async function startVenue(parts: ChildParts): Promise<void> {
  const { dir, live, seed, spec, clock, log } = parts;
  const venue = await spawnVenue({
    dir: join(dir, 'venue'),
    spec,
    clock,
    idleMs: IDLE_MS,
    chaos: venueChaos(live.venue, seed),
    onRestart: (code, restarts) => log.warn('the venue died and was started again', { code, restarts }),
    onGivenUp: (fault) => log.error('the venue cannot run', { why: fault.message }),
  });
  supervise(parts, 'venue', venue);
}

async function startWatchdog(parts: ChildParts): Promise<void> {
  const { dir, live, clock, log, onBegun } = parts;
  const { killAfterUs, heartbeatUs } = live.watchdog;
  const watchdog = await spawnWatchdog({
    session: dir,
    clock,
    idleMs: IDLE_MS,
    deadManMs: killAfterUs === undefined ? undefined : killAfterUs / 1_000,
    onRestart: (code, restarts) => log.warn('the watchdog died and was started again', { code, restarts }),
    onGivenUp: (fault) => log.error('the watchdog cannot run', { why: fault.message }),
  });
  supervise(parts, 'watchdog', watchdog);
  if (killAfterUs === undefined) return;
  const heartbeat = new Heartbeat({ folder: join(dir, 'watchdog'), clock, everyMs: heartbeatUs / 1_000 });
  await heartbeat.begin();
  // Ends right before the watchdog does, which would take the silence for a death.
  onBegun(() => heartbeat.close());
}

function supervise({ health, onBegun }: ChildParts, name: string, process: Supervised): void {
  onBegun(() => process.stop());
  health.probe(name, () => (process.pid > 0 ? '' : 'it is not running'));
}
