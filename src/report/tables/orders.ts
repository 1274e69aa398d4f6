import { idText } from '../../core/base/ids.ts';
import { Side } from '../../core/model/order.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { decimal, type ResultTable, text, time } from './result-table.ts';
import { quantityText, type Units } from './units.ts';

/** One row an order that left, with the last state it was known in. */
export function ordersTable({ recording, instruments }: BacktestResult, units: Units): ResultTable {
  const { orders, updates } = recording;
  const lastUpdate = new Map<number, number>();
  for (let row = 0; row < updates.count; row++) lastUpdate.set(updates.order[row], row);
  const update = (row: number): number | undefined => lastUpdate.get(orders.id[row]);
  return {
    name: 'orders',
    count: orders.count,
    columns: [
      text('id', (row) => idText('o', orders.id[row])),
      time('time', (row) => orders.tsUs[row]),
      text('decision', (row) => (orders.decision[row] === 0 ? null : idText('d', orders.decision[row]))),
      text('agent', (row) => units.owner(orders.agent[row])),
      text('instrument', (row) => units.instrument(orders.instrument[row])),
      text('origin', (row) => orders.origin[row]),
      text('side', (row) => (orders.side[row] === Side.buy ? 'buy' : 'sell')),
      units.quantities('quantity', orders.instrument, (row) => orders.lots[row]),
      text('type', (row) => orders.type[row]),
      text('timeInForce', (row) => orders.timeInForce[row]),
      units.prices('limitPrice', orders.instrument, orders.limitTicks),
      units.prices('stopPrice', orders.instrument, orders.stopTicks),
      units.prices('trailDistance', orders.instrument, orders.trailTicks),
      text('state', (row) => {
        const last = update(row);
        return last === undefined ? 'submitted' : updates.state[last];
      }),
      decimal('filled', Math.max(0, ...instruments.map(({ lotSize }) => lotSize.scale)), (row) => {
        const last = update(row);
        return quantityText(instruments[orders.instrument[row]], last === undefined ? 0 : updates.filledLots[last]);
      }),
      text('reason', (row) => {
        const last = update(row);
        return last === undefined || updates.reason[last] === '' ? null : updates.reason[last];
      }),
    ],
  };
}
