import { harmless } from '../../text-width.ts';
import { amount, type Panel, profit, rows, titled } from '../panel.ts';

/** What is held. */
export const positions: Panel = (view, width, paint) => {
  const lines = view.positions.map(({ instrument, quantity, averagePrice, lastPrice, profit: open }) => [
    harmless(instrument),
    quantity.toLocaleString('en-US'),
    `${amount(averagePrice)} → ${amount(lastPrice)}`,
    profit(open, paint),
  ]);
  const shown =
    lines.length === 0 ? [paint('dim', 'nothing is held')] : rows(lines, ['left', 'right', 'right', 'right'], width);
  return [titled('Positions', width, paint), ...shown];
};
