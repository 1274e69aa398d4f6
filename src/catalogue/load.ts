import { parseDecimal, type Decimal } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import { DAY_US, formatDuration, type Us } from '../core/base/time.ts';
import type { Calendar } from '../core/market/calendar.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { parseInterval, parseResample } from '../core/market/interval.ts';
import type { BarSeries } from '../core/market/series.ts';
import { requireZone } from '../core/market/zone.ts';
import { type Instrument, makeInstrument } from '../core/model/instrument.ts';
import { readActions } from './actions.ts';
import { type Adjusted, applyActions, type DatedAction } from './adjust.ts';
import { BarBuilder } from './bar-builder.ts';
import { BarTimes } from './bar-times.ts';
import { checkBars, type CheckResult } from './check.ts';
import type { DataEntry } from './data-entry.ts';
import { readCsv } from './csv.ts';
import { openDataFile } from './file.ts';
import { readFunding } from './funding.ts';
import { parseMoment } from './moment.ts';
import { readParquet } from './parquet.ts';
import { resolveDataPath } from './package-path.ts';
import type { Problems } from './problems.ts';
import { catalogued } from './side-file.ts';

export interface LoadOptions {
  /** The folder that relative paths are relative to. */
  readonly baseDir: string;
  /** The instrument's place in the run's list. */
  readonly index?: number;
  /** `$CONCLAVE_HOME`; default `~/.conclave`. */
  readonly home?: string;
  /** Where the entry stands, for messages: `data[0]`. */
  readonly field?: string;
  /** A column of rates of funding to look for. */
  readonly fundingColumn?: string;
  /** Insist on bid and ask columns. */
  readonly quotesWanted?: boolean;
}

export interface LoadReport {
  readonly rows: number;
  readonly warnings: readonly string[];
  /** Of the file's bytes as they lie on disk. */
  readonly sha256: string;
  /** The same of its actions file. */
  readonly actionsSha256?: string;
}

export interface LoadedData {
  readonly instrument: Instrument;
  readonly calendar: Calendar;
  readonly interval: string;
  readonly intervalUs: Us;
  /** Further intervals for the agents, longer than the base. */
  readonly resampleUs: readonly Us[];
  /** All rows up to `to`, those before `from` too: they warm up. */
  readonly series: BarSeries;
  /** Results start with the first bar that closes after this moment; `undefined` = with the first bar. */
  readonly fromUs: Us | undefined;
  /** What happens to holders between two bars, in the order of time. */
  readonly actions: readonly DatedAction[];
  /** The file has the column of rates that was asked for. */
  readonly hasFunding: boolean;
  /** Whether any bar has a volume: without one a participation cap cannot work. */
  readonly hasVolume: boolean;
  readonly report: LoadReport;
}

/** One data entry, ready for an engine. Refuses what would make any result wrong, and warns of the rest. */
export async function loadData(entry: DataEntry, options: LoadOptions): Promise<LoadedData> {
  const plan = await planOf(entry, options);
  const { series, problems, sha256 } = await readBars(plan);
  const { instrument, calendar, path } = plan;
  checkBars(series, instrument, calendar, problems);
  refuse(path, problems);
  const kept = plan.toUs === undefined ? series : series.slice(0, rowsUpTo(series, plan.toUs));
  if (kept.length === 0)
    throw new Fault('data', `${plan.field}.to: expected a time after the first row of ${path}, was ${entry.to}`);
  if (plan.fromUs !== undefined && plan.fromUs >= kept.tsUs[kept.length - 1]) {
    throw new Fault('data', `${plan.field}.from: expected a time before the last row of ${path}, was ${entry.from}`);
  }
  const { actions, warnings, sha256: actionsSha256 } = await actionsOf(plan, kept, options.baseDir);
  const lastUs = kept.tsUs[kept.length - 1];
  const funding = (await fundingOf(plan, options.fundingColumn))?.filter(({ tsUs }) => tsUs <= lastUs);
  return {
    instrument,
    calendar,
    actions: [...actions, ...(funding ?? [])].sort((a, b) => a.tsUs - b.tsUs),
    hasFunding: funding !== undefined,
    interval: formatDuration(plan.intervalUs),
    intervalUs: plan.intervalUs,
    resampleUs: plan.resampleUs,
    series: kept,
    fromUs: plan.fromUs,
    hasVolume: problems.count('volumeless') === 0,
    report: {
      rows: kept.length,
      warnings: [...problems.warnings(), ...warnings].map((line) => `${instrument.name}: ${line}`),
      sha256,
      ...(actionsSha256 === undefined ? {} : { actionsSha256 }),
    },
  };
}

/** The same checks with everything told and nothing refused, but for a file that cannot be read as rows at all. */
export async function checkData(entry: DataEntry, options: LoadOptions): Promise<CheckResult> {
  const plan = await planOf(entry, options);
  const { series, problems, rows } = await readBars(plan);
  const gaps = checkBars(series, plan.instrument, plan.calendar, problems);
  const list = problems.list.toSorted((a, b) => a.row - b.row);
  const bars = { gaps, duplicates: problems.count('duplicate'), outliers: problems.count('outlier') };
  return { kind: 'bars', rows, problems: list, bars };
}

interface Plan {
  readonly entry: DataEntry;
  readonly field: string;
  readonly path: string;
  readonly instrument: Instrument;
  readonly calendar: Calendar;
  readonly intervalUs: Us;
  readonly resampleUs: readonly Us[];
  readonly fromUs: Us | undefined;
  readonly toUs: Us | undefined;
  readonly quotesWanted: boolean;
  /** The file is the catalogue's. */
  readonly own: boolean;
}

