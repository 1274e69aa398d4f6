import type { BacktestResult } from '../../../backtest/result.ts';
import { costSeries, type CostSeries } from './cost-series.ts';
import { decisionRows, type DecisionRows } from './decision-rows.ts';
import { instrumentData, type InstrumentData, shownInstruments } from './instruments.ts';
import { intradayEquity, type IntradayEquity } from './intraday-equity.ts';
import { refusalRows, type RefusalRows } from './refusal-rows.ts';
import { sessionSeries, type SessionSeries } from './session-series.ts';
import { type Stances, stances } from './stances.ts';
import { tradeRows, type TradeRows } from './trade-rows.ts';

/** What the page's script draws from. Its figures and small tables are markup already. */
export interface PageData {
  readonly currency: string;
  readonly benchmark: string | null;
  readonly agents: readonly string[];
  readonly instruments: readonly string[];
  /** Where all rows are, when the page holds only the latest: a path beside the page, or null. */
  readonly tables: Readonly<Record<string, string | null>>;
  readonly sessions: SessionSeries;
  readonly intraday: IntradayEquity | null;
  /** The instruments drawn, most traded first. */
  readonly drawn: readonly InstrumentData[];
  readonly stances: Stances;
  readonly decisions: DecisionRows;
  readonly refusals: RefusalRows;
  readonly trades: TradeRows;
  readonly costs: CostSeries | null;
}

export function pageData(result: BacktestResult): PageData {
  const { summary, agents, instruments } = result;
  const places = shownInstruments(result);
  const file = (name: string): string | null =>
    summary.files[`${name}.csv`] ?? summary.files[`${name}.parquet`] ?? summary.files[`${name}.json`] ?? null;
  return {
    currency: summary.account.currency,
    benchmark: summary.benchmark?.instrument ?? null,
    agents,
    instruments: instruments.map(({ name }) => name),
    tables: { decisions: file('decisions'), trades: file('trades'), refusals: file('refusals'), fills: file('fills') },
    sessions: sessionSeries(result),
    intraday: intradayEquity(result),
    drawn: instrumentData(result, places),
    stances: stances(result, places),
    decisions: decisionRows(result),
    refusals: refusalRows(result),
    trades: tradeRows(result),
    costs: costSeries(result),
  };
}
