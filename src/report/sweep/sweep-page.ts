import type { SweepSummary } from '../../research/sweep-summary.ts';
import { BASE_SCRIPT } from '../page/client/base.ts';
import { documentHtml } from '../page/document.ts';
import { count, orMissing, percent, ratio, readableDay } from '../page/format.ts';
import { type Html, markup } from '../page/html.ts';
import { MEASURE } from '../page/measures.ts';
import { empty, factsList, type Section, tone, wide } from '../page/section.ts';
import { HEAT_MAP_SCRIPT } from './heat-map-script.ts';
import { PARALLEL_SCRIPT } from './parallel-script.ts';
import { AXES_MAX, type SweepCells } from './sweep-cells.ts';
import type { SweepLines } from './sweep-lines.ts';

const SCRIPT = `(() => {
'use strict';
${BASE_SCRIPT}${HEAT_MAP_SCRIPT}${PARALLEL_SCRIPT}applyTheme(theme);
})();
`;
const NO_SCRIPT = `(() => {
'use strict';
${BASE_SCRIPT}applyTheme(theme);
})();
`;

/** A sweep as one HTML page, dark and light, that needs nothing else. The same sweep makes the same bytes. */
export function sweepPage(summary: SweepSummary, cells: SweepCells, lines: SweepLines): string {
  const { sweep, counts } = summary;
  const drawn = lines.lines.length > 0;
  const objective = MEASURE[sweep.objective];
  return documentHtml({
    title: `${sweep.name}: sweep`,
    version: sweep.version,
    sections: drawn
      ? sectionsOf(summary, lines)
      : [bestSection(summary), failureSection(summary), aboutSection(summary)],
    top: markup`<header class="masthead">
      <p class="kicker">Conclave sweep</p>
      <h1>${sweep.name}</h1>
      <p class="facts">
        ${METHODS[sweep.method]} · ${count(counts.points)} points · ${count(sweep.parameters.length)}
        ${sweep.parameters.length === 1 ? 'parameter' : 'parameters'} · ${objective.label}
      </p>
      <p class="story">${story(summary)}</p>
      <p class="disclaimer">
        The best of many is partly luck: what was chosen here has yet to show itself on data that the choice has not seen.
      </p>
    </header>`,
    footer:
      'A search shows what would have been best in the past under the assumptions of its backtests; it promises nothing.',
    data: {
      objective: objective.label,
      percent: objective.format(0.5)?.endsWith('%') === true,
      axes: cells.axes.map(({ key, labels }) => ({
        key,
        labels,
        low: labels[0].split('–')[0],
        high: labels.at(-1)?.split('–').at(-1),
      })),
      cells: cells.cells(),
      lines: lines.lines,
    },
    script: drawn ? SCRIPT : NO_SCRIPT,
  });
}

const METHODS = { grid: 'Grid', random: 'Random', halving: 'Successive halving' } as const;

function story({ sweep, counts, best }: SweepSummary): string {
  const { label, format } = MEASURE[sweep.objective];
  if (best.length === 0) return `None of ${count(counts.evaluations)} evaluations had a ${label}.`;
  const [{ parameters, metrics }] = best;
  const values = Object.entries(parameters).map(([key, value]) => `${key} ${String(value)}`);
  const rest = [
    ...(counts.refused > 0 ? [`${count(counts.refused)} were refused by the strategy's schema`] : []),
    ...(counts.failed > 0 ? [`${count(counts.failed)} failed`] : []),
  ];
  const others = rest.length === 0 ? '' : ` Of all, ${rest.join(' and ')}.`;
  return `Best of ${count(counts.ok)}: ${values.join(', ')}, with a ${label} of ${format(metrics?.[sweep.objective] ?? null) ?? 'none'}.${others}`;
}

function sectionsOf(summary: SweepSummary, lines: SweepLines): Section[] {
  const { sweep, rungs } = summary;
  const shown = sweep.parameters.slice(0, AXES_MAX);
  const { label } = MEASURE[sweep.objective];
  const part = rungs.length === 1 ? '' : ` All points on the first ${percent(rungs[0].share)} of the period.`;
  const options = shown.map(({ key }, i) => markup`<option value="${i}">${key}</option>`);
  const sample = lines.every === 1 ? '' : ` One point in ${count(lines.every)} is drawn, and the best ones.`;
  return [
    {
      id: 'heat-map',
      title: 'Heat map',
      lead: `${label} by two parameters: a broad plateau says more than a single peak.${part}`,
      body: markup`<p class="filters">
          <label for="heat-rows">Rows</label
          ><select id="heat-rows">
            ${options}</select
          ><label for="heat-columns">Columns</label
          ><select id="heat-columns">
            <option value="-1">none</option>
            ${options}</select
          ><label for="heat-others">All other parameters</label
          ><select id="heat-others">
            <option value="mean">averaged</option>
            <option value="best">at their best</option>
          </select>
        </p>
        ${wide('Heat map', markup`<div id="heat"></div>`)}`,
    },
    {
      id: 'lines',
      title: 'Parallel coordinates',
      lead: `A line for each point, the more intense the higher its ${label}. Drag along an axis to keep the lines that cross it there.${part}${sample}`,
      body: markup`${wide('Parallel coordinates', markup`<div id="parallel" role="img" aria-label="Lines across the parameters; the best points stand in the table below"></div>`)}
        <p class="note" id="parallel-note" aria-live="polite"></p>`,
    },
    bestSection(summary),
    failureSection(summary),
    aboutSection(summary),
  ];
}

