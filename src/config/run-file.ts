import type { z } from 'zod';
import type { ConsensusConfig } from '../core/consensus/config.ts';
import type { SlicingConfig } from '../core/execution/slicing/slicing-config.ts';
import type { Exits } from '../core/strategies/strategy.ts';
import type { dataSection } from './data-section.ts';
import type { LatencyChoice, QueueChoice } from './book-venue-section.ts';
import type { FeeChoice, SlippageChoice } from './execution-section.ts';
import type { LiveConfig } from './live-section.ts';
import type { SweepConfig } from './sweep-section.ts';
import type { WalkForwardConfig } from './walk-forward-section.ts';

export const exportFormats = ['html', 'json', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A run file, read: defaults in place, durations in microseconds, exact amounts as text. */
export interface RunFile {
  readonly apiVersion: 0;
  readonly name: string;
  readonly seed: number;
  readonly account: {
    readonly currency: string;
    /** A decimal text. */
    readonly cash: string;
    readonly type: 'margin' | 'cash';
    readonly dayZone: string;
  };
  readonly benchmark?: string;
  readonly data: readonly z.output<typeof dataSection>[];
  readonly agents: readonly RunAgent[];
  readonly consensus: ConsensusConfig;
  /** As written; `resolveRisk` takes it. */
  readonly risk: Readonly<Record<string, unknown>>;
  readonly execution: RunExecution;
  /** Files with rates of the currencies that are not the account's. */
  readonly rates: readonly { readonly currency: string; readonly path: string }[];
  readonly output?: { readonly dir: string; readonly formats: readonly ExportFormat[] };
  readonly costMethod: 'average' | 'fifo';
  /** What is searched; a run by itself does not look at it. */
  readonly sweep?: SweepConfig;
  /** How the search is judged on data that it has not seen; a run by itself does not look at it either. */
  readonly walkForward?: WalkForwardConfig;
  /** A backtest does not look at it; `readLiveFile` always has one. */
  readonly live?: LiveConfig;
}

export interface RunAgent {
  readonly id: string;
  /** A built-in's name, or a file. */
  readonly strategy: string;
  /** As written: the strategy's own schema checks it. */
  readonly params: unknown;
  /** Default all. */
  readonly instruments?: readonly string[];
  readonly capital?: number;
  readonly exits?: Exits;
}

export interface RunExecution {
  readonly fill: 'next-open' | 'close';
  readonly slippage: SlippageChoice;
  readonly fees: FeeChoice;
  /** undefined: no cap. */
  readonly participation: number | undefined;
  readonly latencyUs: number;
  readonly limitFill: 'through' | 'touch';
  readonly bothHit: 'stop-first' | 'target-first';
  /** Of recorded books: how our place in a queue is estimated; default the pessimistic one. */
  readonly queue?: QueueChoice;
  /** Of recorded books: from us to the venue and back; default the pessimistic ones. */
  readonly orderLatency?: LatencyChoice;
  readonly responseLatency?: LatencyChoice;
  /** Of recorded books, backtest only: how long each event takes from the venue to us; default as recorded. */
  readonly dataLatency?: LatencyChoice;
  /** Backtest only: what holding costs a year, and where rates of funding stand. */
  readonly borrowBps?: number;
  readonly marginInterestBps?: number;
  readonly fundingColumn?: string;
  /** Live only: how an order is cut into children. */
  readonly slicing?: SlicingConfig;
}
