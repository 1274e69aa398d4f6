import { decimalOf, formatDecimal } from '../../core/base/decimal.ts';
import { CASH } from '../../core/results/active-return.ts';
import {
  agentContributions,
  type Contributions,
  instrumentContributions,
  linkedContributions,
  type SessionReturns,
} from '../../core/results/contributions.ts';
import type { ContributionLine, Evaluation, ProfitLine } from '../../core/results/evaluation.ts';
import type { ProfitPart } from '../../core/results/profit-parts.ts';
import { componentVolatility } from '../../core/statistics/component-volatility.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { holdingsNote, orNull, sessionsOf } from './sessions.ts';

/** Lines that a result tells; all of them are in the tables. */
const LINES_MAX = 50;
/** Of several currencies money is added as floats: to so many digits. */
const DIGITS = 6;

export function attributionOf(result: BacktestResult, parts: readonly ProfitPart[]): Evaluation['attribution'] {
  const { agents, instruments, recording, books, summary } = result;
  const sessions = sessionsOf(result);
  const rate = new Map(books.purses.map((purse) => [purse.currency, purse.rate]));
  const worth = ({ profit, scale, currency }: Pick<ProfitPart, 'profit' | 'scale' | 'currency'>): number =>
    (Number(profit) / 10 ** scale) * (rate.get(currency) ?? Number.NaN);
  const sorted = parts.toSorted((a, b) => Math.abs(worth(b)) - Math.abs(worth(a)));
  const own = books.purses.filter(({ owner, profit }) => owner < 0 && profit !== 0n);
  const single = own.every(({ currency }) => currency === summary.account.currency);
  const note = holdingsNote(result);
  const perYear = result.sessionsPerYear;
  const complete =
    recording.agentSessions.count === agents.length * sessions.returns.length && sessions.returns.length > 1;
  return {
    lines: sorted.slice(0, LINES_MAX).map((part) => profitLine(part, result)),
    left: Math.max(0, sorted.length - LINES_MAX),
    profit: single
      ? formatDecimal(own.at(0)?.profit ?? 0n, own.at(0)?.scale ?? 2)
      : decimalText(own.reduce((sum, purse) => sum + worth(purse), 0)),
    agents: complete
      ? contributionLines(
          agentContributions(recording, agents.length, sessions),
          [...agents, 'house'],
          sessions,
          perYear,
        )
      : [],
    instruments:
      note === null
        ? contributionLines(
            instrumentContributions(result.holdings, sessions),
            [...instruments.map(({ name }) => name), CASH],
            sessions,
            perYear,
          )
        : [],
    note,
  };
}

function decimalText(value: number): string {
  const { units, scale } = decimalOf(Number(value.toFixed(DIGITS)));
  return formatDecimal(units, scale);
}

function profitLine(part: ProfitPart, { agents, instruments }: BacktestResult): ProfitLine {
  const money = (units: bigint): string => formatDecimal(units, part.scale);
  return {
    agent: agents[part.owner] ?? 'house',
    instrument: instruments[part.instrument]?.name ?? null,
    currency: part.currency,
    realised: money(part.realised),
    open: money(part.open),
    dividends: money(part.dividends),
    fees: money(part.fees),
    slippage: money(part.slippage),
    borrow: money(part.borrow),
    interest: money(part.interest),
    funding: money(part.funding),
    other: money(part.other),
    profit: money(part.profit),
  };
}

/** The largest by themselves, what is left of them in one line before the last, which is what no part explains. */
function contributionLines(
  columns: Contributions,
  names: readonly string[],
  { returns }: SessionReturns,
  perYear: number,
): ContributionLine[] {
  const linked = linkedContributions(columns, returns);
  const risks = componentVolatility(columns, returns, perYear);
  const lines = names.map((name, k) => ({
    name,
    contribution: linked === undefined ? null : orNull(linked[k]),
    risk: orNull(risks[k]),
  }));
  const rest = lines.pop();
  const sorted = lines.sort((a, b) => Math.abs(b.contribution ?? 0) - Math.abs(a.contribution ?? 0));
  const others = sorted.slice(LINES_MAX);
  const sum = (key: 'contribution' | 'risk'): number => others.reduce((all, line) => all + (line[key] ?? 0), 0);
  return [
    ...sorted.slice(0, LINES_MAX),
    ...(others.length === 0
      ? []
      : [{ name: `${others.length} others`, contribution: sum('contribution'), risk: sum('risk') }]),
    ...(rest === undefined ? [] : [rest]),
  ];
}
