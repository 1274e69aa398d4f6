import type { Evaluation } from '../../core/results/evaluation.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { count, fixed, money, orMissing, percent, ratio, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, tone, wide } from './section.ts';

const ROWS_MAX = 20;
type Line = NonNullable<Evaluation['costs']['all']>;

/** What orders cost against the prices that they could have had, and what would be left with more money. */
export function tradingCostTablesHtml(result: BacktestResult, { costs, capacity }: Evaluation): Html {
  return markup`<h3>Against the prices that orders could have had</h3>
    ${costs.all === null ? empty(`Not compared: ${costs.note ?? ''}.`) : shortfallHtml(result, costs, costs.all)}
    <h3>How much money it bears</h3>
    ${capacity.points.length === 0 ? empty(`Not said: ${capacity.note ?? ''}.`) : capacityHtml(result, capacity)}`;
}

function shortfallHtml(
  { summary: { account, files }, instruments: known }: BacktestResult,
  { agents, instruments, note }: Evaluation['costs'],
  all: Line,
): Html {
  const row = (name: string, line: Line, last = false): Html =>
    markup`<tr${last && markup` class="sum"`}>
      <th scope="row">${name}</th>
      <td class="number">${count(line.orders ?? 0)}</td>
      <td class="number">${orMissing(percent(line.fillRate), 'no price to compare with')}</td>
      <td class="number">${money(line.delay)}</td>
      <td class="number">${money(line.execution)}</td>
      <td class="number">${money(line.opportunity)}</td>
      <td class="number">${money(line.fees)}</td>
      <td class="number">${money(line.total)}</td>
      ${[line.totalBps, line.arrivalBps, line.vwapBps, line.markout1Bps, line.markout5Bps, line.markout30Bps, line.reversionBps].map((value) => markup`<td class="number">${orMissing(basisPoints(value), 'nothing to compare with')}</td>`)}
    </tr> `;
  const file = files['costs.csv'] ?? files['costs.parquet'];
  const byInstrument = known.length === 1 ? [] : instruments.slice(0, ROWS_MAX);
  return markup`${wide(
    'Trading costs',
    markup`<table>
      <caption class="sr">
        Implementation shortfall by agent and instrument, in ${account.currency}
      </caption>
      <thead>
        <tr>
          <th scope="col">Orders of</th>
          <th scope="col" class="number">Orders</th>
          <th scope="col" class="number">Filled</th>
          <th scope="col" class="number">Delay</th>
          <th scope="col" class="number">Execution</th>
          <th scope="col" class="number">Missed</th>
          <th scope="col" class="number">Fees</th>
          <th scope="col" class="number">All, ${account.currency}</th>
          <th scope="col" class="number">All, bp</th>
          <th scope="col" class="number">To arrival</th>
          <th scope="col" class="number">To VWAP</th>
          <th scope="col" class="number">1 bar on</th>
          <th scope="col" class="number">5 bars</th>
          <th scope="col" class="number">30 bars</th>
          <th scope="col" class="number">Came back</th>
        </tr>
      </thead>
      <tbody>
        ${agents.slice(0, ROWS_MAX).map(({ agent, ...line }) => row(agent ?? 'nobody: not filled', line))}${byInstrument.map(({ instrument, ...line }) => row(instrument, line))}${row('All', all, true)}
      </tbody>
    </table>`,
  )}
    <p class="note">
      Positive is lost. Delay is from the decision to the first price an order could have had, execution from there to
      what it got, slippage included; missed is what was not filled, at the price of its end. Then basis points: to the
      arrival price, to the volume-weighted price of the bars it lived through${all.vwapBps === null ? ' (the data has no volume)' : ''}, how far the price had gone on in the order’s
      direction some bars later, and how far it came back in five bars after the last fill. Stops and exits are compared with their own level.
      ${all.fillMedianUs !== null && markup`Half of the orders that were filled whole were so within ${seconds(all.fillMedianUs)}, 95% within ${seconds(all.fill95Us ?? Number.NaN)}.`}
      ${(all.unknown ?? 0) > 0 && markup`${count(all.unknown ?? 0)} orders had no price to compare with.`}
      ${note !== null && `Of note: ${note}.`}${file !== undefined && markup` Order by order: <a href="${file}">${file}</a>.`}
    </p>`;
}

/** Figures of whole bars are hours and days. */
function seconds(us: number): string {
  const total = us / 1e6;
  if (total < 120) return `${fixed(total, total < 10 ? 3 : 0)} seconds`;
  if (total < 7_200) return `${fixed(total / 60, 0)} minutes`;
  return total < 172_800 ? `${fixed(total / 3_600, 1)} hours` : `${fixed(total / 86_400, 1)} days`;
}

function basisPoints(value: number | null): string | undefined {
  return value === null ? undefined : fixed(value, 2);
}

function capacityHtml({ summary: { account } }: BacktestResult, capacity: Evaluation['capacity']): Html {
  const { half, zero, participationMax, note } = capacity;
  // Every other step: half a power of ten.
  const points = capacity.points.filter((_, k) => k % 2 === 0);
  const largest = Math.max(...points.map(({ sharpe }) => Math.abs(sharpe ?? 0)), 1e-9);
  return markup`<p class="note">
      ${zero === null ? '' : markup`<strong>Half of the Sharpe ratio is gone at ${round(half)} ${account.currency}, all that is made at ${round(zero)} ${account.currency}.</strong>`}
      An assumption, not a measurement: every order as many times larger as the money, each paying σ√(Q/V) more, with the
      volume of its session and the volatility of the twenty before. The largest order is ${share(participationMax)} of its session’s volume
      now.${note !== null && ` Of note: ${note}.`}
    </p>
    ${wide(
      'Capacity',
      markup`<table>
        <caption class="sr">
          What would be left with more money
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">Money, ${account.currency}</th>
            <th scope="col" class="number">Times</th>
            <th scope="col" class="number">Impact, bp</th>
            <th scope="col" class="number">Return</th>
            <th scope="col" class="number">A year</th>
            <th scope="col" class="number">Sharpe</th>
            <th scope="col" class="bar-column"><span class="sr">Sharpe as a bar</span></th>
          </tr>
        </thead>
        <tbody>
          ${points.map(
            (point) =>
              markup`<tr>
                <td class="number">${round(point.startEquity)}</td>
                <td class="number">${(point.multiple ?? 0) < 1 ? ratio(point.multiple, 1) : count(point.multiple ?? 0)}</td>
                <td class="number">${basisPoints(point.impactBps)}</td>
                <td class="number ${tone(point.totalReturn)}">
                  ${orMissing(signedPercent(point.totalReturn), 'fewer than two sessions')}
                </td>
                <td class="number">${orMissing(signedPercent(point.cagr), 'fewer than two sessions')}</td>
                <td class="number">${orMissing(ratio(point.sharpe), 'returns do not vary')}</td>
                <td class="bar-column">
                  <span
                    class="bar ${tone(point.sharpe)}"
                    style="width:${((Math.abs(point.sharpe ?? 0) / largest) * 100).toFixed(1)}%"
                  ></span>
                </td>
              </tr> `,
          )}
        </tbody>
      </table>`,
    )}`;
}

function share(value: number | null): string {
  return value !== null && value < 0.00001 ? 'less than 0.001%' : (percent(value, 3) ?? '–');
}

/** Three digits that mean something. */
function round(value: number | null): string {
  return value === null ? '–' : count(Number(value.toPrecision(3)));
}
