import type { BacktestResult } from '../backtest/result.ts';
import { namedRandom } from '../core/base/random.ts';
import type { Honesty } from '../core/results/honesty.ts';
import * as honest from '../core/statistics/honesty.ts';
import { kurtosis, skewness } from '../core/statistics/moments.ts';
import { overfittingProbability } from '../core/statistics/pbo.ts';
import { meanOverDeviation } from '../core/statistics/performance.ts';
import { realityCheck } from '../core/statistics/reality-check.ts';
import { baselinesOf } from './baselines.ts';
import { type Search, searchOf } from './search.ts';
import { readFamily, recordTrials } from './trial-registry.ts';
import { TrialKind, trialOf } from './trials.ts';

export interface HonestyOptions {
  /** `$CONCLAVE_HOME`; undefined: trials are neither recorded nor counted, because somebody said so. */
  readonly home: string | undefined;
  /** Wall time at which the run was started, ISO in UTC. */
  readonly started: string;
  readonly bands: Honesty['bands'];
}

const RESAMPLES = 1_000;
/** Blocks of ten periods on average. */
const NEW_BLOCK = 0.1;
/** Two periods a block at least give a ratio; these give one that means something. */
const PERIODS_A_BLOCK = 5;
const BLOCKS = [12, 8];
/** Fewer make the rank of the chosen one a throw of dice with few sides. */
const RANKED_MIN = 8;

/** Records the run as a trial and says what its result is worth. Never throws for the registry: what it cannot count it says. */
export function judge(result: BacktestResult, { home, started, bands }: HonestyOptions): Honesty {
  const trial = trialOf(result, { kind: TrialKind.backtest, started });
  let why = 'trials were not counted (--no-trials)';
  let search: Search | undefined;
  if (home !== undefined) {
    const recorded = recordTrials(home, [trial]);
    const records = recorded.recorded ? readFamily(home, trial.instruments) : recorded;
    if ('why' in records) why = `trials could not be counted: the registry under ${home} failed (${records.why})`;
    else search = searchOf(trial, records as Exclude<typeof records, { recorded: true }>);
  }
  return {
    trials:
      search === undefined
        ? { count: null, exact: false, note: why }
        : { count: search.count, exact: search.note === null, note: search.note },
    sharpe: sharpeOf(result, search, why),
    ...comparedOf(result, search, why),
    baselines: baselinesOf(result),
    bands,
  };
}

function sharpeOf(result: BacktestResult, search: Search | undefined, why: string): Honesty['sharpe'] {
  const { returns } = result.daily;
  const sample = {
    sharpe: meanOverDeviation(returns),
    periods: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  };
  const none = { probabilistic: null, deflated: null, lucky: null, minimumTrackRecord: null };
  if (!Number.isFinite(sample.sharpe)) {
    return { ...none, sessions: returns.length, note: 'returns do not vary: there is no Sharpe ratio' };
  }
  const probabilistic = orNull(honest.probabilisticSharpe(sample));
  const track = honest.minimumTrackRecord(sample);
  const known = { probabilistic, minimumTrackRecord: orNull(Math.ceil(track)), sessions: returns.length };
  if (search === undefined) return { ...known, deflated: null, lucky: null, note: why };
  // A single trial deflates nothing; of several without a ratio there is no variance.
  const spread = search.count === 1 ? 0 : search.variance;
  if (!Number.isFinite(spread)) {
    return { ...known, deflated: null, lucky: null, note: 'too few of the trials have a Sharpe ratio' };
  }
  return {
    ...known,
    deflated: orNull(honest.deflatedSharpe(sample, search.count, spread)),
    lucky: honest.luckySharpe(search.count, spread) * Math.sqrt(result.sessionsPerYear),
    note: null,
  };
}

/** What needs the returns of several trials. */
function comparedOf(
  { summary }: BacktestResult,
  search: Search | undefined,
  why: string,
): Pick<Honesty, 'overfitting' | 'realityCheck'> {
  const compared = search?.series.length ?? 0;
  const without = (note: string): Pick<Honesty, 'overfitting' | 'realityCheck'> => ({
    overfitting: { probability: null, compared, note },
    realityCheck: { probability: null, superiorProbability: null, compared, note },
  });
  if (search === undefined) return without(why);
  const { series } = search;
  if (compared < 2) return without('needs two trials or more over the same sessions');
  const periods = series[0].length;
  const blocks = BLOCKS.find((each) => periods >= each * PERIODS_A_BLOCK);
  if (blocks === undefined) return without(`needs ${PERIODS_A_BLOCK * BLOCKS[1]} sessions, there are ${periods}`);
  const part = compared < search.alike ? `of ${compared} of the ${search.alike} trials over the same sessions` : null;
  const random = namedRandom(summary.run.seed, 'honesty/reality-check');
  const check = realityCheck(series, { random, resamples: RESAMPLES, newBlock: NEW_BLOCK });
  return {
    overfitting:
      compared < RANKED_MIN
        ? { probability: null, compared, note: `needs ${RANKED_MIN} trials or more over the same sessions` }
        : { probability: overfittingProbability(series, blocks).probability, compared, note: part },
    realityCheck: {
      probability: check.probability,
      superiorProbability: check.superiorProbability,
      compared,
      note: part,
    },
  };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
