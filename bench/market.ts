import { parseDecimal } from '../src/core/base/decimal.ts';
import { must } from '../src/core/base/assert.ts';
import type { Us } from '../src/core/base/time.ts';
import { type BarSeries, type BarSource, CHUNK_ROWS, collect } from '../src/core/market/series.ts';
import { syntheticSource } from '../src/core/market/synthetic.ts';
import { type Instrument, makeInstrument } from '../src/core/model/instrument.ts';

const MINUTE_US = 60_000_000;
const START_US = 1_600_000_000_000_000;
/** Bars of all instruments together that are made once and then repeated. */
const POOL_BARS = 262_144;

export function benchInstruments(count: number): Instrument[] {
  const cent = must(parseDecimal('0.01'), 'a tick');
  const one = must(parseDecimal('1'), 'a lot');
  return Array.from({ length: count }, (_, index) =>
    makeInstrument(
      { name: `S${String(index).padStart(3, '0')}`, currency: 'USD', tickSize: cent, lotSize: one },
      index,
    ),
  );
}

/**
 * One-minute bars round the clock: a random walk of some thousand bars, repeated with later times for as long as wanted. Made
 * so that a benchmark measures the engine and not the generator; streamed in chunks like a file.
 */
export function benchSource(instrument: Instrument, instruments: number, bars: number): BarSource {
  const rows = Math.min(CHUNK_ROWS, Math.floor(POOL_BARS / instruments));
  const spec = {
    instrument,
    interval: '1m',
    bars: rows,
    seed: 7 + instrument.index,
    startUs: START_US,
    volume: 10_000_000,
  };
  const pool = collect(syntheticSource(spec));
  return new Repeated(instrument, pool, bars);
}

class Repeated implements BarSource {
  readonly interval = '1m';
  readonly intervalUs: Us = MINUTE_US;
  readonly instrument: Instrument;
  private readonly pool: BarSeries;
  private left: number;
  private first = true;

  constructor(instrument: Instrument, pool: BarSeries, bars: number) {
    this.instrument = instrument;
    this.pool = pool;
    this.left = bars;
  }

  next(): BarSeries | undefined {
    const { pool } = this;
    if (this.left <= 0) return undefined;
    if (!this.first) {
      const spanUs = pool.length * MINUTE_US;
      shift(pool.openUs, spanUs);
      shift(pool.tsUs, spanUs);
    }
    this.first = false;
    const rows = Math.min(this.left, pool.length);
    this.left -= rows;
    return rows === pool.length ? pool : pool.slice(0, rows);
  }
}

function shift(times: Float64Array, byUs: Us): void {
  for (let row = 0; row < times.length; row++) times[row] += byUs;
}
