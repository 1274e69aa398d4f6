import { Fault } from '../base/fault.ts';
import { namedRandom, normal, type Random } from '../base/random.ts';
import { DAY_US, type Us } from '../base/time.ts';
import { type Instrument, priceOf } from '../model/instrument.ts';
import type { Calendar, Session } from './calendar.ts';
import { ContinuousCalendar } from './continuous.ts';
import { parseInterval } from './interval.ts';
import { type BarSource, BarSeries, CHUNK_ROWS } from './series.ts';
import { type SyntheticParams, VolatilityProcess } from './synthetic-model.ts';

export interface SyntheticSpec {
  readonly instrument: Instrument;
  /** Up to 1d. */
  readonly interval: string;
  readonly bars: number;
  readonly seed: number;
  /** Bars open at or after this moment. */
  readonly startUs: Us;
  /** Default: never closed. */
  readonly calendar?: Calendar;
  /** The first open, in units of the currency. Default 100. */
  readonly price?: number;
  /** Mean volume of a bar in units. Default 1,000; 0 = none in the data (NaN). */
  readonly volume?: number;
  readonly params?: SyntheticParams;
}

/** One synthetic market as a stream that takes no memory but a chunk. Seed, instrument name and spec make the bars. */
export function syntheticSource(spec: SyntheticSpec): BarSource {
  return new SyntheticSource(spec, [1], [streamName(spec)]);
}

/**
 * Several markets whose shocks correlate as told (a symmetric positive semi-definite matrix with ones on its diagonal), by
 * the Cholesky factor. Each source can be pulled by itself: it draws the others' shocks again instead of sharing them.
 */
export function correlatedSources(
  specs: readonly SyntheticSpec[],
  correlation: readonly (readonly number[])[],
): BarSource[] {
  const names = specs.map((spec) => streamName(spec));
  return cholesky(correlation, specs.length).map((row, i) => new SyntheticSource(specs[i], row, names));
}

function streamName(spec: SyntheticSpec): string {
  return `synthetic/${spec.instrument.name}`;
}

class SyntheticSource implements BarSource {
  readonly instrument: Instrument;
  readonly interval: string;
  readonly intervalUs: Us;
  private readonly series: BarSeries;
  private readonly clock: BarClock;
  private readonly volatility: VolatilityProcess;
  /** The shocks that this market shares: its own last. */
  private readonly loadings: readonly number[];
  private readonly shocks: readonly Random[];
  /** Everything that is this market's alone: regimes, jumps, extremes, volume. */
  private readonly own: Random;
  private readonly driftPerBar: number;
  private readonly meanVolume: number;
  private readonly ticksPerUnit: number;
  private price: number;
  private left: number;

  constructor(spec: SyntheticSpec, row: readonly number[], names: readonly string[]) {
    this.instrument = spec.instrument;
    this.interval = spec.interval;
    this.intervalUs = parseInterval(spec.interval);
    if (this.intervalUs > DAY_US)
      throw new Fault('config', `interval: expected at most 1d for synthetic bars, was "${spec.interval}"`);
    if (!Number.isInteger(spec.bars) || spec.bars < 0)
      throw new Fault('config', `bars: expected a whole number >= 0, was ${spec.bars}`);
    const price = spec.price ?? 100;
    this.ticksPerUnit = 1 / priceOf(spec.instrument, 1);
    if (!(price * this.ticksPerUnit >= 1)) throw new Fault('config', `price: expected at least one tick, was ${price}`);
    const calendar = spec.calendar ?? new ContinuousCalendar();
    this.clock = new BarClock(calendar, this.intervalUs, spec.startUs);
    const barsPerYear = calendar.sessionsPerYear * this.clock.barsPerSession;
    const params = spec.params ?? {};
    this.volatility = new VolatilityProcess(params, barsPerYear);
    this.driftPerBar = Math.log1p(params.drift ?? 0.05) / barsPerYear;
    const used = row.map((loading, i) => ({ loading, name: names[i] })).filter(({ loading }) => loading !== 0);
    this.loadings = used.map(({ loading }) => loading);
    this.shocks = used.map(({ name }) => namedRandom(spec.seed, `${name}/shock`));
    this.own = namedRandom(spec.seed, `${streamName(spec)}/own`);
    this.meanVolume = spec.volume ?? 1_000;
    this.price = price * this.ticksPerUnit;
    this.left = spec.bars;
    this.series = new BarSeries(spec.instrument.index, this.intervalUs, Math.min(CHUNK_ROWS, spec.bars));
  }

  next(): BarSeries | undefined {
    if (this.left === 0) return undefined;
    const rows = Math.min(this.left, this.series.capacity);
    for (let row = 0; row < rows; row++) this.fill(row);
    this.left -= rows;
    this.series.length = rows;
    return this.series;
  }

