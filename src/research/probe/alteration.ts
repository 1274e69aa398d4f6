import { namedRandom, type Random, whole } from '../../core/base/random.ts';
import { DAY_US, formatTime, type Us } from '../../core/base/time.ts';
import type { BarSeries } from '../../core/market/series.ts';
import { type LoadedData, rowsUpTo } from '../../catalogue/load.ts';
import type { RunData } from '../../backtest/run-data.ts';

/** How what comes after a moment is made another future: valid bars, and nothing like those that came. */
export const Poison = {
  /** all prices three times as high */ up: 'up',
  /** all prices a third */ down: 'down',
  /** the bars in another order */ shuffle: 'shuffle',
  /** every second volume ten times as large, the others a tenth */ volume: 'volume',
} as const;
export type Poison = (typeof Poison)[keyof typeof Poison];

/** What is done to the data before a run. Times are closes of bars. */
export type Alteration =
  | { readonly kind: 'none' }
  | { readonly kind: 'truncate'; readonly afterUs: Us }
  | { readonly kind: 'poison'; readonly afterUs: Us; readonly how: Poison; readonly seed: number }
  | { readonly kind: 'delay' }
  | { readonly kind: 'era' }
  | { readonly kind: 'later'; readonly afterUs: Us };

/** Within 1901..2099 the calendar repeats after 28 years: the same dates fall on the same weekdays. */
export const ERA_US = 10_227 * DAY_US;

/** Bars behind a poisoned place that the engine is still given; what lies further off it cannot reach within the comparison. */
const POISONED_ROWS = 64;

/** The data as a run is to see it. Nothing of `loaded` is changed; columns that stay as they are stay shared. */
export function altered(loaded: RunData, alteration: Alteration): RunData {
  const { data, rates } = loaded;
  const each = (change: (loaded: LoadedData) => BarSeries): LoadedData[] =>
    data.map((one) => ({ ...one, series: change(one) }));
  switch (alteration.kind) {
    case 'none':
      return loaded;
    case 'truncate':
      return { ...loaded, data: each(({ series }) => series.slice(0, rowsUpTo(series, alteration.afterUs))) };
    case 'later':
      return {
        ...loaded,
        data: each(({ series }) => series.slice(rowsUpTo(series, alteration.afterUs), series.length)).map((one) => ({
          ...one,
          actions: one.actions.filter(({ tsUs }) => tsUs > alteration.afterUs),
        })),
      };
    case 'poison':
      return {
        ...loaded,
        data: each(({ series, instrument }) => {
          const end = Math.min(series.length, rowsUpTo(series, alteration.afterUs) + POISONED_ROWS);
          // all of them: a strategy may read the file, and must find the same there
          return poisoned(series, alteration, instrument.name).slice(0, end);
        }),
      };
    case 'era':
      return {
        ...loaded,
        rates: rates.map((rate) => ({ ...rate, tsUs: rate.tsUs + ERA_US })),
        data: data.map((one) => ({
          ...one,
          series: retimed(one.series, (us) => us + ERA_US),
          actions: one.actions.map((action) => ({ ...action, tsUs: action.tsUs + ERA_US })),
          fromUs: one.fromUs === undefined ? undefined : one.fromUs + ERA_US,
        })),
      };
    case 'delay': {
      const later = delayOf(loaded);
      return {
        ...loaded,
        rates: rates.map((rate) => ({ ...rate, tsUs: later.moment(rate.tsUs) })),
        data: data.map((one) => ({
          ...one,
          series: later.bars(one.series),
          actions: one.actions.map((action) => ({ ...action, tsUs: later.moment(action.tsUs) })),
          fromUs: one.fromUs === undefined ? undefined : later.moment(one.fromUs),
        })),
      };
    }
  }
}

/** How each bar comes one bar later: where all instruments have the same bars, at the time of the next one; else an interval later. */
export interface Delay {
  bars(series: BarSeries): BarSeries;
  /** A moment of the original -> where it lies then. */
  moment(us: Us): Us;
}

export function delayOf({ data }: RunData): Delay {
  const { series: first } = data[0];
  const inStep = data.every(
    ({ series }) =>
      series.length === first.length &&
      series.tsUs.subarray(0, first.length).every((us, row) => us === first.tsUs[row]) &&
      series.openUs.subarray(0, first.length).every((us, row) => us === first.openUs[row]),
  );
  if (!inStep) {
    const byUs = data.reduce((longest, { intervalUs }) => Math.max(longest, intervalUs), 0);
    return { bars: (series) => retimed(series, (us) => us + byUs), moment: (us) => us + byUs };
  }
  return {
    bars(series) {
      const rows = series.length - 1;
      const late = series.slice(0, rows);
      late.openUs = series.openUs.subarray(1, rows + 1);
      late.tsUs = series.tsUs.subarray(1, rows + 1);
      return late;
    },
    moment(us) {
      // the bar that closes at this moment or is the first after it, and the one that follows
      const row = Math.min(rowsUpTo(first, us - 1), first.length - 1);
      const next = Math.min(row + 1, first.length - 1);
      return us + first.tsUs[next] - first.tsUs[row];
    },
  };
}

