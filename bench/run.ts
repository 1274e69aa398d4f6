import { spawnSync } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allCases, type BenchLine } from './harness.ts';

/**
 * `node bench/run.ts [NAME...]`: all cases, or those whose name starts with one of the names, one after the other, each in
 * a process of its own; a line of JSON each on stdout. The plain loop comes first, whatever is asked for: every rate means
 * something only beside it.
 */
const PLAIN = 'plain-loop-cross';
const ONE = fileURLToPath(new URL(`one${extname(import.meta.url)}`, import.meta.url));

const cases = await allCases();
const wanted = process.argv.slice(2);
const chosen = [...cases.keys()].filter(
  (name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
);
if (chosen.length === 0) {
  process.stderr.write(`no case starts with ${wanted.join(' or ')}; there are: ${[...cases.keys()].join(' ')}\n`);
  process.exit(2);
}

const plain = run(PLAIN);
print(plain);
for (const name of chosen) {
  if (name === PLAIN) continue;
  const line = run(name);
  print({ ...line, ratio: Number((line.rate / plain.rate).toPrecision(3)) });
}

function run(name: string): BenchLine {
  const argv = [ONE, cases.get(name)!, name];
  const child = spawnSync(process.execPath, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.status !== 0) {
    process.stderr.write(`${name} failed\n`);
    process.exit(1);
  }
  return JSON.parse(child.stdout) as BenchLine;
}

function print(line: BenchLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
