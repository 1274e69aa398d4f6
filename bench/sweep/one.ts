import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRunFile } from '../../src/config/read-run-file.ts';
import { loadRun } from '../../src/research/evaluate.ts';
import { sequentialJobs } from '../../src/research/sequential-jobs.ts';
import { runSweep } from '../../src/research/sweep.ts';
import { workerJobs } from '../../src/research/worker-jobs.ts';
import { walkBars } from '../bars.ts';

/**
 * One sweep in this process: `node bench/sweep/one.ts POINTS JOBS`. Prints a line of JSON. `setupMs` is until every
 * thread has answered once.
 */
// As bin/conclave.js does.
enableCompileCache();
const BARS = 5_000;
const STARTED = '2026-01-01T00:00:00Z';
const [points = 0, jobs = 0] = process.argv.slice(2).map(Number);

const folder = mkdtempSync(join(tmpdir(), 'conclave-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
writeBars(join(folder, 'bars.csv'));
const file = parseRunFile(
  `name: bench
account: { cash: 100000 }
data: [{ instrument: X, path: bars.csv, interval: 1m, tickSize: 0.01, lotSize: 1 }]
agents: [{ id: trend, strategy: ema-cross }]
sweep: { method: random, points: ${points}, agents: { trend: { fast: { from: 2, to: 60 }, slow: { from: 61, to: 300 } } } }
`,
  'bench',
);

const run = await loadRun(file, folder);
const openMs = performance.now();
const opened = jobs === 1 ? sequentialJobs(run, STARTED) : workerJobs(run, STARTED, jobs);
await Promise.all(Array.from({ length: opened.size }, () => opened.run({ parameters: {} })));
const setupMs = performance.now() - openMs;
await opened.close();

const startMs = performance.now();
const dir = join(folder, 'out');
const { tally } = await runSweep(
  file,
  { baseDir: folder, dir, jobs, resume: false, force: false, started: STARTED },
  (result) => result,
);
const seconds = (performance.now() - startMs) / 1000;
if (tally.counts.ok !== points) throw new Error(`${tally.counts.ok} of ${points} points have a result`);
const usage = process.resourceUsage();
const line = {
  case: `sweep-${points}-points-${jobs}-jobs`,
  points,
  jobs,
  seconds: Number(seconds.toPrecision(4)),
  rate: Number((points / seconds).toPrecision(4)),
  setupMs: Math.round(setupMs),
  cpuMsPerPoint: Number(((usage.userCPUTime + usage.systemCPUTime) / 1000 / points).toPrecision(4)),
  liveMiB: Number(liveMiB().toPrecision(3)),
  peakRssMiB: Math.round(usage.maxRSS / 1024),
  best: tally.best[0].resultHash?.slice(0, 12),
};
process.stdout.write(`${JSON.stringify(line)}\n`);
process.exit(0);

/** What is held when everything that can go has gone: the process runs with --expose-gc. */
function liveMiB(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1_048_576;
}

function writeBars(path: string): void {
  const { tsUs, open, high, low, close, volume } = walkBars(BARS);
  const lines = ['timestamp,open,high,low,close,volume'];
  for (let i = 0; i < BARS; i++) {
    const prices = [open[i], high[i], low[i], close[i]].map((price) => price.toFixed(2));
    lines.push(`${new Date(tsUs[i] / 1000).toISOString()},${prices.join(',')},${volume[i]}`);
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}
