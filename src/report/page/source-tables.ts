import type { ActiveReturn } from '../../core/results/active-return.ts';
import type { ContributionLine, Evaluation } from '../../core/results/evaluation.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { count, money, orMissing, percent, signedMoney, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, tone, wide } from './section.ts';

const ROWS_MAX = 20;

/** Who made what with what, what that added to the return and to its ups and downs, and what differs from holding equal parts. */
export function sourceTablesHtml(result: BacktestResult, { attribution, active }: Evaluation): Html {
  const { agents, instruments, note } = attribution;
  return markup`<h3>Profit by agent and instrument</h3>
    ${profitHtml(result, attribution)}
    <div class="pair">
      <div>
        <h3>Added to the return, by agent</h3>
        ${contributionsHtml('agent', agents, 'sessions of agents were not kept')}
      </div>
      <div>
        <h3>Added to the return, by instrument</h3>
        ${contributionsHtml('instrument', instruments, note)}
      </div>
    </div>
    <p class="note">
      Sessions are linked after Cariño, so that lines add up to the total return; risk is each line’s part of the
      volatility a year, and takes away where it is negative.
    </p>
    <h3>Against ${active.benchmark}</h3>
    ${active.result === null ? empty(`Not compared: ${active.note ?? ''}.`) : activeHtml(active.result)}`;
}

const COSTS = ['fees', 'slippage', 'borrow', 'interest', 'funding', 'other'] as const;
const NAMES = {
  fees: 'Fees',
  slippage: 'Slippage',
  borrow: 'Borrowing',
  interest: 'Interest',
  funding: 'Funding',
  other: 'Not explained',
};

function profitHtml({ summary }: BacktestResult, { lines, left, profit }: Evaluation['attribution']): Html {
  if (lines.length === 0) return empty('Nobody made or lost anything.');
  const shown = lines.slice(0, ROWS_MAX);
  const hidden = lines.length + left - shown.length;
  const file = summary.files['attribution.csv'] ?? summary.files['attribution.parquet'];
  const any = (key: keyof (typeof lines)[number]): boolean => lines.some((line) => Number(line[key]) !== 0);
  const costs = COSTS.filter((key) => key === 'fees' || any(key));
  const brought = any('dividends');
  return wide(
    'Profit by agent and instrument',
    markup`<table>
      <caption class="sr">
        Profit by agent and instrument
      </caption>
      <thead>
        <tr>
          <th scope="col">Agent</th>
          <th scope="col">Instrument</th>
          <th scope="col">Currency</th>
          <th scope="col" class="number">Closed</th>
          <th scope="col" class="number">Open</th>
          ${brought && markup`<th scope="col" class="number">Dividends</th>`}
          ${costs.map((key) => markup`<th scope="col" class="number">${NAMES[key]}</th>`)}
          <th scope="col" class="number">Profit</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (line) =>
            markup`<tr>
              <th scope="row">${line.agent}</th>
              <td>${line.instrument ?? 'none: cash'}</td>
              <td>${line.currency}</td>
              <td class="number">${signedMoney(line.realised)}</td>
              <td class="number">${signedMoney(line.open)}</td>
              ${brought && markup`<td class="number">${signedMoney(line.dividends)}</td>`}
              ${costs.map((key) => markup`<td class="number">${money(line[key])}</td>`)}
              <td class="number ${tone(line.profit)}">${signedMoney(line.profit)}</td>
            </tr> `,
        )}
        <tr class="sum">
          <th scope="row">Account</th>
          <td colspan="${3 + (brought ? 1 : 0) + costs.length + 1}">
            ${hidden > 0 && markup`with ${count(hidden)} smaller lines${file !== undefined && markup` in <a href="${file}">${file}</a>`}`}
          </td>
          <td class="number ${tone(profit)}">${signedMoney(profit)}</td>
        </tr>
      </tbody>
    </table>`,
  );
}

