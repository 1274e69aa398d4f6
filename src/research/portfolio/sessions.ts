import type { SessionReturns } from '../../core/results/contributions.ts';
import type { BacktestResult } from '../../backtest/result.ts';

/** By instrument: of its currency in the account's, at the end. */
export function ratesOf({ instruments, books: { purses } }: BacktestResult): number[] {
  return instruments.map(({ currency }) => purses.find((purse) => purse.currency === currency)?.rate ?? Number.NaN);
}

export function sessionsOf({ summary, daily }: BacktestResult): SessionReturns {
  return { startEquity: Number(summary.account.startEquity), equity: daily.equity, returns: daily.returns };
}

/** Why what needs each session's holdings cannot be said; null where it can. */
export function holdingsNote({ holdings, daily }: BacktestResult): string | null {
  if (holdings.truncated || holdings.sessions !== daily.returns.length)
    return 'too many instruments and sessions to keep what was held at each close';
  return holdings.sessions < 2 ? 'needs two sessions' : null;
}

export function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
