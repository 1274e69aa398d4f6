import { assert } from '../base/assert.ts';
import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import { DAY_US, type Us, WEEK_US } from '../base/time.ts';
import { BarEvent } from '../model/bar.ts';
import type { SplitRatio } from '../model/split.ts';
import type { Calendar, Session } from './calendar.ts';
import { extendBar, startBar } from './merge-bar.ts';
import { QUOTE_COLUMNS } from './series.ts';
import { wallDay } from './zone.ts';
import { dayNumber, weekdayOf } from './zoned-calendar.ts';

const PRICES = ['open', 'high', 'low', 'close', ...QUOTE_COLUMNS] as const;
const SAVED = ['outside', 'current', 'pending', 'startUs', 'endUs', 'dayStartUs', 'dayEndUs'];

/**
 * Longer bars out of base bars, one by one. A base bar belongs to the bucket with start < tsUs <= end:
 *  - below a day, buckets stand on the wall clock of the calendar's zone from midnight, and end with the session at the latest;
 *  - a day is the calendar's session (base bars outside every session belong to no day and are counted in `outside`);
 *  - a week is the ISO week's sessions, and ends with the last of them.
 * A bucket comes out at the moment it is full, when the base bar that closes at its end has been added, or, where that bar
 * is missing, when its end has passed: never earlier. Its `tsUs` is the bucket's end either way.
 *
 * At each instant call `flush(nowUs)` before `add`. What they return is reused: valid until the second call of `add` after.
 */
export class Resampler {
  readonly targetUs: Us;
  /** Base bars that fell outside every session. */
  outside = 0;
  private readonly calendar: Calendar;
  private readonly interval: number;
  private current = new BarEvent();
  private spare = new BarEvent();
  private pending = false;
  private startUs: Us = 0;
  private endUs: Us = 0;
  private dayStartUs: Us = 0;
  private dayEndUs: Us = 0;

  /** `interval` is the index that the emitted bars carry. */
  constructor(targetUs: Us, calendar: Calendar, interval = 1) {
    assert(
      targetUs > 0 && (targetUs <= DAY_US || targetUs === WEEK_US),
      'a bar is resampled to at most a day, or a week',
    );
    this.targetUs = targetUs;
    this.calendar = calendar;
    this.interval = interval;
  }

  /** The bucket in the making, when its end lies before `nowUs`. */
  flush(nowUs: Us): BarEvent | undefined {
    return this.pending && this.endUs < nowUs ? this.emit() : undefined;
  }

  /** The bucket that this bar fills up. Bars come in the order of `tsUs`. */
  add(bar: BarEvent): BarEvent | undefined {
    if (bar.tsUs <= this.startUs || bar.tsUs > this.endUs) {
      assert(!this.pending, 'a resampler is flushed before it is given a bar of a later bucket');
      if (!this.findBucket(bar.tsUs)) {
        this.outside += 1;
        return undefined;
      }
    }
    if (this.pending) {
      extendBar(this.current, bar);
    } else {
      startBar(this.current, bar);
      this.current.interval = this.interval;
      this.pending = true;
    }
    return bar.tsUs === this.endUs ? this.emit() : undefined;
  }

  /** The bar in the making, in prices and units of after a split. */
  split({ numerator, denominator }: SplitRatio): void {
    const bar = this.current;
    bar.volume *= numerator / denominator;
    for (const name of PRICES) bar[name] = Math.round((2 * bar[name] * denominator) / numerator) / 2;
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  /** Into one of the same interval and calendar. */
  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }

  private emit(): BarEvent {
    const full = this.current;
    full.tsUs = this.endUs;
    this.current = this.spare;
    this.spare = full;
    this.pending = false;
    return full;
  }

  private findBucket(tsUs: Us): boolean {
    const session = this.calendar.sessionAt(tsUs);
    if (this.targetUs >= DAY_US) {
      if (session === undefined) return false;
      this.startUs = session.openUs;
      this.endUs = session.closeUs;
      if (this.targetUs === WEEK_US) this.findWeek(session);
      return true;
    }
    if (tsUs <= this.dayStartUs || tsUs > this.dayEndUs) {
      const day = wallDay(this.calendar.zone, tsUs - 1);
      this.dayStartUs = day.startUs;
      this.dayEndUs = day.endUs;
    }
    const place = Math.ceil((tsUs - this.dayStartUs) / this.targetUs);
    this.startUs = this.dayStartUs + (place - 1) * this.targetUs;
    this.endUs = Math.min(this.startUs + this.targetUs, this.dayEndUs);
    if (session === undefined) {
      // After an early close the rest of the clock's bucket is one of its own.
      const before = this.calendar.sessionAt(this.startUs + 1);
      if (before !== undefined && before.closeUs < tsUs) this.startUs = before.closeUs;
    } else if (session.closeUs < this.endUs) {
      this.endUs = session.closeUs;
    }
    return true;
  }

  private findWeek(session: Session): void {
    const [year, month, day] = session.date.split('-').map(Number);
    const monday = day - ((weekdayOf(dayNumber(year, month, day)) + 6) % 7);
    const sessionOfWeekday = (offset: number) => {
      const date = new Date(Date.UTC(year, month - 1, monday + offset));
      return this.calendar.sessionOfDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
    };
    for (let offset = 6; offset >= 0; offset--) {
      const other = sessionOfWeekday(offset);
      if (other === undefined) continue;
      this.startUs = Math.min(this.startUs, other.openUs);
      this.endUs = Math.max(this.endUs, other.closeUs);
    }
  }
}
