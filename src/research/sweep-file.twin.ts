import { DAY_US, formatTime } from '../core/base/time.ts';

const FIRST_US = Date.UTC(2020, 0, 1) * 1000;

/** Daily bars of a price that swings about a rising line: a crossing of averages has something to find. */
export function swingingBars(count: number, start = 100): string {
  const rows = Array.from({ length: count }, (_, day) => {
    const close = (start + day / 10 + 8 * Math.sin(day / 7) + 3 * Math.sin(day / 2.3)).toFixed(2);
    const open = (start + (day - 0.5) / 10 + 8 * Math.sin((day - 0.5) / 7)).toFixed(2);
    const [high, low] = [Math.max(+open, +close) + 1, Math.min(+open, +close) - 1];
    const date = formatTime(FIRST_US + day * DAY_US).slice(0, 10);
    return `${date},${open},${high.toFixed(2)},${low.toFixed(2)},${close},100000`;
  });
  return ['date,open,high,low,close,volume', ...rows].join('\n');
}

/** A run file over `bars.csv` beside it; `more` are further lines. */
export function swingingRun(strategy = 'ema-cross', more = ''): string {
  return `
name: swings
seed: 7
account: { currency: USD, cash: 100000 }
data:
  - { instrument: AAA, path: bars.csv, interval: 1d, tickSize: 0.01, lotSize: 1, rounding: nearest }
agents:
  - { id: trend, strategy: ${strategy} }
${more}`;
}
