import type { Us } from '../base/time.ts';
import type { ConsensusConfig } from '../consensus/config.ts';
import type { SlicingConfig } from '../execution/slicing/slicing-config.ts';
import type { CostMethod } from '../ledger/holding.ts';
import type { Calendar } from '../market/calendar.ts';
import type { Instrument } from '../model/instrument.ts';
import type { RiskConfig } from '../risk/risk.ts';
import type { Exits, Strategy } from '../strategies/strategy.ts';

export interface AgentSpec {
  readonly id: string;
  readonly strategy: Strategy;
  /** As the strategy's schema returned them. */
  readonly params: unknown;
  /** Places in the engine's list of instruments. */
  readonly instruments: readonly number[];
  /** `sum` only: its share of the account's cash, 0..1; undefined shares what is left with the others. */
  readonly capital?: number;
  readonly exits?: Exits;
}

export interface HoldingSpec {
  /** Of what the account is short of. */
  readonly borrowBps: number;
  /** Of what it owes. */
  readonly marginInterestBps: number;
}

/** Everything an engine is made from; with the same inputs it does the same things, to the byte. */
export interface EngineSpec {
  readonly seed: number;
  /** Sorted by name. */
  readonly instruments: readonly Instrument[];
  /** Per instrument. */
  readonly calendars: readonly Calendar[];
  /** Per instrument: the names of its intervals, the base first ('1d', '1w'). */
  readonly intervals: readonly (readonly string[])[];
  /** Sorted by id. */
  readonly agents: readonly AgentSpec[];
  readonly account: {
    readonly currency: string;
    /** A decimal text, in the account's currency. */
    readonly cash: string;
    readonly type: 'margin' | 'cash';
    readonly dayZone: string;
  };
  readonly consensus: ConsensusConfig;
  readonly risk: RiskConfig;
  readonly costMethod: CostMethod;
  /** How netted orders are worked in slices; undefined: they go whole. */
  readonly slicing?: SlicingConfig;
  /** What holding costs a year, in basis points; undefined: nothing. */
  readonly holding?: HoldingSpec;
  /** Events before it warm strategies up: their targets are dropped. 0 = none. */
  readonly fromUs: Us;
}
