import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { RealClock, sleep } from '../../src/telemetry/clock.ts';
import { Rig } from '../../test/chaos/rig.ts';
import { print } from './line.ts';
import { slopeOf } from './slope.ts';
import { temporary } from './trader-rig.ts';

/**
 * `node bench/live/soak.ts [MINUTES]`: a session at a high rate for ten minutes, or so many. Prints for each process how its
 * memory went, garbage aside, over the last two thirds, and fails when it clearly rises. Compiled code is part of it, and
 * goes on growing for some minutes; so are the orders that the venue remembers, until they are as many as it keeps.
 */
const minutes = Number(process.argv[2] ?? 10);
/** Less than this over an hour ten minutes could not tell from code that is still being compiled. */
const MB_PER_HOUR_MAX = 20;
const MB = 1_048_576;

interface Sample {
  readonly seconds: number;
  readonly rss: number;
  readonly heap: number;
  readonly handles: number;
}

const folder = temporary();
const notes = join(folder, 'memory');
mkdirSync(notes);
const rig = new Rig(join(folder, 'rig'), [
  ['ticksPerSecond: 1000', 'ticksPerSecond: 20000'],
  ['snapshots: { records: 60 }', 'snapshots: { records: 20000 }'],
  ['checkpointRecords: 40', 'checkpointRecords: 1000'],
]);
const preload = `--import=${new URL('note-memory.ts', import.meta.url).href}`;
const trader = rig.start(undefined, 'run', { NODE_OPTIONS: preload, CONCLAVE_NOTE_MEMORY: notes });
await trader.until(({ at }) => at === 'running');
await sleep(new RealClock(), minutes * 60_000);
const { inputs, orders } = trader.said.at(-1)!;
const { code } = await trader.kill('SIGTERM');
let leaks = code === 0 ? 0 : 1;
for (const name of readdirSync(notes).toSorted()) {
  const samples = readFileSync(join(notes, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample);
  const later = samples.slice(Math.floor(samples.length / 3));
  if (later.length < 10) continue;
  const hours = later.map(({ seconds }) => seconds / 3_600);
  const { slope, halfWidth } = slopeOf(
    hours,
    later.map(({ heap }) => heap / MB),
  );
  const rss = slopeOf(
    hours,
    later.map((sample) => sample.rss / MB),
  );
  const rises = slope - halfWidth > MB_PER_HOUR_MAX;
  if (rises) leaks += 1;
  const round = (value: number): number => Number(value.toFixed(1));
  print(
    `soak-${name.replace('.jsonl', '')}`,
    {
      minutes,
      inputs,
      orders,
      heapMiB: [round(later[0].heap / MB), round(later.at(-1)!.heap / MB)],
      heapMiBPerHour: round(slope),
      plusMinus: round(halfWidth),
      rssMiB: [round(later[0].rss / MB), round(later.at(-1)!.rss / MB)],
      rssMiBPerHour: round(rss.slope),
      handles: [later[0].handles, later.at(-1)!.handles],
      rises,
    },
    'memory about level',
  );
}
await rig.close();
process.exitCode = leaks === 0 ? 0 : 1;
