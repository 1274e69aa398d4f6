import type { BacktestResult, Point } from '../../../backtest/result.ts';
import { differences, short } from './compact.ts';

/** A run of few sessions is drawn at the ends of instants instead; null where sessions are enough. */
export interface IntradayEquity {
  readonly t: readonly number[];
  readonly equity: readonly (number | null)[];
}

const SESSIONS_ENOUGH = 40;
const POINTS_MAX = 4_000;

export function intradayEquity({ daily, curves }: BacktestResult): IntradayEquity | null {
  if (daily.closeUs.length >= SESSIONS_ENOUGH || curves.equity.length <= daily.closeUs.length) return null;
  const stride = Math.ceil(curves.equity.length / POINTS_MAX);
  const kept = curves.equity.filter((_, i) => i % stride === 0 || i === curves.equity.length - 1);
  const rising = kept.filter(
    (point: Point, i) => i === 0 || Math.floor(point[0] / 1e6) > Math.floor(kept[i - 1][0] / 1e6),
  );
  return {
    t: differences(rising.map(([tsUs]) => Math.floor(tsUs / 1e6))),
    equity: rising.map(([, value]) => short(value, 8)),
  };
}