function contributionsHtml(of: string, lines: readonly ContributionLine[], note: string | null): Html {
  if (lines.length === 0) return empty(`Not said: ${note ?? ''}.`);
  const shown = lines.filter(({ contribution, risk }) => contribution !== 0 || (risk ?? 0) !== 0);
  const largest = Math.max(...shown.map(({ contribution }) => Math.abs(contribution ?? 0)), 1e-9);
  const sum = (key: 'contribution' | 'risk'): number | null =>
    lines.some((line) => line[key] === null) ? null : lines.reduce((all, line) => all + (line[key] ?? 0), 0);
  const row = ({ name, contribution, risk }: ContributionLine, last: boolean): Html =>
    markup`<tr${last && markup` class="sum"`}>
      <th scope="row">${name}</th>
      <td class="number ${tone(contribution)}">
        ${orMissing(signedPercent(contribution, 2), 'all was lost: nothing links to that')}
      </td>
      <td class="bar-column">
        ${!last && markup`<span class="bar ${tone(contribution)}" style="width:${((Math.abs(contribution ?? 0) / largest) * 100).toFixed(1)}%"></span>`}
      </td>
      <td class="number">${orMissing(percent(risk, 2), 'returns do not vary')}</td>
    </tr> `;
  return wide(
    `Added by ${of}`,
    markup`<table>
      <caption class="sr">
        Added to the return by ${of}
      </caption>
      <thead>
        <tr>
          <th scope="col">${of === 'agent' ? 'Agent' : 'Instrument'}</th>
          <th scope="col" class="number">Return</th>
          <th scope="col" class="bar-column"><span class="sr">Return as a bar</span></th>
          <th scope="col" class="number">Risk</th>
        </tr>
      </thead>
      <tbody>
        ${shown.slice(0, ROWS_MAX).map((line) => row(line, false))}${row({ name: 'Account', contribution: sum('contribution'), risk: sum('risk') }, true)}
      </tbody>
    </table>`,
  );
}

function activeHtml({ totalReturn, benchmarkReturn, active, groups, trading }: ActiveReturn): Html {
  const figure = (value: number): Html => markup`<td class="number ${tone(value)}">${signedPercent(value, 2)}</td>`;
  const sum = (key: 'allocation' | 'selection' | 'interaction'): number =>
    groups.reduce((all, group) => all + group[key], 0);
  const largest = groups.toSorted((a, b) => total(b) - total(a)).slice(0, ROWS_MAX);
  return markup`${wide(
    'Active return',
    markup`<table>
      <caption class="sr">
        Active return by group
      </caption>
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col" class="number">Mean weight</th>
          <th scope="col" class="number">Benchmark’s</th>
          <th scope="col" class="number">Allocation</th>
          <th scope="col" class="number">Selection</th>
          <th scope="col" class="number">Interaction</th>
          <th scope="col" class="number">Together</th>
        </tr>
      </thead>
      <tbody>
        ${groups
          .filter((group) => largest.includes(group))
          .map(
            (group) =>
              markup`<tr>
                <th scope="row">${group.group}</th>
                <td class="number">${percent(group.weight)}</td>
                <td class="number">${percent(group.benchmarkWeight)}</td>
                ${figure(group.allocation)}${figure(group.selection)}${figure(group.interaction)}${figure(group.allocation + group.selection + group.interaction)}
              </tr> `,
          )}
        <tr>
          <th scope="row">trading, costs</th>
          <td></td>
          <td></td>
          <td></td>
          <td></td>
          <td></td>
          ${figure(trading)}
        </tr>
        <tr class="sum">
          <th scope="row">Active return</th>
          <td></td>
          <td></td>
          ${figure(sum('allocation'))}${figure(sum('selection'))}${figure(sum('interaction'))}${figure(active)}
        </tr>
      </tbody>
    </table>`,
  )}
    <p class="note">
      ${signedPercent(totalReturn, 2)} against ${signedPercent(benchmarkReturn, 2)}, after Brinson and Fachler, from what
      was held at each close before. Allocation is weighing a group otherwise than the benchmark, selection holding other
      things in it; an instrument that is a group of its own has none. What was traded inside sessions, and all costs,
      stand by themselves.
    </p>`;
}

function total({ allocation, selection, interaction }: ActiveReturn['groups'][number]): number {
  return Math.abs(allocation + selection + interaction);
}
