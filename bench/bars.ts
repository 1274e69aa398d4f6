import { namedRandom, normal } from '../src/core/base/random.ts';

/** Columns of prices in units, as an indicator gets them. */
export interface BarColumns {
  readonly length: number;
  readonly tsUs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export const MINUTE_US = 60_000_000;

/**
 * A seeded random walk of minute bars round 100, with ranges and volumes that vary: prices that repeat or only rise would
 * make branches and windows cheaper than a market does. Prices lie on the cent.
 */
export function walkBars(length: number, seed = 42): BarColumns {
  const random = namedRandom(seed, 'bench/walk');
  const columns = [0, 0, 0, 0, 0, 0].map(() => new Float64Array(length));
  const [tsUs, open, high, low, close, volume] = columns;
  let last = 100;
  for (let i = 0; i < length; i++) {
    const move = Math.exp(0.001 * normal(random) - 0.01 * Math.log(last / 100));
    tsUs[i] = (i + 1) * MINUTE_US;
    open[i] = cents(last);
    close[i] = cents(last * move);
    high[i] = cents(Math.max(open[i], close[i]) * (1 + 0.0005 * random()));
    low[i] = cents(Math.min(open[i], close[i]) * (1 - 0.0005 * random()));
    volume[i] = Math.ceil(1000 * random());
    last *= move;
  }
  return { length, tsUs, open, high, low, close, volume };
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}
