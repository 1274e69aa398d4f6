import { calendarOf } from '../core/market/calendars.ts';
import { BarSeries, QUOTE_COLUMNS, TRADE_COLUMNS } from '../core/market/series.ts';
import type { LoadedData } from '../catalogue/load.ts';
import type { RunData } from '../backtest/run-data.ts';

/** Bars whose columns every thread sees; nobody writes to them. */
interface SharedSeries {
  readonly instrument: number;
  readonly intervalUs: number;
  readonly length: number;
  readonly quoted: boolean;
  readonly columns: Readonly<Record<string, SharedArrayBuffer>>;
}

/** Loaded data as a message to a worker: what is sent is small, however many bars there are. */
export interface SharedData extends Omit<RunData, 'data'> {
  readonly data: readonly (Omit<LoadedData, 'series' | 'calendar'> & {
    readonly series: SharedSeries;
    readonly calendar: string;
  })[];
}

/** Moves the bars into shared memory: one copy, after which the given data can go. */
export function shareData({ data, ...others }: RunData): SharedData {
  return {
    ...others,
    data: data.map(({ series, calendar, ...rest }) => ({
      ...rest,
      calendar: calendar.name,
      series: shareSeries(series),
    })),
  };
}

/** The same data over the shared columns. A calendar remembers where it was: each thread has its own. */
export function openShared({ data, ...others }: SharedData): RunData {
  return {
    ...others,
    data: data.map(({ series, calendar, ...rest }) => ({
      ...rest,
      calendar: calendarOf(calendar),
      series: openSeries(series),
    })),
  };
}

function shareSeries(series: BarSeries): SharedSeries {
  const { instrument, intervalUs, length, quoted } = series;
  const columns: Record<string, SharedArrayBuffer> = {};
  for (const name of namesOf(quoted)) {
    const shared = new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
    shared.set(series[name].subarray(0, length));
    columns[name] = shared.buffer;
  }
  return { instrument, intervalUs, length, quoted, columns };
}

function openSeries({ instrument, intervalUs, length, quoted, columns }: SharedSeries): BarSeries {
  return BarSeries.over(instrument, intervalUs, length, quoted, (name) => new Float64Array(columns[name]));
}

function namesOf(quoted: boolean) {
  return quoted ? [...TRADE_COLUMNS, ...QUOTE_COLUMNS] : TRADE_COLUMNS;
}
