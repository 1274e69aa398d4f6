import type { Us } from '../core/base/time.ts';

export const Cause = {
  /** the session saw other bars, or none for too long */ data: 'data',
  /** agents or their meta-agent decided otherwise, though all that they could know was the same */ signal: 'signal',
  /** the order met the market at another moment */ latency: 'latency',
  /** at the same moment, at another price, size or slippage */ fill: 'fill',
  /** another rate of fees */ fee: 'fee',
} as const;
export type Cause = (typeof Cause)[keyof typeof Cause];

/** One place in which a session and its replay part. */
export interface Gap {
  readonly cause: Cause;
  readonly tsUs: Us;
  readonly instrument: string;
  /** '': the netted account. */
  readonly agent: string;
  /** The orders that answer each other. */
  readonly session: string | null;
  readonly replay: string | null;
  /** What the session has more than the replay by it, at the last prices, in the account's currency. */
  readonly money: string;
  /** It comes of an earlier gap of this cause. */
  readonly follows: boolean;
  readonly what: string;
}
