import type { Measures } from '../core/results/measures.ts';

const METRICS: Readonly<Record<keyof Measures, true>> = {
  totalReturn: true,
  cagr: true,
  volatility: true,
  sharpe: true,
  sortino: true,
  calmar: true,
  omega: true,
  maxDrawdown: true,
  maxDrawdownDays: true,
  ulcerIndex: true,
  hitRate: true,
  profitFactor: true,
  tailRatio: true,
  skew: true,
  kurtosis: true,
  valueAtRisk95: true,
  conditionalValueAtRisk95: true,
  turnover: true,
  exposure: true,
  grossExposure: true,
  alpha: true,
  beta: true,
  informationRatio: true,
  periodsPerYear: true,
};

export type MetricName = keyof Measures;

/** The metrics of a result, in the order of its summary. */
export const metricNames = Object.keys(METRICS) as readonly MetricName[];
