import { DAY_US, formatDay, type Us } from '../base/time.ts';
import { wallDay } from './zone.ts';

/**
 * Days as risk counts them, by the wall clock of a zone: (start, end]. What happens exactly at midnight belongs to the day
 * that ends. Remembers the last day, so a lookup in a sorted stream allocates only when the day changes.
 */
export class RiskDays {
  readonly zone: string;
  private fromUs: Us = 0;
  private toUs: Us = 0;
  /** Written out when it is asked for. */
  private name = '';

  constructor(zone = 'UTC') {
    this.zone = zone;
  }

  /** The start of the day that holds this moment; the start itself belongs to the day before. */
  startOf(tsUs: Us): Us {
    if (tsUs <= this.fromUs || tsUs > this.toUs) this.find(tsUs);
    return this.fromUs;
  }

  /** The last moment of the day that holds this one. Two events are of one day exactly when this is equal. */
  endOf(tsUs: Us): Us {
    if (tsUs <= this.fromUs || tsUs > this.toUs) this.find(tsUs);
    return this.toUs;
  }

  /** '2024-03-10': the calendar date of that day. */
  dateOf(tsUs: Us): string {
    if (tsUs <= this.fromUs || tsUs > this.toUs) this.find(tsUs);
    if (this.name === '') this.name = formatDay(this.fromUs);
    return this.name;
  }

  private find(tsUs: Us): void {
    const inside = tsUs - 1;
    if (this.zone === 'UTC') {
      this.fromUs = Math.floor(inside / DAY_US) * DAY_US;
      this.toUs = this.fromUs + DAY_US;
      this.name = '';
      return;
    }
    const day = wallDay(this.zone, inside);
    this.fromUs = day.startUs;
    this.toUs = day.endUs;
    this.name = day.date;
  }
}
