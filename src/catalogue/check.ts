import { formatDuration, formatTime, type Us, WEEK_US } from '../core/base/time.ts';
import type { Calendar } from '../core/market/calendar.ts';
import type { BarSeries } from '../core/market/series.ts';
import { type Instrument, priceOf } from '../core/model/instrument.ts';
import { priceOutliers } from './hampel.ts';
import type { Problem, Problems } from './problems.ts';

/** What `conclave data check` prints. */
export interface CheckResult {
  readonly kind: 'bars';
  readonly rows: number;
  readonly problems: readonly Problem[];
  readonly bars: { readonly gaps: number; readonly duplicates: number; readonly outliers: number };
}

/** Looks at every bar and its neighbours; what is wrong goes on the list. Returns how many bars are missing. */
export function checkBars(series: BarSeries, instrument: Instrument, calendar: Calendar, problems: Problems): number {
  checkPrices(series, instrument, problems);
  const ordered = checkOrder(series, problems);
  const missing = ordered ? checkGaps(series, calendar, problems) : 0;
  for (const row of priceOutliers(series.close, series.length)) {
    problems.add(
      'outlier',
      problems.rowOf(row),
      `close ${priceOf(instrument, series.close[row])} is far from its neighbours`,
    );
  }
  return missing;
}

function checkPrices(series: BarSeries, instrument: Instrument, problems: Problems): void {
  const { open, high, low, close, volume, length } = series;
  const someVolume = volume.subarray(0, length).some((value) => !Number.isNaN(value));
  if (!someVolume && length > 0) problems.add('volumeless', 1, 'no bar has a volume: set participation: none');
  for (let i = 0; i < length; i++) {
    const lowest = Math.min(open[i], close[i]);
    const highest = Math.max(open[i], close[i]);
    // A price that is missing has been told by the reader; comparisons with it are false.
    if (low[i] <= 0 || lowest <= 0) {
      problems.add(
        'price',
        problems.rowOf(i),
        `expected positive prices, the lowest is ${priceOf(instrument, Math.min(low[i], lowest))}`,
      );
    }
    if (low[i] > lowest || highest > high[i]) {
      const prices = [open[i], high[i], low[i], close[i]].map((ticks) => priceOf(instrument, ticks)).join(', ');
      problems.add(
        'range',
        problems.rowOf(i),
        `expected low <= open, close <= high, was open, high, low, close ${prices}`,
      );
    }
    if (volume[i] < 0) problems.add('volume', problems.rowOf(i), `expected a volume >= 0, was ${volume[i]}`);
    else if (Number.isNaN(volume[i]) && someVolume)
      problems.add('noVolume', problems.rowOf(i), 'the volume is missing');
  }
  if (series.quoted) checkQuotes(series, instrument, problems);
}

function checkQuotes(series: BarSeries, instrument: Instrument, problems: Problems): void {
  for (let i = 0; i < series.length; i++) {
    for (const [side, open, high, low, close] of [
      ['bid', series.bidOpen[i], series.bidHigh[i], series.bidLow[i], series.bidClose[i]],
      ['ask', series.askOpen[i], series.askHigh[i], series.askLow[i], series.askClose[i]],
    ] as const) {
      if (low <= Math.min(open, close) && Math.max(open, close) <= high) continue;
      if (Number.isNaN(open + high + low + close)) continue;
      const prices = [open, high, low, close].map((ticks) => priceOf(instrument, ticks)).join(', ');
      problems.add(
        'range',
        problems.rowOf(i),
        `expected ${side} low <= open, close <= high, was open, high, low, close ${prices}`,
      );
    }
    const crossed = series.bidOpen[i] > series.askOpen[i] || series.bidClose[i] > series.askClose[i];
    if (crossed) problems.add('crossed', problems.rowOf(i), 'the bid is above the ask');
  }
}

/** False when time does not go forward throughout: gaps mean nothing then. */
function checkOrder(series: BarSeries, problems: Problems): boolean {
  const { openUs, tsUs, length } = series;
  let ordered = true;
  let backwards = 0;
  for (let i = 1; i < length; i++) {
    if (openUs[i] > openUs[i - 1]) {
      if (openUs[i] < tsUs[i - 1]) {
        problems.add(
          'overlap',
          problems.rowOf(i),
          `opens at ${formatTime(openUs[i])}, before the last bar closed at ${formatTime(tsUs[i - 1])}: expected bars of ${formatDuration(series.intervalUs)}`,
        );
      }
      continue;
    }
    ordered = false;
    const at = formatTime(openUs[i]);
    if (openUs[i] === openUs[i - 1]) {
      problems.add('duplicate', problems.rowOf(i), `${at} is there twice`);
    } else {
      backwards += 1;
      const hint =
        backwards === 1 && i === 1 ? ' (a file that runs backwards is sorted oldest first before it is loaded)' : '';
      problems.add('order', problems.rowOf(i), `${at} comes after ${formatTime(openUs[i - 1])}${hint}`);
    }
  }
  return ordered;
}

function checkGaps(series: BarSeries, calendar: Calendar, problems: Problems): number {
  const { openUs, tsUs, intervalUs, length } = series;
  let total = 0;
  for (let i = 0; i < length; i++) {
    if (calendar.sessionAt(tsUs[i]) === undefined)
      problems.add(
        'outside',
        problems.rowOf(i),
        `${formatTime(openUs[i])} is outside the sessions of ${calendar.name}`,
      );
    if (i === 0 || openUs[i] <= tsUs[i - 1]) continue;
    const missing = missingBars(tsUs[i - 1], openUs[i], intervalUs, calendar);
    if (missing === 0) continue;
    total += missing;
    const bars = missing === 1 ? '1 bar is' : `${missing.toLocaleString('en-US')} bars are`;
    problems.add(
      'gap',
      problems.rowOf(i),
      `${bars} missing between ${formatTime(tsUs[i - 1])} and ${formatTime(openUs[i])}`,
    );
  }
  return total;
}

/** How many bars the calendar expects in (fromUs, toUs). */
function missingBars(fromUs: Us, toUs: Us, intervalUs: Us, calendar: Calendar): number {
  if (intervalUs === WEEK_US) return Math.floor((toUs - fromUs) / WEEK_US);
  if (calendar.sessionsPerYear === 365) return Math.round((toUs - fromUs) / intervalUs);
  let missing = 0;
  let session = calendar.sessionAt(fromUs + 1) ?? calendar.nextSession(fromUs);
  while (session.openUs < toUs) {
    const [start, end] = [Math.max(fromUs, session.openUs), Math.min(toUs, session.closeUs)];
    missing += Math.ceil((end - start) / Math.min(intervalUs, session.closeUs - session.openUs));
    session = calendar.nextSession(session.closeUs);
  }
  return missing;
}