function bestSection({ sweep, best, rungs }: SweepSummary): Section {
  const keys = sweep.parameters.map(({ key }) => key);
  const names = [...new Set([sweep.objective, 'sharpe', 'totalReturn', 'maxDrawdown', 'turnover'] as const)];
  return {
    id: 'best',
    title: 'Best points',
    lead: rungs.length === 1 ? undefined : 'Of those that reached the whole period.',
    body:
      best.length === 0
        ? empty('No evaluation has a value of the objective.')
        : wide(
            'Best points',
            markup`<table>
              <thead>
                <tr>
                  <th scope="col">Point</th>
                  ${keys.map((key) => markup`<th scope="col" class="number">${key}</th>`)}
                  ${names.map((name) => markup`<th scope="col" class="number">${MEASURE[name].label}</th>`)}
                  <th scope="col" class="number">Trades</th>
                </tr>
              </thead>
              <tbody>
                ${best.map(
                  ({ point, parameters, metrics, counts }) =>
                    markup`<tr>
                      <th scope="row">${point}</th>
                      ${keys.map((key) => markup`<td class="number">${String(parameters[key])}</td>`)}
                      ${names.map((name) => {
                        const { format, missing } = MEASURE[name];
                        const value = metrics?.[name] ?? null;
                        return markup`<td class="number ${name === 'totalReturn' ? tone(value) : ''}">${orMissing(format(value), missing)}</td>`;
                      })}
                      <td class="number">${count(counts?.trades ?? 0)}</td>
                    </tr> `,
                )}
              </tbody>
            </table>`,
          ),
  };
}

function failureSection({ counts, failures }: SweepSummary): Section {
  const all = counts.refused + counts.failed;
  return {
    id: 'failures',
    title: 'Refused and failed',
    lead: all > failures.length ? `The first ${count(failures.length)} of ${count(all)}.` : undefined,
    body:
      all === 0
        ? empty('Every point was evaluated.')
        : markup`<ul>
            ${failures.map(({ point, parameters, status, error }) => {
              const values = Object.entries(parameters).map(([key, value]) => `${key} ${String(value)}`);
              return markup`<li>Point ${point} (${values.join(', ')}) ${status}: ${error ?? ''}</li>`;
            })}
          </ul>`,
  };
}

function aboutSection({ sweep, rungs, warnings, files }: SweepSummary): Section {
  const facts: [string, string | Html][] = [
    ['Version', sweep.version],
    ['Seed of the runs', String(sweep.runSeed)],
    ['Seed of the search', String(sweep.seed)],
    ['Configuration hash', markup`<span class="hash">${sweep.configHash}</span>`],
    ['Data hash', markup`<span class="hash">${sweep.dataHash}</span>`],
  ];
  return {
    id: 'about',
    title: 'About this sweep',
    body: markup`${
      rungs.length > 1 &&
      markup`<h3>Rungs</h3>
          <ul>
            ${rungs.map(({ share, points, to }) => markup`<li>${percent(share)} of the period${to === null ? '' : `, to ${readableDay(to.slice(0, 10))}`}: ${count(points)} points</li>`)}
          </ul>`
    }
      <h3>What was searched</h3>
      <ul>
        ${sweep.parameters.map((axis) => markup`<li>${axis.key}: ${'values' in axis ? `${count(axis.values.length)} values, ${String(axis.values[0])} to ${String(axis.values.at(-1))}` : `${ratio(axis.from, 4) ?? ''} to ${ratio(axis.to, 4) ?? ''}${axis.log ? ', on a log scale' : ''}`}</li>`)}
      </ul>
      ${
        warnings.length > 0 &&
        markup`<h3>Warnings</h3>
          <ul>
            ${warnings.map((line) => markup`<li>${line}</li>`)}
          </ul>`
      }
      <h3>To run it again</h3>
      ${factsList(facts)}
      <p class="files">${Object.values(files).map((path) => path !== 'sweep.html' && markup`<a href="${path}">${path}</a> `)}</p>`,
  };
}
