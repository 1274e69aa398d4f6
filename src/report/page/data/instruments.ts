import { priceOf, quantityOf } from '../../../core/model/instrument.ts';
import type { BacktestResult } from '../../../backtest/result.ts';
import { differences, short } from './compact.ts';

/** Prices and what happened to them, of the instruments most traded. */
export interface InstrumentData {
  readonly name: string;
  readonly t: readonly number[];
  readonly price: readonly (number | null)[];
  /** seconds, price, signed quantity */
  readonly fills: readonly (readonly [number, number | null, number | null])[];
  /** Fills there were; `fills` are the last of them. */
  readonly fillCount: number;
}

const INSTRUMENTS_MAX = 12;
const POINTS_MAX = 24_000;
const FILLS_MAX = 9_000;

/** Places of the instruments with the most fills, then by name; at most twelve. */
export function shownInstruments({ recording: { fills }, instruments }: BacktestResult): number[] {
  const counts = new Float64Array(instruments.length);
  for (let row = 0; row < fills.count; row++) counts[fills.instrument[row]] += 1;
  return instruments
    .map((_, place) => place)
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, INSTRUMENTS_MAX);
}

export function instrumentData(result: BacktestResult, places: readonly number[]): InstrumentData[] {
  const { recording, instruments, curves } = result;
  const { fills } = recording;
  const rows = new Map<number, number[]>(places.map((place) => [place, []]));
  for (let row = 0; row < fills.count; row++) rows.get(fills.instrument[row])?.push(row);
  const pointsMax = Math.floor(POINTS_MAX / Math.max(4, places.length));
  const fillsMax = Math.floor(FILLS_MAX / places.length);
  return places.map((place) => {
    const instrument = instruments[place];
    const curve = curves.prices[place] ?? [];
    const stride = Math.max(1, Math.ceil(curve.length / pointsMax));
    const points = curve.filter((_, i) => i % stride === 0 || i === curve.length - 1);
    const all = rows.get(place) ?? [];
    return {
      name: instrument.name,
      t: differences(points.map(([tsUs]) => Math.floor(tsUs / 1e6))),
      price: points.map(([, price]) => short(price, 8)),
      fills: all
        .slice(-fillsMax)
        .map((row) => [
          Math.floor(fills.tsUs[row] / 1e6),
          short(priceOf(instrument, fills.priceTicks[row]), 9),
          short(quantityOf(instrument, fills.signedLots[row]), 9),
        ]),
      fillCount: all.length,
    };
  });
}
