import { mulberry32, normal } from '../base/random.ts';
import { DAY_US } from '../base/time.ts';
import type { IndicatorBar } from './indicator.ts';

/** A seeded random walk as daily bars: gaps at the open, wicks on both sides, whole volumes; prices on a grid of 0.01. */
export function randomBars(count: number, seed = 1, start = 100, volatility = 0.01): IndicatorBar[] {
  const random = mulberry32(seed);
  const bars: IndicatorBar[] = [];
  let last = start;
  for (let i = 0; i < count; i++) {
    const open = cents(last * Math.exp(0.3 * volatility * normal(random)));
    const close = cents(open * Math.exp(volatility * normal(random)));
    const high = cents(Math.max(open, close) * (1 + 0.5 * volatility * random()));
    const low = cents(Math.min(open, close) * (1 - 0.5 * volatility * random()));
    bars.push({ tsUs: (i + 1) * DAY_US, open, high, low, close, volume: Math.round(1000 + 9000 * random()) });
    last = close;
  }
  return bars;
}

/** Bars that never move, of this volume. */
export function constantBars(count: number, price = 100, volume = 1000): IndicatorBar[] {
  return Array.from({ length: count }, (_, i) => ({
    tsUs: (i + 1) * DAY_US,
    open: price,
    high: price,
    low: price,
    close: price,
    volume,
  }));
}

/** Bars that rise (or fall) by `step` each, without a gap. */
export function monotoneBars(count: number, step = 1, start = 1000): IndicatorBar[] {
  return Array.from({ length: count }, (_, i) => {
    const open = start + i * step;
    const close = open + step;
    return {
      tsUs: (i + 1) * DAY_US,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 1000,
    };
  });
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

export interface Columns {
  open: number[];
  high: number[];
  low: number[];
  close: number[];
  volume: number[];
}

/** The same bars as plain arrays, as TA-Lib takes them. */
export function columnsOf(bars: readonly IndicatorBar[]): Columns {
  return {
    open: bars.map((bar) => bar.open),
    high: bars.map((bar) => bar.high),
    low: bars.map((bar) => bar.low),
    close: bars.map((bar) => bar.close),
    volume: bars.map((bar) => bar.volume),
  };
}
