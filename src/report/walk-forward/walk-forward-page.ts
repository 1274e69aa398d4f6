import type { WalkForwardResult } from '../../research/walk-forward/walk-forward.ts';
import type { WalkForwardSummary } from '../../research/walk-forward/walk-forward-summary.ts';
import { chartLibrary } from '../page/chart-library.ts';
import { BASE_SCRIPT } from '../page/client/base.ts';
import { CHARTS_SCRIPT } from '../page/client/charts.ts';
import { documentHtml } from '../page/document.ts';
import { count, orMissing, percent, ratio, signedPercent } from '../page/format.ts';
import { type Html, markup, type HtmlValue } from '../page/html.ts';
import { MEASURE } from '../page/measures.ts';
import { chart, empty, factsList, type Section, tone } from '../page/section.ts';
import { chosenParametersHtml } from './chosen-parameters.ts';
import { type Curves, curvesOf } from './curves.ts';
import { CURVES_SCRIPT } from './curves-script.ts';
import { pathStripHtml } from './path-strip.ts';
import { duelHtml, windowTableHtml } from './side-by-side.ts';
import { day, windowLanesHtml } from './window-lanes.ts';

const SCRIPT = `(() => {
'use strict';
${BASE_SCRIPT}${CHARTS_SCRIPT}${CURVES_SCRIPT}})();
`;

/** A walk as one HTML page, dark and light, that needs nothing else. The same walk makes the same bytes. */
export function walkForwardPage(result: WalkForwardResult, summary: WalkForwardSummary): string {
  const { run, search, windows, period } = summary;
  const curves = curvesOf(result);
  return documentHtml({
    title: `${run.name}: walk-forward`,
    version: run.version,
    sections: sectionsOf(summary, curves),
    top: markup`<header class="masthead">
        <p class="kicker">Conclave walk-forward</p>
        <h1>${run.name}</h1>
        <p class="facts">
          ${SCHEMES[summary.scheme.scheme]} · ${count(windows.length)} ${isSplit(summary) ? 'splits' : 'windows'} ·
          ${count(search.points)} points each, by ${MEASURE[search.objective].label} · ${day(period.from)} to
          ${day(period.to)}
        </p>
        <p class="story">${story(summary)}</p>
        <p class="disclaimer">
          What was chosen never saw what it is judged by. Walking again with other windows or another search until it looks good
          undoes that.
        </p>
      </header>
      ${figuresHtml(summary)}`,
    footer:
      'Choosing on the past what to do next is what somebody could have done at the time; it promises nothing for the time to come.',
    data: { sessions: { t: curves.t }, intraday: null, drawn: [], lines: curves.lines },
    script: SCRIPT,
    library: chartLibrary(),
  });
}

const SCHEMES: Readonly<Record<string, string>> = {
  anchored: 'Anchored windows',
  rolling: 'Rolling windows',
  combinatorial: 'Combinatorial purged cross-validation',
};

function isSplit({ scheme }: WalkForwardSummary): boolean {
  return scheme.groups !== null;
}

function story({ total, windows, scheme }: WalkForwardSummary): string {
  const what = scheme.groups === null ? 'windows' : 'splits';
  if (total.judged === 0) return `None of ${count(windows.length)} ${what} could be judged.`;
  const [before, after] = [ratio(total.inSample?.sharpe ?? null), ratio(total.outOfSample?.sharpe ?? null)];
  const rest =
    total.judged === windows.length
      ? ''
      : ` ${count(windows.length - total.judged)} of ${count(windows.length)} ${what} could not be judged.`;
  return `Where they were chosen, parameters showed a Sharpe ratio of ${before ?? 'none'} on average; on data that they had not seen, ${after ?? 'none'}.${rest}`;
}

/** A name, its value, what stands beneath it, and its tone. */
type Figure = readonly [string, HtmlValue, HtmlValue, string?];

function figuresHtml(summary: WalkForwardSummary): Html {
  const { total, sharpe, overfitting } = summary;
  const [before, after] = [total.inSample, total.outOfSample];
  const none = 'nothing was judged';
  const all: Figure[] = [
    [
      'Sharpe ratio out of sample',
      orMissing(ratio(after?.sharpe ?? null), none),
      inSample(ratio(before?.sharpe ?? null)),
    ],
    [
      'Annual growth out of sample',
      orMissing(signedPercent(after?.cagr ?? null), none),
      inSample(signedPercent(before?.cagr ?? null)),
      tone(after?.cagr ?? null),
    ],
    [
      'Efficiency',
      orMissing(percent(total.efficiency, 0), 'the choices did not grow in sample'),
      'growth out of sample over that in sample',
    ],
    [
      'Deepest drawdown',
      orMissing(percent(after?.maxDrawdown ?? null), none),
      inSample(percent(before?.maxDrawdown ?? null)),
    ],
    ['Sharpe ratio lost', orMissing(ratio(total.sharpeDecay), none), 'in sample less out of sample'],
    ['Gaining out of sample', orMissing(percent(total.gaining, 0), none), `of ${count(total.judged)} judged`],
  ];
  if (sharpe !== null) {
    const { probability, note, compared } = overfitting ?? { probability: null, note: null, compared: 0 };
    all.push(
      [
        'Losing paths',
        orMissing(percent(sharpe.losing, 0), none),
        `of ${count(sharpe.paths)}, Sharpe ratio not above 0`,
      ],
      [
        'Probability of overfitting',
        orMissing(percent(probability, 0), note ?? 'cannot be said'),
        `${count(compared)} points compared`,
      ],
    );
  }
  return markup`<dl class="figures">
    ${all.map(
      ([name, value, beside, kind = '']) =>
        markup`<div>
          <dt>${name}</dt>
          <dd class="${kind}">${value}</dd>
          <dd class="beside">${beside}</dd>
        </div> `,
    )}
  </dl>`;
}

