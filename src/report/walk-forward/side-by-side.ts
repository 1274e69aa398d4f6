import type { WalkForwardSummary, WindowSummary } from '../../research/walk-forward/walk-forward-summary.ts';
import type { ReturnMetric } from '../../research/walk-forward/figures.ts';
import { count, orMissing, percent, ratio } from '../page/format.ts';
import { type Html, markup, type HtmlValue } from '../page/html.ts';
import { MEASURE } from '../page/measures.ts';
import { empty, tone, wide } from '../page/section.ts';
import { day, LANES_MAX } from './window-lanes.ts';

const ROWS_MAX = 200;

/** Two bars for each window from a common zero: what the choice showed, and what came of it. */
export function duelHtml({ windows }: WalkForwardSummary): Html {
  const drawn = windows.filter(({ status }) => status === 'ok').slice(0, LANES_MAX);
  const values = drawn.flatMap(({ inSample, outOfSample }) => [inSample?.sharpe ?? 0, outOfSample?.sharpe ?? 0]);
  if (drawn.length === 0) return empty('No window was judged.');
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values, low + 1e-9);
  const at = (value: number): number => (100 * (value - low)) / (high - low);
  const bar = (kind: string, value: number | null): Html => {
    const [from, to] = [Math.min(0, value ?? 0), Math.max(0, value ?? 0)];
    return markup`<i class="${kind}" style="left:${at(from).toFixed(2)}%;width:${(at(to) - at(from)).toFixed(2)}%"></i>`;
  };
  return markup`<p class="key">
      <span><i class="patch of-train"></i>in sample</span><span><i class="patch of-test"></i>out of sample</span>
    </p>
    <div class="duel" role="img" aria-label="Sharpe ratios of each window in sample and out of sample; the numbers stand in the table below">
      ${drawn.map(
        ({ window, inSample, outOfSample }) =>
          markup`<span class="name">${window}</span>
            <span
              class="lane"
              title="Window ${window}: Sharpe ratio ${ratio(inSample?.sharpe ?? null) ?? 'none'} in sample, ${ratio(outOfSample?.sharpe ?? null) ?? 'none'} out of sample"
              >${bar('of-train', inSample?.sharpe ?? null)}${bar('of-test', outOfSample?.sharpe ?? null)}<b style="left:${at(0).toFixed(2)}%"></b
            ></span>`,
      )}<span class="scale" aria-hidden="true"><span>${ratio(low)}</span><span>${ratio(high)}</span></span>
    </div>`;
}

const SHOWN = ['sharpe', 'cagr', 'maxDrawdown'] as const satisfies readonly ReturnMetric[];

export function windowTableHtml(summary: WalkForwardSummary): Html {
  const { windows, total, search } = summary;
  const keys = search.parameters.map(({ key }) => key);
  const several = windows.some(({ test }) => test.length > 1);
  const shown = windows.slice(0, ROWS_MAX);
  return markup`${wide(
    'Windows',
    markup`<table>
      <thead>
        <tr>
          <th scope="col">Window</th>
          <th scope="col">Tested</th>
          ${SHOWN.map((name) => markup`<th scope="col" class="number">${MEASURE[name].label}, in</th><th scope="col" class="number">out</th>`)}
          <th scope="col" class="number">Efficiency</th>
          <th scope="col" class="number">Trades out</th>
          ${keys.map((key) => markup`<th scope="col" class="number">${key}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${shown.map((window) => windowRow(window, keys))}
        <tr class="sum">
          <th scope="row">${several ? 'Mean' : 'Total'}</th>
          <td>${count(total.judged)} of ${count(windows.length)} judged</td>
          ${figureCells(total.inSample, total.outOfSample)}
          <td class="number">${orMissing(percent(total.efficiency, 0), NO_EFFICIENCY)}</td>
          <td></td>
          ${keys.map(() => markup`<td></td>`)}
        </tr>
      </tbody>
    </table>`,
  )}
  ${shown.length < windows.length && markup`<p class="note">The first ${count(shown.length)} of ${count(windows.length)} windows; all of them stand in walk-forward.json.</p>`}`;
}

const NO_EFFICIENCY = 'the choice did not grow in sample';

function windowRow(window: WindowSummary, keys: readonly string[]): Html {
  const { test, chosen, inSample, outOfSample, efficiency, error } = window;
  const tested = test.map(({ from, to }) => `${day(from)} to ${day(to)}`).join(', ');
  return markup`<tr>
    <th scope="row">${window.window}</th>
    <td>${tested}</td>
    ${
      outOfSample === null
        ? markup`<td class="wrap" colspan="${2 * SHOWN.length + 2}">${error ?? ''}</td>`
        : markup`${figureCells(inSample, outOfSample)}
            <td class="number">${orMissing(percent(efficiency, 0), NO_EFFICIENCY)}</td>
            <td class="number">${count(outOfSample.trades)}</td>`
    }
    ${keys.map((key) => markup`<td class="number">${chosen === null ? '' : String(chosen.parameters[key])}</td>`)}
  </tr> `;
}

type Shown = Readonly<Record<(typeof SHOWN)[number], number | null>> | null;

function figureCells(inSample: Shown, outOfSample: Shown): HtmlValue {
  return SHOWN.map((name) => {
    const { format, missing } = MEASURE[name];
    const [before, after] = [inSample?.[name] ?? null, outOfSample?.[name] ?? null];
    return markup`<td class="number">${orMissing(format(before), missing)}</td>
      <td class="number ${name === 'maxDrawdown' ? '' : tone(after)}">${orMissing(format(after), missing)}</td>`;
  });
}
