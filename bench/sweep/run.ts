import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `node bench/sweep/run.ts [POINTS]`: the same search of so many points (1,000) with one job and with two, and of a fifth of them
 * with one, each in a process of its own; a line of JSON each, and last the ratios: of the rates, and of what is held in memory at
 * the end, which would be above 1 if it grew with the number of points. Peak memory settles later, as the collector allows.
 */
const ONE = fileURLToPath(new URL('one.ts', import.meta.url));
const points = Number(process.argv[2] ?? 1_000);

interface Line {
  readonly seconds: number;
  readonly liveMiB: number;
  readonly best: string;
}

const few = run(Math.ceil(points / 5), 1);
const single = run(points, 1);
const double = run(points, 2);
if (single.best !== double.best) throw new Error('two jobs find another result than one');
const summary = {
  case: 'sweep-ratios',
  twoJobsOverOne: Number((single.seconds / double.seconds).toPrecision(3)),
  memory: Number((single.liveMiB / few.liveMiB).toPrecision(3)),
};
process.stdout.write(`${JSON.stringify(summary)}\n`);

function run(count: number, jobs: number): Line {
  const argv = ['--expose-gc', ONE, String(count), String(jobs)];
  const child = spawnSync(process.execPath, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.status !== 0) process.exit(1);
  process.stdout.write(child.stdout);
  return JSON.parse(child.stdout) as Line;
}
