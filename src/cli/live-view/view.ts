import type { Us } from '../../core/base/time.ts';

export interface AgentView {
  readonly id: string;
  readonly strategy: string;
  /** awake, warming-up, stale, paused, killed */
  readonly state: string;
  /** 0..1 of the vote. */
  readonly weight: number;
  readonly profit: number;
}

export interface PositionView {
  readonly instrument: string;
  readonly quantity: number;
  readonly averagePrice: number;
  readonly lastPrice: number;
  readonly profit: number;
}

export interface LimitView {
  readonly rule: string;
  /** Infinity: none. */
  readonly limit: number;
  readonly used: number;
}

export interface RecentView {
  readonly tsUs: Us;
  /** decision, fill, refusal, notice */
  readonly kind: string;
  readonly text: string;
}

/** Everything that the screen shows at one moment: plain values, so that a picture of it can be made anywhere. */
export interface View {
  readonly session: string;
  readonly dir: string;
  readonly start: number;
  /** starting, running, reduce-only, killed, draining, stopped */
  readonly state: string;
  readonly method: string;
  readonly eventUs: Us;
  /** Event time per wall time; NaN: not known yet. */
  readonly speed: number;
  readonly upSeconds: number;
  readonly account: {
    readonly currency: string;
    readonly equity: number;
    readonly realised: number;
    readonly open: number;
    readonly fees: number;
    readonly exposure: number;
  };
  /** Equity since the view began, oldest first. */
  readonly equityCurve: readonly number[];
  readonly agents: readonly AgentView[];
  /** Index of the agent that `p` is about. */
  readonly selected: number;
  readonly positions: readonly PositionView[];
  readonly limits: readonly LimitView[];
  readonly counts: {
    readonly events: number;
    readonly intents: number;
    readonly decisions: number;
    readonly orders: number;
    readonly fills: number;
    readonly refusals: number;
  };
  readonly eventsPerSecond: number;
  readonly ordersPerSecond: number;
  readonly hops: readonly { readonly name: string; readonly p50Us: number; readonly p99Us: number }[];
  readonly health: readonly { readonly name: string; readonly healthy: boolean; readonly text: string }[];
  readonly kills: readonly { readonly scope: string; readonly id: string; readonly reason: string }[];
  readonly audit: { readonly records: number; readonly signed: number; readonly head: string };
  readonly addresses: { readonly control: string; readonly metrics: string };
  /** Oldest first. */
  readonly recent: readonly RecentView[];
  /** What a key is waited for; '' for nothing. */
  readonly question: string;
}
