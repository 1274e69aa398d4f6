import { parseDecimal } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { collect } from '../core/market/series.ts';
import { syntheticSource } from '../core/market/synthetic.ts';
import { checkSynthetic, type SyntheticParams } from '../core/market/synthetic-model.ts';
import { makeInstrument } from '../core/model/instrument.ts';
import { parseMoment } from './moment.ts';
import { saveBars } from './store.ts';
import type { SideFile } from './side-file.ts';

export interface GenerateOptions {
  readonly instrument: string;
  readonly interval: string;
  readonly bars: number;
  readonly seed: number;
  /** A date or a time; the first bar opens at or after it. */
  readonly start: string;
  readonly calendar?: string;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly currency: string;
  readonly price: number;
  readonly volume: number;
  readonly params: SyntheticParams;
  readonly replace: boolean;
  readonly home?: string;
}

/** A synthetic market into the catalogue. The same options make the same bars, on every machine. */
export async function generateData(options: GenerateOptions): Promise<{ side: SideFile; added: number }> {
  checkSynthetic(options.params, 'params');
  const calendar = calendarOf(options.calendar);
  const instrument = makeInstrument(
    {
      name: options.instrument,
      currency: options.currency,
      tickSize: step(options.tickSize, 'tickSize'),
      lotSize: step(options.lotSize, 'lotSize'),
    },
    0,
  );
  const { interval, bars, seed, price, volume, params } = options;
  const startUs = parseMoment(options.start, 'start', calendar.zone, 'start');
  const series = collect(
    syntheticSource({ instrument, interval, bars, seed, startUs, calendar, price, volume, params }),
  );
  const stored = { instrument, calendar: calendar.name, interval, series, sources: [] };
  return saveBars(stored, { home: options.home, replace: options.replace });
}

function step(text: string, field: string) {
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimal.units <= 0n)
    throw new Fault('config', `${field}: expected a number > 0, was ${text}`);
  return decimal;
}
