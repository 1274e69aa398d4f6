import type { Us } from '../../core/base/time.ts';

export const ProbeKind = {
  /** the same run again */ repeat: 'repeat',
  /** the end of the data taken away */ truncate: 'truncate',
  /** the rest of the data replaced */ poison: 'poison',
  /** each bar delivered one bar later */ shift: 'shift',
  /** the beginning of the data taken away */ later: 'later',
  /** the strategy reads a data file of the run in a way that cannot be altered */ file: 'file',
} as const;
export type ProbeKind = (typeof ProbeKind)[keyof typeof ProbeKind];

/** A decision that should have been the same, and was not. */
export interface Finding {
  readonly probe: ProbeKind;
  /** '': no agent's own, the account as a whole. */
  readonly agent: string;
  readonly instrument: string;
  /** NaN where there is no moment. */
  readonly atUs: Us;
  /** The number of the instrument's bar that closed then, or last before, counted from 1 in the data of the run file. */
  readonly bar: number;
  /** What was decided over the data as it is, and over the altered data. */
  readonly original: string;
  readonly altered: string;
  /** What was done to the data. */
  readonly alteration: string;
  /** At how many of the places probed it showed. */
  readonly places: number;
  readonly placesProbed: number;
  /** Further words, where there are any. */
  readonly detail: string;
}

export interface ProbeReport {
  readonly agents: readonly string[];
  readonly bars: number;
  readonly runs: number;
  readonly seed: number;
  readonly points: number;
  readonly findings: readonly Finding[];
  /** What is no finding and should be known: what could not be compared, what differs by right. */
  readonly notes: readonly string[];
}
