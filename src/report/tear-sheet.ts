import type { BacktestResult } from '../backtest/result.ts';
import { agentTableHtml } from './page/agent-table.ts';
import { chartLibrary } from './page/chart-library.ts';
import { PAGE_SCRIPT } from './page/client/script.ts';
import { costTableHtml } from './page/cost-table.ts';
import { pageData } from './page/data/page-data.ts';
import { shownInstruments } from './page/data/instruments.ts';
import { distributionHtml } from './page/distribution.ts';
import { documentHtml } from './page/document.ts';
import { haltTableHtml } from './page/halt-table.ts';
import { headerHtml } from './page/header.ts';
import { type Html, markup } from './page/html.ts';
import { keyFiguresHtml } from './page/key-figures.ts';
import { luckHtml } from './page/luck.ts';
import { monthlyReturnsHtml } from './page/monthly-returns.ts';
import { numbersTableHtml } from './page/numbers-table.ts';
import { provenanceHtml } from './page/provenance.ts';
import { refusalTableHtml } from './page/refusal-table.ts';
import { chart, type Section } from './page/section.ts';
import { sourceTablesHtml } from './page/source-tables.ts';
import { tradingCostTablesHtml } from './page/trading-cost-tables.ts';
import { worstDrawdownsHtml } from './page/worst-drawdowns.ts';

/**
 * A run as one HTML page that needs nothing else: styles, scripts and data are inside, and its content policy forbids it
 * every connection and every script but its own. The same result makes the same bytes.
 */
export function tearSheet(result: BacktestResult): string {
  const { summary } = result;
  return documentHtml({
    title: `${summary.run.name}: backtest`,
    version: summary.run.version,
    sections: sectionsOf(result),
    top: markup`${headerHtml(result)}${keyFiguresHtml(result)}`,
    footer:
      'A backtest shows what would have happened under its assumptions; past results promise nothing, and none of this is advice.',
    data: pageData(result),
    script: PAGE_SCRIPT,
    library: chartLibrary(),
  });
}

function sectionsOf(result: BacktestResult): Section[] {
  const { summary, instruments } = result;
  const currency = summary.account.currency;
  const against = summary.benchmark === null ? '' : ` against ${summary.benchmark.instrument}`;
  const voted = result.recording.decisions.count > 0;
  return [
    {
      id: 'performance',
      title: 'Performance',
      lead: `Equity in ${currency}${against}. Drag across a chart to zoom all of them, double-click to see everything again.`,
      body: markup`${chart('equity', 'Equity', `Line chart of equity${against}; its figures stand under All numbers`, { tall: true, tools: equityTools() })}
        ${chart('drawdown', 'Under water', 'Area chart of the fall from the last peak of equity', {})}
        <h3>Monthly returns, %</h3>
        ${monthlyReturnsHtml(result)}
        <h3>Deepest drawdowns</h3>
        ${worstDrawdownsHtml(result)}`,
    },
    ...luckSection(result),
    {
      id: 'risk',
      title: 'Risk',
      lead: 'How the ride felt on the way, and what was at stake.',
      body: markup`<div class="pair">
          ${chart('sharpe', 'Rolling Sharpe ratio', 'Line chart of the Sharpe ratio over moving windows')}${chart('volatility', 'Rolling volatility, a year', 'Line chart of volatility over moving windows')}
        </div>
        <div class="pair">
          <div>
            <h3>Distribution of session returns</h3>
            ${distributionHtml(result)}
          </div>
          ${chart('exposure', 'Exposure over equity', 'Line chart of gross and net exposure over equity', { note: 'At the close of each session. Gross adds longs and shorts; net takes one from the other.' })}
        </div>`,
    },
    {
      id: 'agents',
      title: 'Agents',
      lead: 'Profit after all costs; agents’ profits add up to the account’s.',
      body: markup`${agentTableHtml(result)}
      ${chart('profit', `Profit by agent, ${currency}`, 'Line chart of each agent’s profit so far')}
      ${weightChart(result)}`,
    },
    ...sourceSection(result),
    {
      id: 'decisions',
      title: 'Decisions',
      lead: voted ? 'What each agent wanted, what was decided, and what the limits left of it.' : undefined,
      body: markup`${instrumentPicker(result)}
        ${chart('price', 'Price with fills', 'Line chart of the price with buys and sells', { tall: true, note: markup`<span id="fills-note"></span>` })}
        ${chart(
          'stances',
          'Who pointed which way',
          'Lanes over time: long above the middle of a lane, short below it, flat on it',
          {
            note: markup`The decision is what risk allowed. Long stands above the middle of a lane, short below, flat on it; nothing means asleep.${instruments.length > 12 && ' The twelve instruments with the most fills can be chosen.'}<span id="stances-note"></span>`,
          },
        )}
        <h3>Votes and dissent</h3>
        <div data-table="decisions"></div>`,
    },
    {
      id: 'refusals',
      title: 'Refusals and halts',
      lead: 'Where risk said no, or: less.',
      body: markup`${refusalTableHtml(result)}
        <div data-table="refusals"></div>
        <h3>Halts</h3>
        ${haltTableHtml(result)}`,
    },
    {
      id: 'costs',
      title: 'What trading cost',
      lead: 'Fees and slippage are taken off every figure above; what prices did before and after an order, no account shows.',
      body: markup`${costTableHtml(result)}
      ${chart('costs', 'Paid so far', 'Line chart of what was paid so far')}
      ${summary.portfolio !== null && tradingCostTablesHtml(result, summary.portfolio)}`,
    },
    {
      id: 'trades',
      title: 'Trades',
      lead: 'An agent’s position from flat to flat, or to a flip.',
      body: markup`<div data-table="trades"></div>`,
    },
    { id: 'numbers', title: 'All numbers', body: numbersTableHtml(result) },
    { id: 'about', title: 'About this run', body: provenanceHtml(result) },
  ];
}

