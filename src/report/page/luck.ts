import type { BandCase, Honesty } from '../../core/results/honesty.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { count, orMissing, percent, ratio, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, tone, wide } from './section.ts';

/** What the result is worth: what it was chosen from, what luck finds, what anybody could have had, and what was assumed. */
export function luckHtml(result: BacktestResult, honesty: Honesty): Html {
  return markup`${trialsHtml(honesty)}
    <h3>Against what anybody could have had</h3>
    ${baselinesHtml(result, honesty)}
    <h3>Under other assumptions</h3>
    ${bandsHtml(result, honesty)}`;
}

/** "12 trials", "1 trial"; undefined where nobody counted. */
export function trialsText({ trials: { count: trials, exact } }: Honesty): string | undefined {
  if (trials === null) return undefined;
  return `${exact ? '' : 'about '}${count(trials)} ${trials === 1 ? 'trial' : 'trials'}`;
}

function trialsHtml(honesty: Honesty): Html {
  const { trials, sharpe, overfitting, realityCheck } = honesty;
  const from = trialsText(honesty);
  const row = (label: string, meaning: string, text: string | undefined, note: string | null): Html =>
    markup`<tr>
      <th scope="row">${label}</th>
      <td class="number">${orMissing(text, note ?? 'cannot be said')}</td>
      <td>${meaning}${text === undefined || note === null ? '' : ` Counted ${note}.`}</td>
    </tr> `;
  const say = (value: string | undefined, note: string | null): string | undefined =>
    value === undefined && note !== null ? undefined : value;
  return markup`<p class="note">
      ${from === undefined ? markup`<strong>It is not known from how many trials this result was chosen:</strong> ${trials.note ?? ''}.` : markup`<strong>Chosen from ${from}</strong> on the same instruments${trials.note === null ? '' : `: ${trials.note}`}. ${trials.count === 1 ? 'Trials made elsewhere, or with trials switched off, are not in it.' : ''}`}
    </p>
    ${wide(
      'What the Sharpe ratio is worth',
      markup`<table>
        <caption class="sr">
          What the Sharpe ratio is worth
        </caption>
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col" class="number">Value</th>
            <th scope="col">What it says</th>
          </tr>
        </thead>
        <tbody>
          ${row('Probabilistic Sharpe', 'The chance that the true Sharpe ratio is above 0.', percent(sharpe.probabilistic), sharpe.probabilistic === null ? sharpe.note : null)}
          ${row('Deflated Sharpe', `The chance that it is above what luck alone finds in as many trials${sharpe.lucky === null ? '' : `, which is ${ratio(sharpe.lucky) ?? ''} a year`}.`, percent(sharpe.deflated), sharpe.deflated === null ? sharpe.note : null)}
          ${row('Minimum track record', `Sessions needed to say with 95% confidence that it is above 0; there are ${count(sharpe.sessions)}.`, sharpe.minimumTrackRecord === null ? undefined : count(sharpe.minimumTrackRecord), sharpe.minimumTrackRecord === null ? (sharpe.probabilistic === null ? sharpe.note : 'a Sharpe ratio that is not above 0 never will be') : null)}
          ${row('Probability of overfitting', 'How often the best trial of one half of the time is below the middle in the other. Half is chance.', say(percent(overfitting.probability), overfitting.note), overfitting.note)}
          ${row('Reality check', 'White’s p-value: how often as many worthless trials have one as good as the best of these, against cash.', say(chance(realityCheck.probability), realityCheck.note), realityCheck.note)}
          ${row('Superior ability', 'The same after Hansen, who leaves hopeless trials out.', say(chance(realityCheck.superiorProbability), realityCheck.note), realityCheck.note)}
        </tbody>
      </table>`,
    )}`;
}

