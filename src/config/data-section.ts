import { z } from 'zod';
import { calendarOf } from '../core/market/calendars.ts';
import { parseInterval } from '../core/market/interval.ts';
import { requireZone } from '../core/market/zone.ts';
import { checked, name, positiveExact, section } from './section.ts';

const interval = checked(z.string(), (text) => parseInterval(text, 'interval'));

const columns = section({
  timestamp: name.optional(),
  open: name.optional(),
  high: name.optional(),
  low: name.optional(),
  close: name.optional(),
  volume: name.optional(),
  bid_open: name.optional(),
  bid_high: name.optional(),
  bid_low: name.optional(),
  bid_close: name.optional(),
  ask_open: name.optional(),
  ask_high: name.optional(),
  ask_low: name.optional(),
  ask_close: name.optional(),
});

/** An entry of `data:`. */
export const dataSection = section(
  {
    instrument: name,
    path: name.optional().describe('a file, or package:NAME/FILE of an installed package; either this or catalogue'),
    catalogue: name.optional().describe('a name in the local catalogue; either this or path'),
    interval: interval.optional().describe('1m, 1h, 1d; required with path'),
    tickSize: positiveExact.optional().describe('the step of prices; required with path'),
    lotSize: positiveExact.optional().describe('the step of quantities; required with path'),
    columns: columns.optional().describe("our name: the file's name, where the usual ones do not find it"),
    timestamp: z.enum(['open', 'close']).optional().describe('what the rows are stamped with; default open'),
    timezone: checked(z.string(), (zone) => requireZone(zone, 'timezone'))
      .optional()
      .describe('of stamps without an offset; default UTC'),
    rounding: z.enum(['nearest', 'exact']).optional().describe('exact (default) refuses prices off the tick'),
    calendar: checked(z.string(), (calendar) => calendarOf(calendar))
      .optional()
      .describe('default: never closed'),
    from: name.optional().describe('results start here; rows before it warm up the agents'),
    to: name.optional().describe('rows after it are left out'),
    currency: name.optional().describe('default USD'),
    multiplier: positiveExact.optional().describe('value of one unit at a price of 1; default 1'),
    adjust: z
      .enum(['none', 'splits', 'all'])
      .optional()
      .describe('none (default): actions happen in the account; splits, all: earlier prices are divided by them'),
    actions: name.optional().describe('a CSV file of splits and dividends by ex-date; of a backtest with bars'),
    group: name.optional().describe('what it is counted among when returns are attributed; default itself'),
    resample: z.array(interval).optional().describe('longer intervals that agents are given too'),
  },
  {
    format: 'CSV and Parquet are told apart by their content; book captures come later',
  },
).superRefine((entry, context) => {
  if (entry.adjust !== undefined && entry.adjust !== 'none' && entry.actions === undefined)
    context.addIssue({
      code: 'custom',
      path: ['actions'],
      message: `expected a file to adjust by (adjust: ${entry.adjust}), was not given`,
    });
  if (entry.path !== undefined && entry.catalogue !== undefined)
    context.addIssue({ code: 'custom', message: 'expected either path or catalogue, was both' });
  // Without either, a live market that is made up, or comes from elsewhere, still has to know the instrument.
  if (entry.catalogue !== undefined) return;
  for (const key of ['interval', 'tickSize', 'lotSize'] as const) {
    if (entry[key] === undefined)
      context.addIssue({
        code: 'custom',
        path: [key],
        message: 'expected a value (without a catalogue entry it is needed), was not given',
      });
  }
});
