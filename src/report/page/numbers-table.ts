import type { BacktestResult } from '../../backtest/result.ts';
import { count, orMissing, percent, ratio, signedMoney } from './format.ts';
import { type Html, markup, type HtmlValue } from './html.ts';
import { MEASURE_TEXTS } from './measures.ts';
import { wide } from './section.ts';

/** Every number of the summary with what it means. */
export function numbersTableHtml({ summary }: BacktestResult): Html {
  const { metrics, benchmark, account, counts, trades } = summary;
  const columns = benchmark === null ? 3 : 4;
  const line = (label: string, value: HtmlValue, beside: HtmlValue, meaning: string): Html =>
    markup`<tr>
      <th scope="row">${label}</th>
      <td class="number">${value}</td>
      ${benchmark !== null && markup`<td class="number">${beside}</td>`}
      <td class="meaning">${meaning}</td>
    </tr> `;
  const group = (title: string): Html =>
    markup`<tr class="group">
      <th scope="rowgroup" colspan="${columns}">${title}</th>
    </tr>`;
  return wide(
    'All numbers',
    markup`<table class="numbers">
      <caption class="sr">
        All numbers with their meaning
      </caption>
      <thead>
        <tr>
          <th scope="col">Measure</th>
          <th scope="col" class="number">This run</th>
          ${benchmark !== null && markup`<th scope="col" class="number">${benchmark.instrument}</th>`}
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${group('Returns and risk, from session closes')}${MEASURE_TEXTS.map(
          ({ key, label, meaning, missing, format }) =>
            line(
              label,
              orMissing(format(metrics[key]), missing),
              benchmark !== null && key in benchmark
                ? orMissing(format(benchmark[key as keyof typeof benchmark] as number | null), missing)
                : '',
              meaning,
            ),
        )}
      </tbody>
      <tbody>
        ${group(`Account, ${account.currency}`)}${line('Equity at the start', exact(account.startEquity), '', 'Cash that the account began with.')}${line('Equity at the end', exact(account.endEquity), '', 'Cash and open positions at their last close.')}${line('Cash at the end', exact(account.cash), '', 'What is not in positions; shorts add to it.')}${line('Fees', exact(account.fees), '', 'All commissions paid. Slippage stands under Costs.')}
      </tbody>
      <tbody>
        ${group('Trades: an agent’s position from flat to flat, or to a flip')}${line('Trades', count(trades.count), '', 'All of them, open ones too.')}${line('Still open', count(trades.open), '', 'At the end of the run; neither a win nor a loss.')}${line('Wins', count(trades.wins), '', 'Closed with a profit after costs.')}${line('Losses', count(trades.losses), '', 'Closed with a loss after costs.')}${line('Winning trades', orMissing(percent(trades.hitRate), 'no trade was closed'), '', 'Wins over closed trades.')}${line('Profit factor of trades', orMissing(ratio(trades.profitFactor), 'no trade lost, or none was closed'), '', 'Profit of the wins over the loss of the losses.')}${line('Mean length, bars', orMissing(ratio(trades.averageBars, 1), 'no trade was closed'), '', 'Base bars from entry to exit.')}${line('Best trade', orMissing(signedMoney(trades.best), 'no trade was closed'), '', 'Largest profit of one trade.')}${line('Worst trade', orMissing(signedMoney(trades.worst), 'no trade was closed'), '', 'Largest loss of one trade.')}
      </tbody>
      <tbody>
        ${group('Counts')}${line('Bars', count(counts.bars), '', 'Base bars delivered to agents.')}${counts.events === 0 ? '' : line('Events', count(counts.events), '', 'Quotes, trades and books of recorded markets.')}${line('Intents', count(counts.intents), '', 'Changes of mind: restating a target does not count.')}${line('Decisions', count(counts.decisions), '', 'Times the votes on an instrument were counted and acted upon.')}${line('Orders', count(counts.orders), '', 'Orders that left for the venue.')}${line('Fills', count(counts.fills), '', 'Reports of execution; an order may fill in parts.')}${line('Refusals', count(counts.refusals), '', 'Times that risk said no, or: less.')}
      </tbody>
    </table>`,
  );
}

/** A decimal text with thousands apart and no more than the digits it needs, two at least. */
function exact(text: string): string {
  const [whole, fraction = ''] = text.replace('-', '\u2212').split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === ''
    ? grouped
    : `${grouped}.${fraction.length > 2 ? fraction.replace(/0+$/, '').padEnd(2, '0') : fraction}`;
}
