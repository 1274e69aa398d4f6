import { Fault } from '../core/base/fault.ts';
import { Engine } from '../core/engine/engine.ts';
import type { MarketRecord } from '../core/market/market-record.ts';
import type { RunFile } from '../config/run-file.ts';
import { strategyFault } from '../plugins/strategy-error.ts';
import type { Driver } from './driver.ts';
import { interruptible } from './interruptible.ts';
import { Observer } from './observer.ts';
import { requireListeners } from './record-agents.ts';
import { faultWarnings, openRunRecord, recordWarnings } from './run-record.ts';
import { RecordProblems } from '../catalogue/record/record-problems.ts';
import { makePlan, type Plan } from './plan.ts';
import { driverOf } from './plan-driver.ts';
import type { BacktestResult } from './result.ts';
import { summarise } from './summarise.ts';

export interface Progress {
  readonly bars: number;
  readonly totalBars: number | undefined;
  /** Of recorded markets. */
  readonly events: number;
  readonly totalEvents: number;
  readonly seconds: number;
}

export interface BacktestOptions {
  /** The folder that relative paths of the file are relative to. */
  readonly baseDir: string;
  readonly seed?: number;
  /** Aborting it ends the run with an `interrupted` Fault; nothing has been written then. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Instants of the first slice; later ones grow or shrink toward this time. */
const SLICE = 256;
const SLICE_MS = 20;

/** A run file in, a result out. Throws a Fault for what the user can mend; writes nothing. */
export async function runBacktest(file: RunFile, options: BacktestOptions): Promise<BacktestResult> {
  const plan = await makePlan(options.seed === undefined ? file : { ...file, seed: options.seed }, options.baseDir);
  return runPlan(plan, options);
}

/** A plan, walked once: its delivery, its rates and its actions are used up then. */
export async function runPlan(
  plan: Plan,
  options: Omit<BacktestOptions, 'baseDir' | 'seed'> = {},
): Promise<BacktestResult> {
  const problems = plan.records.map(() => new RecordProblems());
  const opened = await Promise.all(plan.records.map((record, i) => openRunRecord(record, problems[i])));
  try {
    return await runOver(plan, opened, problems, options);
  } finally {
    await Promise.all(opened.map((record) => record.close()));
  }
}

async function runOver(
  plan: Plan,
  opened: readonly MarketRecord[],
  problems: readonly RecordProblems[],
  options: Omit<BacktestOptions, 'baseDir' | 'seed'>,
): Promise<BacktestResult> {
  const engine = new Engine(plan.spec);
  requireListeners(engine, plan.records);
  const observer = new Observer(engine, plan.benchmark);
  const driver = driverOf(plan, engine, observer, opened);
  await walk(driver, plan, options);
  driver.finish();
  if (engine.failure !== undefined) throw strategyFault(engine.failure);
  if (observer.bars + observer.events === 0) {
    throw new Fault('data', 'data: expected bars or events at or after every from; there were none');
  }
  engine.account.ledger.assertBalanced();
  const found = plan.records.flatMap((record, i) => recordWarnings(record, problems[i]));
  if (driver.bookFaults !== undefined) found.push(...faultWarnings(driver.bookFaults));
  return summarise({ ...plan, warnings: [...plan.warnings, ...found] }, engine, observer);
}

/**
 * Goes through all instants in slices of some milliseconds, and looks up between them: progress is told, and a signal heard.
 * Where somebody may interrupt, a slice can be broken off too: a strategy may never come back.
 */
async function walk(
  driver: Driver,
  plan: Plan,
  { signal, onProgress }: Omit<BacktestOptions, 'baseDir' | 'seed'>,
): Promise<void> {
  const startedMs = performance.now();
  const tell = (nowMs: number) =>
    onProgress?.({
      bars: driver.bars,
      totalBars: plan.totalBars,
      events: driver.events,
      totalEvents: plan.totalEvents,
      seconds: (nowMs - startedMs) / 1000,
    });
  let instants = SLICE;
  const slice = () => driver.run(instants);
  for (let more = true; more;) {
    const fromMs = performance.now();
    more = signal === undefined ? slice() : interruptible(slice);
    const nowMs = performance.now();
    if (nowMs - fromMs < SLICE_MS) instants *= 2;
    else instants = Math.max(1, instants >> 1);
    tell(nowMs);
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) throw new Fault('interrupted', 'interrupted; nothing was written');
  }
}
