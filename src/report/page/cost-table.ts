import type { BacktestResult } from '../../backtest/result.ts';
import { costsOf } from '../costs.ts';
import { count, fixed, money, orMissing, percent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, wide } from './section.ts';

/** Fees and slippage by whom they were paid, beside what was traded. */
export function costTableHtml(result: BacktestResult): Html {
  const rows = costsOf(result);
  const paid = rows.filter(({ fills }) => fills > 0);
  if (paid.length === 0) return empty('Nothing was traded, so nothing was paid.');
  const total = { owner: 'All', currency: '', fills: 0, traded: 0, fees: 0, slippage: 0 };
  const currencies = new Set(paid.map(({ currency }) => currency));
  for (const row of paid) {
    total.fills += row.fills;
    total.traded += row.traded;
    total.fees += row.fees;
    total.slippage += row.slippage;
  }
  const line = (row: typeof total, last: boolean): Html => {
    const cost = row.fees + row.slippage;
    return markup`<tr${last && markup` class="sum"`}><th scope="row">${row.owner}</th><td>${row.currency}</td><td class="number">${count(row.fills)}</td><td class="number">${money(row.traded, 0)}</td><td class="number">${money(row.fees)}</td><td class="number">${money(row.slippage)}</td><td class="number">${money(cost)}</td><td class="number">${orMissing(row.traded > 0 ? fixed((cost / row.traded) * 10_000, 2) : undefined, 'nothing traded outside')}</td><td class="number">${last ? '' : orMissing(percent(currencies.size === 1 ? cost / (total.fees + total.slippage) : null), 'costs of several currencies do not add up')}</td></tr>
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
          <th scope="col" class="number">Both</th>
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
