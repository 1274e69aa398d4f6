import { Fault } from '../base/fault.ts';
import type { Us } from '../base/time.ts';

/** An IANA zone by name; `field` is where the user wrote it. */
export function requireZone(zone: string, field: string): string {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch {
    throw new Fault('config', `${field}: expected an IANA time zone such as UTC or America/New_York, was "${zone}"`);
  }
  return zone;
}

/** A moment by the wall clock of a zone. Skipped times (spring) move forward, repeated ones (autumn) are the first. */
export function wallTimeUs(zone: string, year: number, month: number, day: number, minuteOfDay: number): Us {
  const hour = Math.floor(minuteOfDay / 60);
  const minute = minuteOfDay % 60;
  return Temporal.ZonedDateTime.from({ timeZone: zone, year, month, day, hour, minute }).epochMilliseconds * 1000;
}

/** The wall-clock day that holds a moment, as [first moment, first moment of the next day). 23 or 25 hours at a change. */
export function wallDay(zone: string, tsUs: Us): { startUs: Us; endUs: Us; date: string } {
  const start = Temporal.Instant.fromEpochMilliseconds(Math.floor(tsUs / 1000))
    .toZonedDateTimeISO(zone)
    .startOfDay();
  const end = start.add({ days: 1 }).startOfDay();
  return {
    startUs: start.epochMilliseconds * 1000,
    endUs: end.epochMilliseconds * 1000,
    date: start.toPlainDate().toString(),
  };
}

/** The same wall-clock time so many days later: 23 or 25 hours each across a clock change. */
export function addWallDays(zone: string, tsUs: Us, days: number): Us {
  const ms = Math.floor(tsUs / 1000);
  const later = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).add({ days });
  return later.epochMilliseconds * 1000 + (tsUs - ms * 1000);
}

/**
 * Turns wall-clock time, written as if it were UTC, into UTC. Remembers the stretch between two clock changes, so a column
 * of a file costs one zone lookup per change. Skipped and repeated times as in `wallTimeUs`.
 */
export class WallClock {
  readonly zone: string;
  private fromUs = 0;
  private untilUs = 0;
  private offsetUs = 0;

  constructor(zone: string) {
    this.zone = zone;
  }

  toUtc(wallUs: Us): Us {
    if (wallUs >= this.fromUs && wallUs < this.untilUs) return wallUs - this.offsetUs;
    return this.lookUp(wallUs);
  }

  private lookUp(wallUs: Us): Us {
    const wallMs = Math.floor(wallUs / 1000);
    const plain = Temporal.Instant.fromEpochMilliseconds(wallMs).toZonedDateTimeISO('UTC').toPlainDateTime();
    const zoned = plain.toZonedDateTime(this.zone);
    const utcUs = zoned.epochMilliseconds * 1000 + (wallUs - wallMs * 1000);
    // Within two days of a change nothing is remembered: there the wall clock alone does not say which offset holds.
    const margin = 2 * 86_400_000_000;
    const before = zoned.getTimeZoneTransition('previous');
    const after = zoned.getTimeZoneTransition('next');
    const fromUs = before === null ? -8.64e18 : before.epochMilliseconds * 1000 + margin;
    const untilUs = after === null ? 8.64e18 : after.epochMilliseconds * 1000 - margin;
    if (wallUs >= fromUs && wallUs < untilUs) {
      this.fromUs = fromUs;
      this.untilUs = untilUs;
      this.offsetUs = wallUs - utcUs;
    }
    return utcUs;
  }
}
