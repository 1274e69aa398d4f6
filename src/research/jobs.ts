import { Fault } from '../core/base/fault.ts';
import type { BacktestResult, Summary } from '../backtest/result.ts';
import { type Evaluation, evaluate, type LoadedRun } from './evaluate.ts';
import { type Trial, TrialKind, trialOf } from './trials.ts';

/** What came of an evaluation: plain data of bounded size, whatever was traded. */
export type Outcome =
  | {
      readonly status: 'ok';
      readonly configHash: string;
      readonly resultHash: string;
      readonly metrics: Summary['metrics'];
      readonly counts: Summary['counts'];
      /** A decimal text in the account's currency. */
      readonly endEquity: string;
      readonly trial: Trial;
      /** Returns of the closed sessions, where the evaluation asked for them. */
      readonly daily?: { readonly closeUs: Float64Array; readonly returns: Float64Array };
    }
  | {
      /** Refused by the strategy's schema, or failed on the way. */
      readonly status: 'refused' | 'failed';
      readonly error: string;
    };

/**
 * Where evaluations of one loaded run are worked off. The same evaluation has the same outcome wherever it is run.
 * A queue that machines share fits behind it: nothing but plain data goes in and comes out.
 */
export interface Jobs {
  /** So many a caller keeps going. */
  readonly size: number;
  /** A strategy at fault is an outcome. Rejects when the jobs are closed (an `interrupted` Fault), and for a defect of ours. */
  run(evaluation: Evaluation): Promise<Outcome>;
  /** Breaks off what is going on, endless loops included. */
  close(): Promise<void>;
}

/** One evaluation in this thread, as every implementation does it in the end. `started`: see `Trial`. */
export async function runEvaluation(
  run: LoadedRun,
  evaluation: Evaluation,
  started: string,
  signal?: AbortSignal,
): Promise<Outcome> {
  try {
    return outcomeOf(await evaluate(run, evaluation, signal), evaluation, started);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { kind, message } = error;
    if (kind === 'config') return { status: 'refused', error: message };
    if (kind === 'strategy' || kind === 'data') return { status: 'failed', error: message };
    throw error;
  }
}

function outcomeOf(result: BacktestResult, { daily }: Evaluation, started: string): Outcome {
  const { run, metrics, counts, account } = result.summary;
  const { closeUs, returns } = result.daily;
  return {
    status: 'ok',
    configHash: run.configHash,
    resultHash: run.resultHash,
    metrics,
    counts,
    endEquity: account.endEquity,
    trial: trialOf(result, { kind: TrialKind.sweep, started }),
    ...(daily === true ? { daily: { closeUs, returns } } : {}),
  };
}

export function closedFault(): Fault {
  return new Fault('interrupted', 'interrupted');
}
