import { resolve } from 'node:path';
import type { DataEntry } from '../../catalogue/data-entry.ts';
import { nearest } from '../../config/nearest.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, type Option, text } from '../command.ts';
import { listOption } from '../option-values.ts';

/** What may be said of a raw capture only. */
const recordOptions: readonly Option[] = [
  { flags: '--symbol <name>', about: "of a raw capture: the venue's name (default: that of the first line)" },
  {
    flags: '--clock <when>',
    about: "of a raw capture: take out the offset of the recorder's clock (default auto: where it must be wrong)",
    choices: ['auto', 'always'],
  },
  { flags: '--latency-floor <time>', about: 'of a raw capture: what the quickest message needed, 2ms (default 0)' },
];

/** What must be said of a file of bars before it can be read. */
export const sourceOptions: readonly Option[] = [
  { flags: '--instrument <name>', about: 'what the bars are of' },
  { flags: '--interval <length>', about: '1m, 1h, 1d, 1w' },
  { flags: '--tick <step>', about: 'the step of prices (default: as fine as a CSV file writes them)' },
  { flags: '--lot <step>', about: 'the step of quantities (default: as fine as a CSV file writes volumes, at most 1)' },
  { flags: '--calendar <name>', about: 'XNYS, 24/7 (default)' },
  { flags: '--timezone <zone>', about: 'of stamps without an offset (default UTC)' },
  { flags: '--timestamp <edge>', about: 'what rows are stamped with (default open)', choices: ['open', 'close'] },
  {
    flags: '--rounding <how>',
    about: 'of prices off the tick: refused, or rounded (default exact)',
    choices: ['exact', 'nearest'],
  },
  { flags: '--column <ours=theirs>', about: 'a column by its name in the file: --column close=Last', repeated: true },
  { flags: '--currency <code>', about: 'default USD' },
  { flags: '--multiplier <n>', about: 'value of one unit at a price of 1 (default 1)' },
  {
    flags: '--format <kind>',
    about: 'insist on what the file is (default: seen from its content)',
    choices: ['csv', 'parquet', 'quote-bars', 'binance-raw'],
  },
  ...recordOptions,
];

const COLUMNS = [
  'timestamp',
  'open',
  'high',
  'low',
  'close',
  'volume',
  ...['bid', 'ask'].flatMap((side) => ['open', 'high', 'low', 'close'].map((price) => `${side}_${price}`)),
];

/** The data entry of a file, from the options; tick and lot are left out where they were not given. */
export function entryFrom(call: Call, file: string): DataEntry {
  const interval = text(call, 'interval');
  if (interval === undefined)
    throw new Fault('usage', '--interval: expected the length of a bar, such as 1d, was not given');
  const columns = listOption(call, 'column').map((pair) => {
    const [ours, theirs] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (!pair.includes('=') || theirs === '')
      throw new Fault('usage', `--column: expected OURS=THEIRS such as close=Last, was '${pair}'`);
    if (COLUMNS.includes(ours)) return [ours, theirs] as const;
    const hint = nearest(ours, COLUMNS);
    throw new Fault(
      'usage',
      `--column: expected one of ${COLUMNS.join(', ')} before '=', was '${ours}'${hint === undefined ? '' : `; did you mean '${hint}'?`}`,
    );
  });
  return {
    instrument: text(call, 'instrument') ?? 'FILE',
    path: file.startsWith('package:') ? file : resolve(file),
    interval,
    tickSize: text(call, 'tick'),
    lotSize: text(call, 'lot'),
    calendar: text(call, 'calendar'),
    timezone: text(call, 'timezone'),
    timestamp: text(call, 'timestamp') as DataEntry['timestamp'],
    rounding: text(call, 'rounding') as DataEntry['rounding'],
    currency: text(call, 'currency'),
    multiplier: text(call, 'multiplier'),
    ...(columns.length === 0 ? {} : { columns: Object.fromEntries(columns) }),
  };
}
