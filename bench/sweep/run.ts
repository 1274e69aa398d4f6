import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `node bench/sweep/run.ts [POINTS]`: the same search of so many points (1,000) with one job and with two, and of a fifth of them
 * with one, each in a process of its own; a line of JSON each, and last the ratios. Memory that grew with the number of points
 * would show as `memory` above 1.
 */
const ONE = fileURLToPath(new URL('one.ts', import.meta.url));
const points = Number(process.argv[2] ?? 1_000);

interface Line {
  readonly seconds: number;
  readonly peakRssMiB: number;
  readonly best: string;
}

const few = run(Math.ceil(points / 5), 1);
const single = run(points, 1);
const double = run(points, 2);
if (single.best !== double.best) throw new Error('two jobs find another result than one');
const summary = {
  case: 'sweep-ratios',
  twoJobsOverOne: Number((single.seconds / double.seconds).toPrecision(3)),
  memory: Number((single.peakRssMiB / few.peakRssMiB).toPrecision(3)),
};
process.stdout.write(`${JSON.stringify(summary)}\n`);

function run(count: number, jobs: number): Line {
  const argv = [ONE, String(count), String(jobs)];
  const child = spawnSync(process.execPath, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.status !== 0) process.exit(1);
  process.stdout.write(child.stdout);
  return JSON.parse(child.stdout) as Line;
}