function inSample(text: string | undefined): string {
  return text === undefined ? '' : `in sample ${text}`;
}

function sectionsOf(summary: WalkForwardSummary, curves: Curves): Section[] {
  const split = isSplit(summary);
  const drawn = curves.every === 1 ? '' : ` One path in ${count(curves.every)} is drawn.`;
  return [
    {
      id: 'growth',
      title: 'Out of sample',
      lead: split
        ? `Growth of 1 over each path: every group of the period once, as a choice met it that had not seen it.${drawn}`
        : 'Growth of 1 over the tests, one after the other, beside the pace that each choice had shown in its training.',
      body: chart('growth', 'Growth of 1', 'Line chart of growth out of sample', { tall: true }),
    },
    ...(split
      ? [
          {
            id: 'paths',
            title: 'Paths',
            lead: 'The same search, judged along different histories of choices: how much of a single figure is chance.',
            body: pathStripHtml(summary),
          },
        ]
      : []),
    {
      id: 'side-by-side',
      title: 'In sample against out of sample',
      lead: `Sharpe ratios by ${split ? 'split' : 'window'}.`,
      body: markup`${duelHtml(summary)}${windowTableHtml(summary)}`,
    },
    {
      id: 'windows',
      title: split ? 'Splits' : 'Windows',
      lead: lengthsText(summary),
      body: windowLanesHtml(summary),
    },
    {
      id: 'parameters',
      title: 'Chosen parameters',
      lead: 'Choices that jump from one end to the other follow noise; a plateau that is found again and again does not.',
      body: chosenParametersHtml(summary),
    },
    { id: 'failures', title: 'Refused and failed', body: failuresHtml(summary) },
    { id: 'about', title: 'About this walk', body: aboutHtml(summary) },
  ];
}

function lengthsText({ scheme }: WalkForwardSummary): string {
  const { train, test, step, purge, embargo, groups, testGroups } = scheme;
  if (groups !== null)
    return `${count(groups)} groups, ${count(testGroups ?? 0)} tested at a time; ${purge} purged before a test, ${embargo ?? ''} of embargo after it.`;
  const begin =
    scheme.scheme === 'anchored'
      ? `Training from the first bar on, ${train ?? ''} at first`
      : `Training of ${train ?? ''}`;
  return `${begin}; tests of ${test ?? ''} every ${step ?? ''}; ${purge} purged before a test.`;
}

function failuresHtml({ counts, failures }: WalkForwardSummary): Html {
  const all = counts.refused + counts.failed;
  if (all === 0) return empty('Everything was evaluated.');
  return markup`${all > failures.length && markup`<p class="lead">${count(all)} evaluations; the same of a point stands once, for the first window.</p>`}
    <ul>
      ${failures.map(({ part, window, point, parameters, status, error }) => {
        const values = Object.entries(parameters).map(([key, value]) => `${key} ${String(value)}`);
        const where = window === null ? part : `${part} of window ${window}`;
        return markup`<li>Point ${point} (${values.join(', ')}) ${status} in the ${where}: ${error}</li>`;
      })}
    </ul>`;
}

function aboutHtml({ run, search, counts, warnings, files }: WalkForwardSummary): Html {
  const facts: readonly [string, string | Html][] = [
    ['Version', run.version],
    ['Seed of the runs', String(run.seed)],
    ['Seed of the search', String(search.seed)],
    ['Search', search.method],
    ['Evaluations', count(counts.ok + counts.refused + counts.failed)],
    ['Configuration hash', markup`<span class="hash">${run.configHash}</span>`],
    ['Data hash', markup`<span class="hash">${run.dataHash}</span>`],
    ['Result hash', markup`<span class="hash">${run.resultHash}</span>`],
  ];
  return markup`${
    warnings.length > 0 &&
    markup`<h3>Warnings</h3>
        <ul>
          ${warnings.map((line) => markup`<li>${line}</li>`)}
        </ul>`
  }
    ${factsList(facts)}
    <p class="files">
      ${Object.values(files).map((path) => !path.endsWith('.html') && markup`<a href="${path}">${path}</a> `)}
    </p>`;
}
