import type { BacktestResult } from '../../backtest/result.ts';
import { count, orMissing, percent, signedMoney, money, ratio, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { tone, wide } from './section.ts';

export function agentTableHtml({ summary: { agents, account } }: BacktestResult): Html {
  const largest = Math.max(...agents.map(({ pnl }) => Math.abs(Number(pnl))), 1e-9);
  return wide(
    'Agents',
    markup`<table>
      <caption class="sr">
        Agents with their profit and costs, in ${account.currency}
      </caption>
      <thead>
        <tr>
          <th scope="col">Agent</th>
          <th scope="col">Strategy</th>
          <th scope="col" class="number">Weight at the end</th>
          <th scope="col" class="number">Profit, ${account.currency}</th>
          <th scope="col" class="bar-column"><span class="sr">Profit as a bar</span></th>
          <th scope="col" class="number">Fees</th>
          <th scope="col" class="number">Trades</th>
          <th scope="col" class="number">Winning trades</th>
          <th scope="col" class="number">Deepest drawdown</th>
        </tr>
      </thead>
      <tbody>
        ${agents.map(
          (agent) =>
            markup`<tr>
              <th scope="row">${agent.id}</th>
              <td>${agent.strategy} <span class="quiet">${agent.version}</span></td>
              <td class="number">
                ${orMissing(ratio(agent.weight), 'it has no weight: nobody voted, or the method has none')}
              </td>
              <td class="number ${tone(agent.pnl)}">${signedMoney(agent.pnl)}</td>
              <td class="bar-column">
                <span
                  class="bar ${tone(agent.pnl)}"
                  style="width:${((Math.abs(Number(agent.pnl)) / largest) * 100).toFixed(1)}%"
                ></span>
              </td>
              <td class="number">${money(agent.fees)}</td>
              <td class="number">${count(agent.trades)}</td>
              <td class="number">${orMissing(percent(agent.hitRate), 'it closed no trade')}</td>
              <td class="number">${orMissing(signedPercent(agent.maxDrawdown), 'fewer than two sessions')}</td>
            </tr> `,
        )}
      </tbody>
    </table>`,
  );
}