function baselinesHtml({ summary }: BacktestResult, { baselines: { rows, random, note } }: Honesty): Html {
  if (rows.length === 0) return empty(`Not compared: ${note ?? ''}.`);
  const { totalReturn, cagr, volatility, sharpe, maxDrawdown } = summary.metrics;
  const run = { name: 'This run', totalReturn, cagr, volatility, sharpe, maxDrawdown };
  return markup`${wide(
    'Baselines',
    markup`<table>
      <caption class="sr">
        Baselines
      </caption>
      <thead>
        <tr>
          <th scope="col">Over the same sessions</th>
          <th scope="col" class="number">Return</th>
          <th scope="col" class="number">A year</th>
          <th scope="col" class="number">Volatility</th>
          <th scope="col" class="number">Sharpe</th>
          <th scope="col" class="number">Max drawdown</th>
        </tr>
      </thead>
      <tbody>
        ${[run, ...rows].map(
          (row) =>
            markup`<tr>
              <th scope="row">${row.name}</th>
              <td class="number ${tone(row.totalReturn)}">${figure(signedPercent(row.totalReturn))}</td>
              <td class="number">${figure(signedPercent(row.cagr))}</td>
              <td class="number">${figure(percent(row.volatility))}</td>
              <td class="number">${figure(ratio(row.sharpe))}</td>
              <td class="number">${figure(percent(row.maxDrawdown))}</td>
            </tr> `,
        )}
      </tbody>
    </table>`,
  )}${
    random === null
      ? markup`<p class="note">No random runs to compare with: ${note ?? ''}.</p>`
      : markup`<p class="note">
          Better than ${percent(random.percentile)} of ${count(random.draws)} runs with the same exposures and turnover
          at random times, of which the middle nine tenths made ${signedPercent(random.low)} to
          ${signedPercent(random.high)} (median ${signedPercent(random.median)}).
        </p>`
  }`;
}

function bandsHtml({ summary }: BacktestResult, { bands: { costs, fills, note } }: Honesty): Html {
  if (costs.length === 0) return empty(`Bands were ${note ?? 'left out'}.`);
  return markup`${wide(
    'Bands',
    markup`<table>
      <caption class="sr">
        The run under other costs and fills
      </caption>
      <thead>
        <tr>
          <th scope="col">Assumption</th>
          <th scope="col" class="number">Return</th>
          <th scope="col" class="number">A year</th>
          <th scope="col" class="number">Sharpe</th>
          <th scope="col" class="number">Max drawdown</th>
        </tr>
      </thead>
      <tbody>
        ${band('Costs, 0 to 2 times', costs)}${band('Fills, kind to unkind', fills)}
      </tbody>
    </table>`,
  )}
    <p class="note">
      Kind fills: at the deciding bar’s close, limits on touch, the target before the stop, any size. Unkind fills: the
      open a tenth of the bar toward its worse extreme (after a longer break than usual, such as a weekend, the open itself), limits traded through, the stop first.${summary.counts.events > 0 ? ' In recorded books: no latency and a kind place in the queue, or twice the latency and its end.' : ''} Both change what agents
      learn and risk allows.${note === null ? '' : ` Could not be run: ${note}.`}
    </p>`;
}

function band(label: string, cases: readonly BandCase[]): Html {
  const values = (key: 'totalReturn' | 'cagr' | 'sharpe' | 'maxDrawdown'): number[] =>
    cases.flatMap((each) => (each[key] === null ? [] : [each[key]]));
  const range = (found: readonly number[], text: (value: number) => string | undefined): Html | string =>
    figure(found.length === 0 ? undefined : `${text(Math.min(...found))} to ${text(Math.max(...found))}`);
  return markup`<tr class="sum">
      <th scope="row">${label}</th>
      <td class="number">${range(values('totalReturn'), signedPercent)}</td>
      <td class="number">${range(values('cagr'), signedPercent)}</td>
      <td class="number">${range(values('sharpe'), ratio)}</td>
      <td class="number">${range(values('maxDrawdown'), percent)}</td>
    </tr>
    ${cases.map(
      (each) =>
        markup`<tr>
          <td>${each.assumption}</td>
          <td class="number ${tone(each.totalReturn)}">${figure(signedPercent(each.totalReturn))}</td>
          <td class="number">${figure(signedPercent(each.cagr))}</td>
          <td class="number">${figure(ratio(each.sharpe))}</td>
          <td class="number">${figure(percent(each.maxDrawdown))}</td>
        </tr> `,
    )}`;
}

/** A share of a thousand resamplings: none of them is no proof of never. */
function chance(value: number | null): string | undefined {
  return value !== null && value < 0.001 ? 'below 0.001' : ratio(value, 3);
}

function figure(text: string | undefined): Html | string {
  return orMissing(text, 'returns do not vary');
}