/** A live session was not chosen from anything: it has none. */
function luckSection(result: BacktestResult): Section[] {
  const { honesty } = result.summary;
  if (honesty === null) return [];
  return [
    {
      id: 'luck',
      title: 'Is it luck?',
      lead: 'What the result is worth, given what else was tried and what was assumed.',
      body: luckHtml(result, honesty),
    },
  ];
}

/** A live session is not evaluated so far. */
function sourceSection(result: BacktestResult): Section[] {
  const { portfolio } = result.summary;
  if (portfolio === null) return [];
  return [
    {
      id: 'source',
      title: 'Where it came from',
      lead: 'The account’s profit and return, taken apart; the parts add up.',
      body: sourceTablesHtml(result, portfolio),
    },
  ];
}

function equityTools(): Html {
  return markup`<span class="tools"
    ><button type="button" class="tool" data-years="0" aria-pressed="true">All</button
    ><button type="button" class="tool" data-years="5" aria-pressed="false">5 years</button
    ><button type="button" class="tool" data-years="3" aria-pressed="false">3 years</button
    ><button type="button" class="tool" data-years="1" aria-pressed="false">1 year</button
    ><button type="button" class="tool" id="log-scale" aria-pressed="false">Log scale</button></span
  >`;
}

function weightChart({ method, agents }: BacktestResult): Html {
  if (agents.length === 1) return markup``;
  if (method === 'sum') {
    return markup`<p class="note">Under the method sum each agent trades its own capital: votes are added, not weighed.</p>`;
  }
  return chart('weight', 'Weight of the vote', 'Line chart of each agent’s weight');
}

/** Of the instruments that are drawn, in their order; nothing to choose from one. */
function instrumentPicker(result: BacktestResult): Html {
  const places = shownInstruments(result);
  if (places.length < 2) return markup``;
  const options = places.map((place, i) => markup`<option value="${i}">${result.instruments[place].name}</option>`);
  return markup`<p class="filters">
    <label for="instrument">Instrument</label
    ><select id="instrument">
      ${options}
    </select>
  </p>`;
}
