import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import { WallClock } from '../core/market/zone.ts';
import { isDateFormat, offsetOf, parseTime, timeFormatOf, type TimeFormat } from './timestamps.ts';

const EXPECTED =
  'expected a time as 2024-08-09T13:30:00Z, 2024-08-09, 2024-08-09 13:30, 20240809, 20240809 13:30, Aug 9 2024 or epoch s, ms, us, ns';

/** The stamps of one file, which keeps to the format and the zone of its first row. */
export class StampReader {
  /** Whether this file's stamps are bare dates. */
  bareDate = false;
  private readonly file: string;
  private readonly zoned: boolean;
  private readonly wallClock: WallClock;
  private format: TimeFormat | undefined;
  private first = '';
  private offset = '';

  constructor(file: string, timezone: string | undefined) {
    this.file = file;
    this.zoned = timezone !== undefined;
    this.wallClock = new WallClock(timezone ?? 'UTC');
  }

  read(text: string, row: number): Us {
    const stamp = text.trim();
    const format = (this.format ??= this.begin(stamp, row));
    const us = parseTime(stamp, format, this.wallClock);
    if (Number.isNaN(us)) throw this.unlike(stamp, row);
    if (format === 'a time with an offset' && !this.zoned && !stamp.endsWith('Z')) {
      const offset = offsetOf(stamp);
      if (offset !== this.offset) throw this.mixedZones(stamp, row);
    } else if (this.offset !== '' && this.offset !== 'Z' && !this.zoned) {
      throw this.mixedZones(stamp, row);
    }
    return us;
  }

  private begin(stamp: string, row: number): TimeFormat {
    const format = timeFormatOf(stamp);
    if (format === undefined)
      throw new Fault('data', `${this.file}: row ${row}: timestamp: ${EXPECTED}, was "${stamp}"`);
    this.first = stamp;
    this.offset = offsetOf(stamp);
    this.bareDate = isDateFormat(format);
    return format;
  }

  private mixedZones(stamp: string, row: number): Fault {
    const what = `expected the time zone of row 1 ("${this.first}") throughout, was "${stamp}"`;
    return new Fault(
      'data',
      `${this.file}: row ${row}: timestamp: ${what}; where the offsets follow one zone, name it with timezone: ZONE`,
    );
  }

  private unlike(stamp: string, row: number): Fault {
    const other = timeFormatOf(stamp);
    const seen = other === undefined || other === this.format ? `"${stamp}"` : `${other}, "${stamp}"`;
    return new Fault(
      'data',
      `${this.file}: row ${row}: timestamp: expected ${this.format} as in row 1 ("${this.first}"), was ${seen}`,
    );
  }
}
