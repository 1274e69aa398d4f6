import { indicatorPages } from '../../src/core/indicators/catalogue.ts';
import type { IndicatorPage } from '../../src/core/indicators/indicator.ts';
import { walkBars } from '../bars.ts';
import type { BenchCase } from '../harness.ts';

const UPDATES = 3_000_000;
const DISTINCT = 65_536;

/** Every indicator with its default parameters, fed as the engine feeds it: numbers, or one bar that is filled anew. */
export const cases: readonly BenchCase<() => unknown>[] = indicatorPages.map((page) => ({
  name: `indicator-${page.name}`,
  events: UPDATES,
  warmUps: 1,
  prepare: () => runOf(page),
  run: (feed) => feed(),
}));

function runOf(page: IndicatorPage): () => unknown {
  const indicator = page.make(...page.parameters.map((parameter) => parameter.default));
  const columns = walkBars(DISTINCT);
  if (page.input === 'bar') return () => feedBars(indicator as unknown as TakesBars, columns);
  if (page.input === 'pair') return () => feedPairs(indicator as unknown as TakesPairs, columns.close, columns.open);
  return () => feedValues(indicator as unknown as TakesValues, columns.close);
}

interface TakesValues {
  update(value: number): unknown;
}

interface TakesPairs {
  update(x: number, y: number): unknown;
}

interface TakesBars {
  update(bar: { tsUs: number; open: number; high: number; low: number; close: number; volume: number }): unknown;
}

function feedValues(indicator: TakesValues, values: Float64Array): unknown {
  let output: unknown;
  for (let i = 0; i < UPDATES; i++) output = indicator.update(values[i % DISTINCT]);
  return output;
}

function feedPairs(indicator: TakesPairs, xs: Float64Array, ys: Float64Array): unknown {
  let output: unknown;
  for (let i = 0; i < UPDATES; i++) output = indicator.update(xs[i % DISTINCT], ys[i % DISTINCT]);
  return output;
}

function feedBars(indicator: TakesBars, columns: ReturnType<typeof walkBars>): unknown {
  const bar = { tsUs: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
  let output: unknown;
  for (let i = 0; i < UPDATES; i++) {
    const row = i % DISTINCT;
    bar.tsUs = (i + 1) * 60_000_000;
    bar.open = columns.open[row];
    bar.high = columns.high[row];
    bar.low = columns.low[row];
    bar.close = columns.close[row];
    bar.volume = columns.volume[row];
    output = indicator.update(bar);
  }
  return output;
}
