import type { Figures } from '../../backtest/result.ts';
import { measure, type Measures } from '../../core/results/measures.ts';
import { growth } from '../../core/statistics/drawdowns.ts';

/** Session returns of some windows, one after the other. */
export interface Returns {
  readonly closeUs: Float64Array;
  readonly returns: Float64Array;
}

/** The metrics that session returns alone decide: those of several windows together too. */
export const returnMetrics = [
  'totalReturn',
  'cagr',
  'volatility',
  'sharpe',
  'sortino',
  'calmar',
  'omega',
  'maxDrawdown',
  'maxDrawdownDays',
  'ulcerIndex',
  'hitRate',
  'profitFactor',
  'tailRatio',
  'skew',
  'kurtosis',
  'valueAtRisk95',
  'conditionalValueAtRisk95',
] as const satisfies readonly (keyof Measures)[];
export type ReturnMetric = (typeof returnMetrics)[number];
export type ReturnFigures = Figures<Pick<Measures, ReturnMetric>>;

export function joined(pieces: readonly Returns[]): Returns {
  const length = pieces.reduce((sum, { returns }) => sum + returns.length, 0);
  const closeUs = new Float64Array(length);
  const returns = new Float64Array(length);
  let at = 0;
  for (const piece of pieces) {
    closeUs.set(piece.closeUs, at);
    returns.set(piece.returns, at);
    at += piece.returns.length;
  }
  return { closeUs, returns };
}

/** The measures of an account that had these returns, by the rules of a backtest. */
export function figuresOf({ closeUs, returns }: Returns, periodsPerYear: number): ReturnFigures {
  const length = returns.length;
  const daily = { closeUs, equity: growth(returns), grossExposure: new Float64Array(length), length };
  return pickFigures(measure({ startEquity: 1, daily, traded: 0, periodsPerYear }));
}

export function pickFigures(metrics: Readonly<Record<ReturnMetric, number | null>>): ReturnFigures {
  return Object.fromEntries(returnMetrics.map((name) => [name, orNull(metrics[name])])) as ReturnFigures;
}

/** Metric by metric over those that have it; null where none has. */
export function meanFigures(all: readonly ReturnFigures[]): ReturnFigures {
  return Object.fromEntries(
    returnMetrics.map((name) => {
      const present = all.flatMap((figures) => figures[name] ?? []);
      return [name, present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length];
    }),
  ) as ReturnFigures;
}

export function orNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
