import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadData } from '../../src/catalogue/load.ts';
import { walkBars } from '../bars.ts';
import type { BenchCase } from '../harness.ts';

const ROWS = 500_000;

/** The path of a CSV file of minute bars, which goes when the process does. */
function csvFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conclave-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { tsUs, open, high, low, close, volume } = walkBars(ROWS);
  const lines = ['timestamp,open,high,low,close,volume'];
  for (let i = 0; i < ROWS; i++) {
    const prices = [open[i], high[i], low[i], close[i]].map((price) => price.toFixed(2));
    lines.push(`${new Date(tsUs[i] / 1000).toISOString()},${prices.join(',')},${volume[i]}`);
  }
  const path = join(folder, 'bars.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** From disk into columns, with every check of an import. */
export const cases: readonly BenchCase<string>[] = [
  {
    name: 'csv-load',
    events: ROWS,
    warmUps: 1,
    prepare: csvFile,
    async run(path) {
      const entry = { instrument: 'X', path, interval: '1m', tickSize: 0.01, lotSize: 1 };
      const { series } = await loadData(entry, { baseDir: '.' });
      if (series.length !== ROWS) throw new Error(`${series.length} of ${ROWS} rows were loaded`);
      return series;
    },
  },
];
