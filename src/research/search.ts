import { variance } from '../core/statistics/moments.ts';
import type { StoredTrial } from './trial-record.ts';
import type { FamilyRecords } from './trial-registry.ts';
import { aligned, overlap, type Trial, trialId } from './trials.ts';

/** What a result was chosen from. */
export interface Search {
  /** Different trials, the result's own included. */
  readonly count: number;
  /** Why it may be fewer or more; null where it is exact. */
  readonly note: string | null;
  /** The variance of their Sharpe ratios per session; NaN for fewer than two. */
  readonly variance: number;
  /** Returns of those trials that have the same sessions, the result's own first. */
  readonly series: readonly Float32Array[];
  /** Trials with the same sessions, of which `series` may be a part. */
  readonly alike: number;
}

/** So many series are compared at the most: the resampling of more would be felt. */
const SERIES_MAX = 200;

/**
 * The search behind a trial: all different ones of its family that were judged by a part of the same time. A record that is
 * damaged, or older than what is read, is taken to be another one: rather too many than too few.
 */
export function searchOf(own: Trial, { trials, older, damaged }: FamilyRecords): Search {
  const different = new Map<string, StoredTrial | Trial>([[trialId(own), own]]);
  for (const trial of trials)
    if (overlap(own, trial) && !different.has(trialId(trial))) different.set(trialId(trial), trial);
  const all = [...different.values()];
  const ratios = Float64Array.from(all.flatMap(({ sharpe }) => (sharpe === null ? [] : [sharpe])));
  const alike = all.filter((trial) => aligned(own, trial));
  const shown = Math.min(SERIES_MAX, alike.length);
  const series = Array.from({ length: shown }, (_, k) => alike[Math.floor((k * alike.length) / shown)].periods);
  return {
    count: all.length + older + damaged,
    note: noteOf(older, damaged),
    variance: variance(ratios),
    series,
    alike: alike.length,
  };
}

function noteOf(older: number, damaged: number): string | null {
  const parts = [
    ...(damaged === 0
      ? []
      : [
          `${damaged} ${damaged === 1 ? 'record is' : 'records are'} damaged and ${damaged === 1 ? 'counts as a trial' : 'count as trials'}`,
        ]),
    ...(older === 0 ? [] : [`${older} older records were not read and count as different trials`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
