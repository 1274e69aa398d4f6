import type { ActiveReturn } from './active-return.ts';
import type { CapacityPoint } from './capacity.ts';
import type { CostLine } from './cost-lines.ts';
import type { Told } from './honesty.ts';

/** Every number of it, or null where it has no meaning. */
type Written<T> = { readonly [K in keyof T]: T[K] extends number ? number | null : T[K] };

/** Money as decimal text in the currency of the line; costs are positive. */
export interface ProfitLine {
  readonly agent: string;
  /** null: what belongs to no instrument. */
  readonly instrument: string | null;
  readonly currency: string;
  readonly realised: string;
  readonly open: string;
  readonly dividends: string;
  readonly fees: string;
  readonly slippage: string;
  readonly borrow: string;
  readonly interest: string;
  readonly funding: string;
  readonly other: string;
  readonly profit: string;
}

export interface ContributionLine {
  readonly name: string;
  /** Of the total return; linked, so that all lines add up to it. null once all was lost. */
  readonly contribution: number | null;
  /** Of the volatility a year: all lines add up to it. */
  readonly risk: number | null;
}

/** Where a result came from, what trading cost, and how much money it would bear. */
export interface Evaluation {
  readonly attribution: Told & {
    /** By agent and instrument, the largest first. */
    readonly lines: readonly ProfitLine[];
    /** Lines that are not here but in the table of the same name. */
    readonly left: number;
    /** In the account's currency. */
    readonly profit: string;
    /** The house last, instruments' cash last. */
    readonly agents: readonly ContributionLine[];
    readonly instruments: readonly ContributionLine[];
  };
  readonly active: Told & { readonly benchmark: string; readonly result: ActiveReturn | null };
  readonly costs: Told & {
    readonly all: Written<CostLine> | null;
    /** The most traded first. */
    readonly instruments: readonly ({ readonly instrument: string } & Written<CostLine>)[];
    /** null: what of the vote's orders nobody got. */
    readonly agents: readonly ({ readonly agent: string | null } & Written<CostLine>)[];
  };
  readonly capacity: Told & {
    readonly points: readonly Written<CapacityPoint>[];
    /** Money at which the Sharpe ratio is half of that without impact, and at which nothing is made any more. */
    readonly half: number | null;
    readonly zero: number | null;
    readonly participationMax: number | null;
  };
}
