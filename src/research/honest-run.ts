import { planOver } from '../backtest/plan.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { type BacktestOptions, runPlan } from '../backtest/run.ts';
import type { RunFile } from '../config/run-file.ts';
import { type BandsMode, bandsOf } from './bands.ts';
import { loadRun } from './evaluate.ts';
import { judge } from './honesty.ts';
import { evaluatePortfolio } from './portfolio/portfolio.ts';

export interface HonestOptions extends BacktestOptions {
  /** `$CONCLAVE_HOME`; undefined: trials are neither recorded nor counted. */
  readonly home: string | undefined;
  /** Wall time, ISO in UTC. */
  readonly started: string;
  readonly bands: BandsMode;
}

/** A backtest, and what its result is worth: the same hashes as without, recorded as a trial, with bands where they are cheap. */
export async function runHonestly(given: RunFile, options: HonestOptions): Promise<BacktestResult> {
  const { baseDir, seed, signal, onProgress, home, started, bands: mode } = options;
  const file = seed === undefined ? given : { ...given, seed };
  const run = await loadRun(file, baseDir);
  const result = await runPlan(await planOver(file, baseDir, run.data), { signal, onProgress });
  const bands = await bandsOf(run, result, { mode, signal });
  const honesty = judge(result, { home, started, bands });
  const evaluated = evaluatePortfolio(result, file, run.data.data);
  return { ...evaluated, summary: { ...evaluated.summary, honesty } };
}
