import { HOLDING_FIGURES, type HoldingFigure } from '../../core/ledger/money.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { type Cost, costsOf } from '../costs.ts';
import { count, fixed, money, orMissing, percent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, wide } from './section.ts';

const NAMES: Readonly<Record<HoldingFigure, string>> = {
  borrow: 'Borrowing',
  interest: 'Interest',
  funding: 'Funding',
  dividends: 'Dividends',
};

/** Fees, slippage and what holding cost by whom they were paid, beside what was traded; dividends are what came in. */
export function costTableHtml(result: BacktestResult): Html {
  const rows = costsOf(result);
  const asked = HOLDING_FIGURES.filter((figure) => result.summary.account.holding?.[figure] !== undefined);
  const paid = rows.filter(({ fills, holding }) => fills > 0 || asked.some((figure) => holding[figure] !== 0));
  if (paid.length === 0) return empty('Nothing was traded, so nothing was paid.');
  const held = { borrow: 0, interest: 0, funding: 0, dividends: 0 };
  const total = { owner: 'All', currency: '', fills: 0, traded: 0, fees: 0, slippage: 0, holding: held };
  const currencies = new Set(paid.map(({ currency }) => currency));
  for (const row of paid) {
    total.fills += row.fills;
    total.traded += row.traded;
    total.fees += row.fees;
    total.slippage += row.slippage;
    for (const figure of asked) held[figure] += row.holding[figure];
  }
  const spent = total.fees + total.slippage;
  const share = (cost: number): Html | string =>
    currencies.size === 1
      ? orMissing(percent(spent === 0 ? null : cost / spent), 'nothing was paid')
      : orMissing(undefined, 'costs of several currencies do not add up');
  const line = (row: Omit<typeof total, 'holding'> & Pick<Cost, 'holding'>, last: boolean): Html => {
    const cost = row.fees + row.slippage;
    return markup`<tr${last && markup` class="sum"`}><th scope="row">${row.owner}</th><td>${row.currency}</td><td class="number">${count(row.fills)}</td><td class="number">${money(row.traded, 0)}</td><td class="number">${money(row.fees)}</td><td class="number">${money(row.slippage)}</td>${asked.map((figure) => markup`<td class="number">${money(row.holding[figure])}</td>`)}<td class="number">${money(cost)}</td><td class="number">${orMissing(row.traded > 0 ? fixed((cost / row.traded) * 10_000, 2) : undefined, 'nothing traded outside')}</td><td class="number">${last ? '' : share(cost)}</td></tr>
`;
  };
  return wide(
    'Costs',
    markup`<table>
      <caption class="sr">
        Costs by agent
      </caption>
      <thead>
        <tr>
          <th scope="col">Paid by</th>
          <th scope="col">Currency</th>
          <th scope="col" class="number">Fills</th>
          <th scope="col" class="number">Traded</th>
          <th scope="col" class="number">Fees</th>
          <th scope="col" class="number">Slippage</th>
          ${asked.map((figure) => markup`<th scope="col" class="number">${NAMES[figure]}</th>`)}
          <th scope="col" class="number">${asked.length === 0 ? 'Both' : 'Fees and slippage'}</th>
          <th scope="col" class="number">In basis points</th>
          <th scope="col" class="number">Share</th>
        </tr>
      </thead>
      <tbody>
        ${paid.map((row) => line(row, false))}${currencies.size === 1 && paid.length > 1 && line({ ...total, currency: paid[0].currency }, true)}
      </tbody>
    </table>`,
  );
}
