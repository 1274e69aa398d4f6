import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Fault } from '../core/base/fault.ts';
import { configHashOf, dataHashOf } from '../backtest/plan.ts';
import { didYouMean } from '../config/nearest.ts';
import type { RunFile } from '../config/run-file.ts';
import { type SweepMethod, sweepDefaults } from '../config/sweep-section.ts';
import { version } from '../config/version.ts';
import { isStrategyPath, strategyPath } from '../plugins/strategy-file.ts';
import type { Axis } from './axis.ts';
import { axesOf } from './axes.ts';
import { type LoadedRun, loadRun } from './evaluate.ts';
import { type MetricName, metricNames } from './metric-names.ts';
import { type PointSet, pointSet } from './points.ts';
import { type Rung, rungsOf } from './rungs.ts';

/** What makes two sweeps the same: the rows of one can stand for the other's. */
export interface SweepIdentity {
  readonly name: string;
  readonly version: string;
  readonly method: SweepMethod;
  readonly objective: MetricName;
  /** Of the drawn points. */
  readonly seed: number;
  readonly runSeed: number;
  readonly points: number;
  readonly rungs: readonly number[];
  readonly parameters: readonly Axis[];
  /** Of the run file without what is searched. */
  readonly configHash: string;
  readonly dataHash: string;
  /** SHA-256 of the strategies that are files, by agent. */
  readonly strategies: Readonly<Record<string, string>>;
}

/** A run file with a search, loaded. */
export interface SweepPlan {
  readonly identity: SweepIdentity;
  readonly run: LoadedRun;
  readonly axes: readonly Axis[];
  readonly points: PointSet;
  readonly rungs: readonly Rung[];
  readonly warnings: readonly string[];
}

export async function makeSweepPlan(file: RunFile, baseDir: string): Promise<SweepPlan> {
  const sweep = file.sweep ?? sweepDefaults();
  const objective = objectiveOf(sweep.objective, file);
  const axes = await axesOf(file, sweep, baseDir);
  const seed = sweep.seed ?? file.seed;
  const points = pointSet(axes, sweep, seed);
  const run = await loadRun(file, baseDir);
  const rungs = rungsOf(sweep, points.count, run.data);
  const { data, records } = run.data;
  return {
    identity: {
      ...{ name: file.name, version, method: sweep.method, objective, seed, runSeed: file.seed },
      points: points.count,
      rungs: rungs.map(({ share }) => share),
      parameters: axes,
      configHash: configHashOf(file),
      dataHash: dataHashOf(data, records),
      strategies: await strategyHashes(file, baseDir),
    },
    ...{ run, axes, points, rungs },
    warnings: data.flatMap(({ report }) => report.warnings),
  };
}

const OF_BENCHMARK: readonly MetricName[] = ['alpha', 'beta', 'informationRatio'];

function objectiveOf(name: string, { benchmark }: RunFile): MetricName {
  const found = metricNames.find((metric) => metric === name);
  if (found === undefined) {
    const hint = didYouMean(name, metricNames);
    throw new Fault(
      'config',
      `sweep.objective: expected a metric of the result, was '${name}'${hint === '' ? `; there are ${metricNames.join(', ')}` : hint}`,
    );
  }
  if (benchmark === undefined && OF_BENCHMARK.includes(found))
    throw new Fault('config', `sweep.objective: '${name}' is measured against a benchmark, and the run file has none`);
  return found;
}

async function strategyHashes(file: RunFile, baseDir: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const { id, strategy } of file.agents) {
    if (!isStrategyPath(strategy)) continue;
    hashes[id] = createHash('sha256')
      .update(await readFile(strategyPath(strategy, baseDir)))
      .digest('hex');
  }
  return hashes;
}
