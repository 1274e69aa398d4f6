/** Strategies as files, each with one fault that a probe must find, or with none. */

const file = (body: string, { imports = '', warmup = '0' } = {}): string => `
import { defineStrategy } from 'conclave';
import { z } from 'zod';
${imports}
export default defineStrategy({
  name: 'planted', version: '1.0.0', params: z.object({}), warmup: () => ${warmup},
  create() {
    let stance = null;
    const go = (bar, ctx, wanted) => {
      if (wanted === stance) return;
      stance = wanted;
      ctx.targetPercent(bar.instrument, 0.5 * wanted);
    };
    const closes = [];
    const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;
    ${body}
  },
});
`;

const READS = `
import { readFileSync } from 'node:fs';
const rows = readFileSync(new URL('./bars.csv', import.meta.url), 'utf8').trim().split('\\n').slice(1).map((line) => line.split(','));
const all = rows.map((fields) => Number(fields[4]));
const place = new Map(rows.map((fields, k) => [fields[0], k]));
const at = (bar) => place.get(new Date(bar.tsUs / 1000 - 86_400_000).toISOString().slice(0, 10));
`;

export const planted = {
  /** Nothing wrong: the last close against the mean of the last ten. */
  honest: file(
    `return { onBar(bar, ctx) {
      closes.push(bar.close);
      if (closes.length < 10) return;
      go(bar, ctx, bar.close > mean(closes.slice(-10)) ? 1 : 0);
    } };`,
    { warmup: '10' },
  ),
  /** Nothing wrong: out on Mondays. */
  weekday: file(`return { onBar(bar, ctx) { go(bar, ctx, new Date(bar.tsUs / 1000).getUTCDay() === 1 ? 0 : 1); } };`),
  /** Nothing wrong where each run has modules of its own: buys each second bar that this module has ever seen. */
  module: file(`return { onBar(bar, ctx) { seen += 1; go(bar, ctx, seen % 10 < 5 ? 1 : 0); } };`, {
    imports: 'let seen = 0;',
  }),
  /** Reads the next close from the data file, by its place. */
  next: file(
    `let k = 0; return { onBar(bar, ctx) { k += 1; go(bar, ctx, (all[k] ?? bar.close) > bar.close ? 1 : 0); } };`,
    {
      imports: READS,
    },
  ),
  /** A mean over five bars, of which two are yet to come. */
  centred: file(
    `return { onBar(bar, ctx) {
      const k = at(bar);
      if (k === undefined || k < 2) return;
      go(bar, ctx, bar.close < mean(all.slice(k - 2, k + 3)) ? 1 : 0);
    } };`,
    { imports: READS },
  ),
  /** Divides by the highest close of the whole sample. */
  maximum: file(
    `const most = Math.max(...all); return { onBar(bar, ctx) { go(bar, ctx, bar.close / most < 0.85 ? 1 : 0); } };`,
    {
      imports: READS,
    },
  ),
  /** Standardises by mean and deviation of the whole sample. */
  zscore: file(
    `const m = mean(all); const sd = Math.sqrt(mean(all.map((x) => (x - m) ** 2)));
    return { onBar(bar, ctx) { const z = (bar.close - m) / sd; go(bar, ctx, z < -0.3 ? 1 : z > 0.3 ? -1 : 0); } };`,
    { imports: READS },
  ),
  /** Has tomorrow's direction in a table by date that is no data file. */
  table: file(
    `return { onBar(bar, ctx) { go(bar, ctx, tomorrow[new Date(bar.tsUs / 1000 - 86_400_000).toISOString().slice(0, 10)] ?? 0); } };`,
    { imports: `import { tomorrow } from './tomorrow.ts';` },
  ),
  /** Remembers hundreds of bars, and says that five are enough. */
  memory: file(
    `let level; return { onBar(bar, ctx) {
      level = level === undefined ? bar.close : level + (bar.close - level) / 400;
      go(bar, ctx, bar.close > level ? 1 : 0);
    } };`,
    { warmup: '5' },
  ),
  /** Tosses a coin of its own. */
  random: file(`return { onBar(bar, ctx) { go(bar, ctx, Math.random() < 0.5 ? 1 : 0); } };`),
  /** Looks at the clock on the wall. */
  clock: file(
    `return { onBar(bar, ctx) { closes.push(1); go(bar, ctx, (new Date().getUTCDate() + closes.length) % 7 < 3 ? 1 : 0); } };`,
  ),
} as const;

/** The direction of the next bar by date, as a module. */
export function tomorrowFile(csv: string): string {
  const rows = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const signs = rows
    .slice(0, -1)
    .map(([date, , , , close], k) => [date, Number(rows[k + 1][4]) > Number(close) ? 1 : 0]);
  return `export const tomorrow: Record<string, number> = ${JSON.stringify(Object.fromEntries(signs))};\n`;
}
