import type { OrderRequest } from '../core/strategies/strategy.ts';

/** Something that the strategy asked for, and the bar that it asked on (-1: before the first one). */
export interface TestedIntent {
  readonly bar: number;
  readonly instrument: string;
  /** The target in units; null abstains. Not there for an order of its own. */
  readonly target?: number | null;
  readonly order?: OrderRequest;
  readonly confidence?: number;
  readonly reason?: string;
}
