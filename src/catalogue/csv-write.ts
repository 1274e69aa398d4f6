import { open } from 'node:fs/promises';
import { formatDecimal } from '../core/base/decimal.ts';
import { formatTime } from '../core/base/time.ts';
import type { BarSeries } from '../core/market/series.ts';
import type { Instrument } from '../core/model/instrument.ts';
import { QUOTE_COLUMNS, TRADE_COLUMNS } from './header.ts';

const ROWS_PER_WRITE = 8_192;

/** Bars as CSV, stamped with their open, prices as exact decimals: what `csv.ts` reads back as the same bars. */
export async function writeCsv(path: string, instrument: Instrument, series: BarSeries): Promise<void> {
  const { units, scale } = instrument.tickSize;
  const names = series.quoted ? QUOTE_COLUMNS : TRADE_COLUMNS;
  const prices = series.quoted
    ? [
        series.bidOpen,
        series.bidHigh,
        series.bidLow,
        series.bidClose,
        series.askOpen,
        series.askHigh,
        series.askLow,
        series.askClose,
      ]
    : [series.open, series.high, series.low, series.close];
  await using file = await open(path, 'w');
  await file.write(`open_time,close_time,${names.join(',')},volume\n`);
  for (let from = 0; from < series.length; from += ROWS_PER_WRITE) {
    let text = '';
    for (let row = from; row < Math.min(series.length, from + ROWS_PER_WRITE); row++) {
      text += `${formatTime(series.openUs[row])},${formatTime(series.tsUs[row])}`;
      for (const column of prices) text += `,${formatDecimal(BigInt(column[row]) * units, scale)}`;
      text += Number.isNaN(series.volume[row]) ? ',\n' : `,${series.volume[row]}\n`;
    }
    await file.write(text);
  }
}
