import { idText } from '../../core/base/ids.ts';
import type { OrderCosts } from '../../core/results/order-costs.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type Column, integer, number, type ResultTable, text, time } from './result-table.ts';
import type { Units } from './units.ts';

const FIGURES = [
  'decisionPrice',
  'arrivalPrice',
  'averagePrice',
  'intervalVwap',
  'delay',
  'execution',
  'opportunity',
  'fees',
  'total',
  'totalBps',
  'arrivalBps',
  'vwapBps',
  'participation',
  'markout1Bps',
  'markout5Bps',
  'markout30Bps',
  'reversionBps',
] as const satisfies readonly (keyof OrderCosts)[];

/** What each order cost against the prices it could have had; money in the instrument's currency, positive is lost. */
export function costsTable({ recording: { orders } }: BacktestResult, units: Units, costs: OrderCosts): ResultTable {
  const figure = (name: (typeof FIGURES)[number]): Column => number(name, (row) => costs[name][row]);
  return {
    name: 'costs',
    count: costs.count,
    columns: [
      text('order', (row) => idText('o', orders.id[costs.order[row]])),
      time('time', (row) => orders.tsUs[costs.order[row]]),
      text('agent', (row) => units.owner(orders.agent[costs.order[row]])),
      text('instrument', (row) => units.instrument(orders.instrument[costs.order[row]])),
      text('currency', (row) => units.currency(orders.instrument[costs.order[row]])),
      integer('fills', (row) => costs.fills[row]),
      number('fillSeconds', (row) => costs.fillUs[row] / 1e6),
      ...FIGURES.map(figure),
    ],
  };
}
