import { shareOf } from '../../research/walk-forward/comparison.ts';
import type { WalkForwardSummary } from '../../research/walk-forward/walk-forward-summary.ts';
import { count, orMissing, percent } from '../page/format.ts';
import { type Html, markup } from '../page/html.ts';
import { empty, wide } from '../page/section.ts';

const WIDTH = 600;
const HEIGHT = 100;
const DRAWN_MAX = 10;

/** What was chosen from window to window: a step line for each parameter, and how restless it is. */
export function chosenParametersHtml({ search, windows, parameters }: WalkForwardSummary): Html {
  if (parameters.length === 0) return empty('No window made a choice.');
  const lines = search.parameters.slice(0, DRAWN_MAX).map((axis) => {
    const width = WIDTH / windows.length;
    const points = windows.map(({ chosen }, i) => {
      if (chosen === null) return '';
      const y = (HEIGHT * (1 - shareOf(axis, chosen.parameters[axis.key]))).toFixed(1);
      return `${(i * width).toFixed(1)},${y} ${((i + 1) * width).toFixed(1)},${y}`;
    });
    const [low, high] = 'values' in axis ? [axis.values[0], axis.values.at(-1)] : [axis.from, axis.to];
    const texts = windows.map(({ chosen }) => (chosen === null ? 'none' : String(chosen.parameters[axis.key])));
    return markup`<div>
      <h3>${axis.key}&ensp;<span class="quiet">${String(low)} at the foot, ${String(high)} at the top</span></h3>
      <svg
        class="steps"
        viewBox="0 -4 ${WIDTH} ${HEIGHT + 8}"
        preserveAspectRatio="none"
        role="img"
        aria-label="${axis.key} by window: ${texts.slice(0, 100).join(', ')}"
      >
        <line x1="0" x2="${WIDTH}" y1="0" y2="0"></line>
        <line x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"></line>
        <polyline points="${points.filter((text) => text !== '').join(' ')}"></polyline>
      </svg>
      <div class="scale"><span>window 1</span><span>${windows.length}</span></div>
    </div>`;
  });
  return markup`<div class="pair">${lines}</div>
    ${wide(
      'Stability of parameters',
      markup`<table>
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col" class="number">Most frequent</th>
            <th scope="col" class="number">Chosen by</th>
            <th scope="col" class="number">Different values</th>
            <th scope="col" class="number">Kept from one window to the next</th>
            <th scope="col" class="number">Mean step over what was searched</th>
          </tr>
        </thead>
        <tbody>
          ${parameters.map(
            ({ key, mostFrequent, share, distinct, kept, meanStep }) =>
              markup`<tr>
                <th scope="row">${key}</th>
                <td class="number">${String(mostFrequent)}</td>
                <td class="number">${percent(share, 0)}</td>
                <td class="number">${count(distinct)}</td>
                <td class="number">${orMissing(percent(kept, 0), ONE)}</td>
                <td class="number">${orMissing(percent(meanStep, 0), ONE)}</td>
              </tr> `,
          )}
        </tbody>
      </table>`,
    )}`;
}

const ONE = 'fewer than two windows chose';