async function planOf(given: DataEntry, options: LoadOptions): Promise<Plan> {
  const field = options.field ?? 'data';
  if ((given.path === undefined) === (given.catalogue === undefined)) {
    throw new Fault(
      'config',
      `${field}: expected either path or catalogue, was ${given.path === undefined ? 'neither' : 'both'}`,
    );
  }
  const entry = given.catalogue === undefined ? given : await catalogued(given, options.home, field);
  const calendar = calendarOf(entry.calendar, `${field}.calendar`);
  if (entry.timezone !== undefined) requireZone(entry.timezone, `${field}.timezone`);
  const intervalUs = parseInterval(required(entry.interval, `${field}.interval`), `${field}.interval`);
  const spec = {
    name: entry.instrument,
    currency: entry.currency ?? 'USD',
    tickSize: positive(required(entry.tickSize, `${field}.tickSize`), `${field}.tickSize`),
    lotSize: positive(required(entry.lotSize, `${field}.lotSize`), `${field}.lotSize`),
    ...(entry.multiplier === undefined ? {} : { multiplier: positive(entry.multiplier, `${field}.multiplier`) }),
  };
  return {
    entry,
    field,
    path: resolveDataPath(required(entry.path, `${field}.path`), options.baseDir),
    instrument: makeInstrument(spec, options.index ?? 0),
    calendar,
    intervalUs,
    resampleUs: (entry.resample ?? []).map((text, i) => parseResample(text, intervalUs, `${field}.resample[${i}]`)),
    fromUs: entry.from === undefined ? undefined : parseMoment(entry.from, `${field}.from`, calendar.zone, 'start'),
    toUs: entry.to === undefined ? undefined : parseMoment(entry.to, `${field}.to`, calendar.zone, 'end'),
    quotesWanted: options.quotesWanted ?? false,
    own: given.catalogue !== undefined,
  };
}

/** The actions of the entry's file, brought together with its bars, which are adjusted where that is wanted. */
async function actionsOf(
  { entry, field, instrument, intervalUs, calendar }: Plan,
  series: BarSeries,
  baseDir: string,
): Promise<Adjusted & { readonly sha256?: string }> {
  if (entry.actions === undefined) return { actions: [], warnings: [] };
  if (intervalUs > DAY_US)
    throw new Fault('config', `${field}.actions: expected bars of at most a day, was ${formatDuration(intervalUs)}`);
  const path = resolveDataPath(entry.actions, baseDir);
  const { actions, others, sha256 } = await readActions(path, instrument.name);
  const startOf = (date: string): Us => parseMoment(date, `${path}: date`, calendar.zone, 'start');
  const applied = applyActions(series, instrument, actions, entry.adjust ?? 'none', startOf);
  const warnings =
    actions.length === 0 && others > 0
      ? [`no row of ${entry.actions} is of it, ${others.toLocaleString('en-US')} are of other instruments`]
      : applied.warnings;
  return { actions: applied.actions, warnings, sha256 };
}

async function fundingOf(plan: Plan, column: string | undefined): Promise<readonly DatedAction[] | undefined> {
  if (column === undefined || plan.own) return undefined;
  const { entry, instrument, intervalUs, calendar } = plan;
  const { columns, timestamp, timezone } = entry;
  const times = new BarTimes(intervalUs, calendar, timestamp ?? 'open', timezone);
  const reading = { columns, timestamp, timezone, quotesWanted: plan.quotesWanted };
  return readFunding(await openDataFile(plan.path), column, instrument.index, times, reading);
}

async function readBars(plan: Plan): Promise<{ series: BarSeries; problems: Problems; sha256: string; rows: number }> {
  const { entry, instrument, intervalUs, calendar } = plan;
  const file = await openDataFile(plan.path);
  const builder = new BarBuilder({
    instrument,
    intervalUs,
    calendar,
    timestamp: entry.timestamp ?? 'open',
    rounding: entry.rounding ?? 'exact',
    zone: entry.timezone,
  });
  const { columns, timestamp, timezone } = entry;
  const reading = { columns, timestamp, timezone, quotesWanted: plan.quotesWanted, own: plan.own };
  const sha256 =
    file.kind === 'parquet' ? await readParquet(file, builder, reading) : await readCsv(file, builder, reading);
  return { series: builder.series, problems: builder.problems, sha256, rows: builder.rows };
}

/** One message with the first fatal problem; its details give the first of each other kind. */
function refuse(path: string, problems: Problems): void {
  const lines = problems.fatal().map(({ first, count, what }) => {
    const all = count === 1 ? '' : `; ${count.toLocaleString('en-US')} ${what} in all`;
    return `row ${first.row}: ${first.text}${all}`;
  });
  if (lines.length > 0) throw new Fault('data', `${path}: ${lines[0]}`, lines.slice(1));
}

/** How many bars close at or before this moment. */
export function rowsUpTo(series: BarSeries, toUs: Us): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (series.tsUs[mid] <= toUs) low = mid + 1;
    else high = mid;
  }
  return low;
}

function required<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new Fault('config', `${field}: expected a value, was not given`);
  return value;
}

function positive(value: number | string, field: string): Decimal {
  const decimal = parseDecimal(String(value));
  if (decimal === undefined || decimal.units <= 0n)
    throw new Fault('config', `${field}: expected a number > 0, was ${value}`);
  return decimal;
}
