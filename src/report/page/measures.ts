import type { Measures } from '../../core/results/measures.ts';
import { count, percent, ratio, signedPercent } from './format.ts';

/** What a measure is called, what it means, how it is written, and why it may be missing. */
export interface MeasureText {
  readonly key: keyof Measures;
  readonly label: string;
  readonly meaning: string;
  readonly missing: string;
  readonly format: (value: number | null) => string | undefined;
}

const SHORT = 'fewer than two sessions';
const NO_BENCHMARK = 'needs a benchmark and two sessions';
const days = (value: number | null): string | undefined => (value === null ? undefined : count(value));

export const MEASURE_TEXTS: readonly MeasureText[] = [
  {
    key: 'totalReturn',
    label: 'Total return',
    meaning: 'What the account gained over the whole run, after fees and slippage.',
    missing: SHORT,
    format: signedPercent,
  },
  {
    key: 'cagr',
    label: 'Annual growth (CAGR)',
    meaning: 'The steady yearly rate that compounds to the total return.',
    missing: SHORT,
    format: signedPercent,
  },
  {
    key: 'volatility',
    label: 'Volatility',
    meaning: 'Standard deviation of session returns, scaled to a year.',
    missing: SHORT,
    format: percent,
  },
  {
    key: 'sharpe',
    label: 'Sharpe ratio',
    meaning: 'Mean session return over its standard deviation, scaled to a year; the risk-free rate is 0.',
    missing: 'returns do not vary, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'sortino',
    label: 'Sortino ratio',
    meaning: 'As Sharpe, but only losses count as risk.',
    missing: 'there was no losing session, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'calmar',
    label: 'Calmar ratio',
    meaning: 'Annual growth over the size of the deepest drawdown.',
    missing: 'there was no drawdown, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'omega',
    label: 'Omega ratio',
    meaning: 'Sum of gains over sum of losses of sessions, around a return of 0.',
    missing: 'there was no losing session, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'maxDrawdown',
    label: 'Deepest drawdown',
    meaning: 'The largest fall from a peak of equity at session closes.',
    missing: SHORT,
    format: signedPercent,
  },
  {
    key: 'maxDrawdownDays',
    label: 'Longest drawdown, days',
    meaning: 'Calendar days from a peak until equity was back there, or until the end; the longest such stretch.',
    missing: SHORT,
    format: days,
  },
  {
    key: 'ulcerIndex',
    label: 'Ulcer index',
    meaning: 'Root of the mean squared drawdown: depth and length of falls in one number.',
    missing: SHORT,
    format: percent,
  },
  {
    key: 'hitRate',
    label: 'Winning sessions',
    meaning: 'Share of sessions with a gain.',
    missing: SHORT,
    format: percent,
  },
  {
    key: 'profitFactor',
    label: 'Profit factor of sessions',
    meaning: 'Gains of winning sessions over losses of losing ones.',
    missing: 'there was no losing session, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'tailRatio',
    label: 'Tail ratio',
    meaning:
      'Size of the 95th percentile of session returns over that of the 5th: above 1, good surprises are larger than bad ones.',
    missing: 'the 5th percentile is 0, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'skew',
    label: 'Skewness',
    meaning: 'Below 0, large losses are more common than large gains.',
    missing: 'returns do not vary, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'kurtosis',
    label: 'Kurtosis',
    meaning: 'Weight of the tails; 3 for a normal distribution.',
    missing: 'returns do not vary, or fewer than two sessions',
    format: ratio,
  },
  {
    key: 'valueAtRisk95',
    label: 'Value at risk, 95%',
    meaning: 'The 5th percentile of session returns: one session in twenty was worse.',
    missing: SHORT,
    format: (value) => signedPercent(value, 2),
  },
  {
    key: 'conditionalValueAtRisk95',
    label: 'Expected shortfall, 95%',
    meaning: 'Mean of the worst 5% of sessions.',
    missing: SHORT,
    format: (value) => signedPercent(value, 2),
  },
  {
    key: 'turnover',
    label: 'Turnover, a year',
    meaning: 'Half of everything traded over mean equity: 1 means that the account was turned over once a year.',
    missing: 'no session closed',
    format: (value) => (value === null ? undefined : `${ratio(value)}×`),
  },
  {
    key: 'exposure',
    label: 'Time in the market',
    meaning: 'Share of sessions that ended with a position.',
    missing: 'no session closed',
    format: percent,
  },
  {
    key: 'grossExposure',
    label: 'Mean gross exposure',
    meaning: 'Worth of all positions, long and short added, over equity; mean over the sessions’ closes.',
    missing: 'no session closed',
    format: percent,
  },
  {
    key: 'alpha',
    label: 'Alpha, a year',
    meaning: 'Return that the benchmark’s moves do not explain.',
    missing: NO_BENCHMARK,
    format: signedPercent,
  },
  {
    key: 'beta',
    label: 'Beta',
    meaning: 'How much of a benchmark move the account took with it.',
    missing: NO_BENCHMARK,
    format: ratio,
  },
  {
    key: 'informationRatio',
    label: 'Information ratio',
    meaning: 'Return above the benchmark over the deviation of that difference, a year.',
    missing: NO_BENCHMARK,
    format: ratio,
  },
  {
    key: 'periodsPerYear',
    label: 'Sessions a year',
    meaning: 'With which ratios are scaled: 252, or 365 as soon as one instrument trades around the clock.',
    missing: 'no session closed',
    format: days,
  },
];

export const MEASURE: Readonly<Record<string, MeasureText>> = Object.fromEntries(
  MEASURE_TEXTS.map((text) => [text.key, text]),
);
