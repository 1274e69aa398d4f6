import type { Us } from '../core/base/time.ts';
import type { HoldingFigure } from '../core/ledger/money.ts';
import type { Instrument } from '../core/model/instrument.ts';
import type { Books } from '../core/results/books.ts';
import type { Evaluation } from '../core/results/evaluation.ts';
import type { Holdings } from '../core/results/holdings.ts';
import type { Honesty } from '../core/results/honesty.ts';
import type { Measures } from '../core/results/measures.ts';
import type { OrderCosts } from '../core/results/order-costs.ts';
import type { ProfitPart } from '../core/results/profit-parts.ts';
import type { Recording } from '../core/results/recording.ts';
import type { TradeBook } from '../core/results/trades.ts';

/** A measure, or null where it has no meaning (NaN and infinities are null in JSON). */
export type Figures<T> = { [K in keyof T]: number | null };

/** The object that `conclave backtest run --json` prints (SPEC section 4). Money as decimal strings, ratios as numbers. */
export interface Summary {
  readonly apiVersion: 0;
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly seed: number;
    readonly version: string;
    readonly configHash: string;
    readonly dataHash: string;
    readonly resultHash: string;
  };
  readonly account: {
    readonly currency: string;
    readonly startEquity: string;
    readonly endEquity: string;
    readonly cash: string;
    readonly fees: string;
    /** What holding cost, and of dividends brought: of each that the run asked for. */
    readonly holding?: Readonly<Partial<Record<HoldingFigure, string>>>;
  };
  readonly counts: {
    readonly bars: number;
    /** Quotes, trades and books of recorded markets. */
    readonly events: number;
    readonly intents: number;
    readonly decisions: number;
    readonly orders: number;
    readonly fills: number;
    readonly refusals: number;
    readonly trades: number;
  };
  readonly metrics: Figures<Measures>;
  /** The benchmark bought with all the cash at its first open and held. */
  readonly benchmark:
    | ({ readonly instrument: string } & Figures<
        Pick<Measures, 'totalReturn' | 'cagr' | 'volatility' | 'sharpe' | 'sortino' | 'calmar' | 'maxDrawdown'>
      >)
    | null;
  readonly agents: readonly AgentSummary[];
  readonly trades: {
    readonly count: number;
    readonly open: number;
    readonly wins: number;
    readonly losses: number;
    readonly hitRate: number | null;
    readonly profitFactor: number | null;
    readonly averageBars: number | null;
    /** Profit of the best and the worst trade. */
    readonly best: string | null;
    readonly worst: string | null;
  };
  readonly halts: readonly { readonly rule: string; readonly fromUs: Us; readonly toUs: Us | null }[];
  readonly warnings: readonly string[];
  /** What the result is worth, given what else was tried and assumed; null where nobody asked. */
  readonly honesty: Honesty | null;
  /** Where it came from, what trading cost and how much money it bears; null where nobody asked. */
  readonly portfolio: Evaluation | null;
  /** What was written, by kind; paths relative to the output folder. */
  readonly files: Readonly<Record<string, string>>;
}

export interface AgentSummary {
  readonly id: string;
  readonly strategy: string;
  readonly version: string;
  readonly weight: number | null;
  readonly trades: number;
  readonly pnl: string;
  readonly fees: string;
  readonly hitRate: number | null;
  readonly maxDrawdown: number | null;
}

/** [microseconds, value] */
export type Point = readonly [Us, number];

/** A finished run: the summary, everything the engine put out, and the curves that a report draws. */
export interface BacktestResult {
  readonly summary: Summary;
  readonly instruments: readonly Instrument[];
  /** Agent ids in the engine's order: the places that tables of the recording refer to; `house` comes after them. */
  readonly agents: readonly string[];
  /** How the votes were counted. */
  readonly method: string;
  readonly recording: Recording;
  readonly trades: TradeBook['trades'];
  /** Digits of money in each instrument's currency: fees and slippage in tables are whole units of 10^-scale. */
  readonly moneyScales: readonly number[];
  readonly sessionsPerYear: number;
  readonly curves: {
    /** Account equity at the ends of instants, thinned to a few thousand points. */
    readonly equity: readonly Point[];
    /** The benchmark with the same starting equity; undefined without one. */
    readonly benchmark: readonly Point[] | undefined;
    /** Close prices per instrument, thinned. */
    readonly prices: readonly (readonly Point[])[];
  };
  /** One entry a closed session. */
  readonly daily: {
    readonly closeUs: Float64Array;
    readonly equity: Float64Array;
    readonly returns: Float64Array;
    readonly benchmarkReturns: Float64Array | undefined;
  };
  /** What there was to hold at each closed session, and what was held. */
  readonly holdings: Holdings;
  /** Who made what with which instrument before costs, and all profit, exactly. */
  readonly books: Books;
  /** What the evaluation is made of, row by row; undefined where nobody asked. */
  readonly detail?: { readonly parts: readonly ProfitPart[]; readonly orders: OrderCosts };
  /** What was assumed of fills and costs, in words, one line each. */
  readonly assumptions: readonly string[];
}