  private fill(row: number): void {
    const { series, volatility, own, clock } = this;
    clock.step();
    series.openUs[row] = clock.openUs;
    series.tsUs[row] = clock.closeUs;
    let shock = 0;
    for (let i = 0; i < this.shocks.length; i++) shock += this.loadings[i] * normal(this.shocks[i]);
    const sigma = volatility.sigma;
    const moved = this.driftPerBar - 0.5 * sigma * sigma + sigma * shock;
    // Highest and lowest point of a Brownian bridge from 0 to `moved` (inverse of its distribution: Glasserman, Monte Carlo
    // Methods in Financial Engineering, section 6.4). Drawn apart, though they depend on each other a little.
    const above = 0.5 * (moved + Math.sqrt(moved * moved - 2 * sigma * sigma * Math.log(1 - own())));
    const below = 0.5 * (moved - Math.sqrt(moved * moved - 2 * sigma * sigma * Math.log(1 - own())));
    const jump = volatility.jump(own);
    const from = this.price;
    const to = from * Math.exp(moved + jump);
    const open = Math.max(1, Math.round(from));
    const close = Math.max(1, Math.round(to));
    const high = Math.max(1, Math.round(from * Math.exp(above)));
    const low = Math.max(1, Math.round(from * Math.exp(below)));
    series.open[row] = open;
    series.high[row] = Math.max(high, open, close);
    series.low[row] = Math.min(low, open, close);
    series.close[row] = close;
    // Busy bars are those that moved; the noise on top is log-uniform.
    series.volume[row] =
      this.meanVolume === 0
        ? Number.NaN
        : Math.max(1, Math.round(this.meanVolume * (0.5 + 0.4 * Math.abs(shock)) * (0.5 + own())));
    // A market that fell below a tick stays at one and can rise from there.
    this.price = Math.max(1, to);
    volatility.step(shock, own);
  }
}

/** When bars open and close: on the interval's grid from each session's open, cut at its close; a day is the session. */
class BarClock {
  openUs: Us = 0;
  closeUs: Us = 0;
  readonly barsPerSession: number;
  private readonly calendar: Calendar;
  private readonly intervalUs: Us;
  private readonly startUs: Us;
  private session: Session;

  constructor(calendar: Calendar, intervalUs: Us, startUs: Us) {
    this.calendar = calendar;
    this.intervalUs = intervalUs;
    this.startUs = startUs;
    // A bar may start inside a session: look from the day before.
    this.session = calendar.nextSession(startUs - DAY_US);
    while (this.session.closeUs <= startUs) this.session = calendar.nextSession(this.session.closeUs);
    const length = this.session.half ? calendar.nextSession(this.session.closeUs) : this.session;
    this.barsPerSession = Math.max(1, Math.ceil((length.closeUs - length.openUs) / intervalUs));
    this.closeUs = this.session.openUs;
  }

  step(): void {
    do {
      let openUs = this.closeUs;
      if (openUs >= this.session.closeUs) {
        this.session = this.calendar.nextSession(openUs);
        openUs = this.session.openUs;
      }
      this.openUs = openUs;
      this.closeUs =
        this.intervalUs === DAY_US ? this.session.closeUs : Math.min(openUs + this.intervalUs, this.session.closeUs);
    } while (this.openUs < this.startUs);
  }
}

/** The lower factor L with L L' = correlation; rows that follow from earlier ones get a zero of their own. */
function cholesky(correlation: readonly (readonly number[])[], size: number): number[][] {
  if (correlation.length !== size || correlation.some((row) => row.length !== size)) {
    throw matrixFault(`a ${size} x ${size} matrix, one row per instrument`);
  }
  const lower = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  for (let i = 0; i < size; i++) {
    if (correlation[i][i] !== 1) throw matrixFault(`1 at [${i}][${i}], was ${correlation[i][i]}`);
    for (let j = 0; j <= i; j++) {
      if (correlation[i][j] !== correlation[j][i]) {
        throw matrixFault(
          `the same at [${i}][${j}] and [${j}][${i}], was ${correlation[i][j]} and ${correlation[j][i]}`,
        );
      }
      let sum = correlation[i][j];
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      if (i === j) {
        if (sum < -1e-9)
          throw matrixFault(`a matrix that correlations can form; row ${i} contradicts the rows before it`);
        lower[i][i] = Math.sqrt(Math.max(0, sum));
      } else {
        if (lower[j][j] <= 1e-9 && Math.abs(sum) > 1e-7) {
          throw matrixFault(`a matrix that correlations can form; row ${i} contradicts row ${j}`);
        }
        lower[i][j] = lower[j][j] <= 1e-9 ? 0 : sum / lower[j][j];
      }
    }
  }
  return lower;
}

function matrixFault(what: string): Fault {
  return new Fault('config', `correlation: expected ${what}`);
}
