import { clipped } from '../../text-width.ts';
import { sparkline } from '../bars.ts';
import { amount, type Panel, profit, titled } from '../panel.ts';

const LABEL = 10;

/** What the account is worth, and how it came to that. */
export const account: Panel = (view, width, paint) => {
  const { currency, equity, realised, open, fees, exposure } = view.account;
  const worth = `${'equity'.padEnd(LABEL)}${paint('bold', amount(equity))}  `;
  const room = width - LABEL - amount(equity).length - 2;
  return [
    titled('Account', width, paint, currency),
    worth + paint('cyan', sparkline(view.equityCurve, room)),
    `${'profit'.padEnd(LABEL)}${profit(realised + open, paint)}   realised ${profit(realised, paint)}`,
    `${'exposure'.padEnd(LABEL)}${amount(exposure)}   open ${profit(open, paint)}   fees ${amount(fees)}`,
  ].map((line) => clipped(line, width));
};
