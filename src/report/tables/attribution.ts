import { formatDecimal } from '../../core/base/decimal.ts';
import type { ProfitPart } from '../../core/results/profit-parts.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type Column, decimal, type ResultTable, text } from './result-table.ts';
import type { Units } from './units.ts';

const MONEY = [
  'realised',
  'open',
  'dividends',
  'fees',
  'slippage',
  'borrow',
  'interest',
  'funding',
  'other',
  'profit',
] as const satisfies readonly (keyof ProfitPart)[];

/** Profit by agent and instrument, exactly: costs are positive, and of each currency the profits add up to the account's. */
export function attributionTable(
  { instruments }: BacktestResult,
  units: Units,
  parts: readonly ProfitPart[],
): ResultTable {
  const scale = parts.reduce((most, part) => Math.max(most, part.scale), 0);
  const money = (name: (typeof MONEY)[number]): Column =>
    decimal(name, scale, (row) => formatDecimal(parts[row][name], parts[row].scale));
  return {
    name: 'attribution',
    count: parts.length,
    columns: [
      text('agent', (row) => units.owner(parts[row].owner)),
      text('instrument', (row) => instruments[parts[row].instrument]?.name ?? null),
      text('currency', (row) => parts[row].currency),
      ...MONEY.map(money),
    ],
  };
}
