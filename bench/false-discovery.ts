/**
 * How often noise passes for a discovery, over many data sets, in one JSON line: `node bench/false-discovery.ts [SETS]`. `engine` are
 * sets of which every backtest is the platform's; the other rates are those of a cheap path that a test holds against it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { readRunFile } from '../src/config/read-run-file.ts';
import { loadRun } from '../src/research/evaluate.ts';
import {
  evaluatedTrials,
  isDiscovery,
  LEVEL,
  LOOKING_STRATEGY,
  lookingRunFile,
  POINTS,
  quickRate,
  singleRate,
} from '../src/research/false-discovery.twin.ts';

const sets = Number(process.argv[2] ?? 2_000);
const engineSets = Math.max(1, Math.ceil(sets / 40));
const bars = 840;
const costBps = 1;

const folder = mkdtempSync(join(tmpdir(), 'conclave-noise-'));
try {
  writeFileSync(join(folder, 'looking.ts'), LOOKING_STRATEGY);
  writeFileSync(
    join(folder, 'noise.csv'),
    'date,open,high,low,close,volume\n2020-01-01,100,101,99,100,1\n2020-01-02,100,101,99,100,1\n',
  );
  writeFileSync(join(folder, 'noise.yaml'), lookingRunFile(costBps));
  const { file, baseDir } = readRunFile(join(folder, 'noise.yaml'));
  const run = await loadRun(file, baseDir);
  const [{ instrument }] = run.data.data;
  const engine = { sets: engineSets, noise: 0, leaked: 0 };
  for (let seed = 1; seed <= engineSets; seed++) {
    if (isDiscovery(await evaluatedTrials(run, seed, bars, false))) engine.noise += 1;
    if (isDiscovery(await evaluatedTrials(run, seed, bars, true))) engine.leaked += 1;
  }
  const quick = quickRate(instrument, { sets, bars, costBps, leak: false });
  const free = quickRate(instrument, { sets, bars, costBps: 0, leak: false });
  const line = {
    case: 'false-discovery',
    level: LEVEL,
    points: POINTS.length,
    bars,
    costBps,
    sets,
    single: singleRate(instrument, { sets, bars }),
    deflated: quick.deflated,
    deflatedFree: free.deflated,
    naive: quick.naive,
    naiveFree: free.naive,
    leaked: quickRate(instrument, { sets: Math.ceil(sets / 10), bars, costBps, leak: true }).deflated,
    engine: { ...engine, noise: engine.noise / engineSets, leaked: engine.leaked / engineSets },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