function retimed(series: BarSeries, at: (us: Us) => Us): BarSeries {
  const moved = series.slice(0, series.length);
  moved.openUs = moved.openUs.map(at);
  moved.tsUs = moved.tsUs.map(at);
  return moved;
}

const PRICES = ['open', 'high', 'low', 'close'] as const;
const SIDES = ['bidOpen', 'bidHigh', 'bidLow', 'bidClose', 'askOpen', 'askHigh', 'askLow', 'askClose'] as const;

type Poisoning = Extract<Alteration, { kind: 'poison' }>;

/** A copy whose bars that close after the moment are others. What has been seen of a bar in progress, its open, stays. */
export function poisoned(series: BarSeries, { afterUs, how, seed }: Poisoning, name: string): BarSeries {
  const from = rowsUpTo(series, afterUs);
  const copy = series.grown(series.length);
  const inProgress = from < series.length && series.openUs[from] < afterUs ? from : -1;
  if (how === Poison.volume) {
    for (let row = from; row < series.length; row++)
      copy.volume[row] =
        (row - from) % 2 === 0 ? series.volume[row] * 10 : Math.max(1, Math.round(series.volume[row] / 10));
    return copy;
  }
  const columns = series.quoted ? ([...PRICES, ...SIDES] as const) : PRICES;
  if (how === Poison.shuffle) {
    const order = shuffled(series.length - from, namedRandom(seed, `probe/${name}/${afterUs}`));
    for (const column of [...columns, 'volume'] as const)
      for (let row = from; row < series.length; row++) copy[column][row] = series[column][from + order[row - from]];
  } else {
    const price = how === Poison.up ? (ticks: number) => ticks * 3 : third;
    const scaled = series.quoted ? SIDES : PRICES;
    for (const column of scaled)
      for (let row = from; row < series.length; row++) copy[column][row] = price(series[column][row]);
    if (series.quoted) for (let row = from; row < series.length; row++) middle(copy, row);
  }
  if (inProgress >= 0) keepOpen(series, copy, inProgress);
  return copy;
}

function third(ticks: number): number {
  return Math.max(1, Math.round(ticks / 3));
}

function middle(series: BarSeries, row: number): void {
  series.open[row] = (series.bidOpen[row] + series.askOpen[row]) / 2;
  series.high[row] = (series.bidHigh[row] + series.askHigh[row]) / 2;
  series.low[row] = (series.bidLow[row] + series.askLow[row]) / 2;
  series.close[row] = (series.bidClose[row] + series.askClose[row]) / 2;
}

/** The open of the original, and extremes that include it. */
function keepOpen(series: BarSeries, copy: BarSeries, row: number): void {
  const sides = series.quoted ? (['bid', 'ask'] as const) : [];
  copy.open[row] = series.open[row];
  copy.high[row] = Math.max(copy.high[row], series.open[row]);
  copy.low[row] = Math.min(copy.low[row], series.open[row]);
  for (const side of sides) {
    const open = series[`${side}Open`][row];
    copy[`${side}Open`][row] = open;
    copy[`${side}High`][row] = Math.max(copy[`${side}High`][row], open);
    copy[`${side}Low`][row] = Math.min(copy[`${side}Low`][row], open);
  }
}

/** Fisher and Yates. */
/** Sattolo's cycle: where there are two or more, none stays in its place. */
function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = whole(random, k);
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}

/** In words, as a sentence goes on: 'with ...'. */
export function alterationText(alteration: Alteration): string {
  switch (alteration.kind) {
    case 'none':
      return 'nothing changed';
    case 'truncate':
      return `the bars after ${formatTime(alteration.afterUs)} taken away`;
    case 'poison':
      return `${POISONED[alteration.how]} after ${formatTime(alteration.afterUs)}`;
    case 'delay':
      return 'each bar delivered one bar later';
    case 'era':
      return 'all times 28 years later';
    case 'later':
      return `the data starting after ${formatTime(alteration.afterUs)}`;
  }
}

const POISONED: Readonly<Record<Poison, string>> = {
  up: 'prices three times as high',
  down: 'prices a third as high',
  shuffle: 'the bars in another order',
  volume: 'other volumes',
};
