import { Fault } from '../../core/base/fault.ts';
import { formatTime, type Us } from '../../core/base/time.ts';
import type { RunData, Window } from '../../backtest/run-data.ts';
import { periodOf } from '../rungs.ts';
import type { Range } from './windows.ts';

/** The instants at which bars of any instrument close, each once, from the one at which every instrument has a bar that counts. */
export function timelineOf(data: RunData): Float64Array {
  if (data.data.length === 0)
    throw new Fault('config', 'data: expected bars to divide into windows; there are recorded markets only');
  const { startUs } = periodOf(data);
  let times = new Float64Array(0);
  for (const { series } of data.data) times = merged(times, series.tsUs.subarray(0, series.length), startUs);
  return times;
}

function merged(a: Float64Array, b: Float64Array, startUs: Us): Float64Array<ArrayBuffer> {
  const both = new Float64Array(a.length + b.length);
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const tsUs = Math.min(i < a.length ? a[i] : Infinity, j < b.length ? b[j] : Infinity);
    if (i < a.length && a[i] === tsUs) i += 1;
    while (j < b.length && b[j] === tsUs) j += 1;
    if (tsUs >= startUs) both[count++] = tsUs;
  }
  return both.slice(0, count);
}

/** What a backtest of these bars sees: those before only warm up, those after do not exist. */
export function windowOf(times: Float64Array, { from, to }: Range): Window {
  return { fromUs: times[from] - 1, toUs: times[to - 1] };
}

export interface Span {
  /** The closes of the first and the last bar. */
  readonly from: string;
  readonly to: string;
  readonly bars: number;
}

export function spanOf(times: Float64Array, { from, to }: Range): Span {
  return { from: formatTime(times[from]), to: formatTime(times[to - 1]), bars: to - from };
}
