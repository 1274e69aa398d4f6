import type { WalkForwardSummary } from '../../research/walk-forward/walk-forward-summary.ts';
import { count, orMissing, percent, ratio } from '../page/format.ts';
import { type Html, markup } from '../page/html.ts';
import { empty, factsList } from '../page/section.ts';

/** The Sharpe ratio of each path as a dot, beside what the choices had shown in sample. */
export function pathStripHtml({ paths, sharpe, total, overfitting }: WalkForwardSummary): Html {
  const ratios = paths.flatMap(({ metrics }) => metrics?.sharpe ?? []);
  if (sharpe === null || ratios.length === 0) return empty('No path has a Sharpe ratio.');
  const promised = total.inSample?.sharpe ?? null;
  const marks = [0, ...ratios, ...(promised === null ? [] : [promised])];
  const [low, high] = [Math.min(...marks), Math.max(...marks)];
  const room = 0.04 * (high - low) + 1e-9;
  const at = (value: number): string => `${((100 * (value - low + room)) / (high - low + 2 * room)).toFixed(2)}%`;
  const facts: readonly [string, string | Html][] = [
    ['Mean', orMissing(ratio(sharpe.mean), 'no path')],
    ['Median', orMissing(ratio(sharpe.median), 'no path')],
    ['Lowest to highest', `${ratio(sharpe.lowest) ?? ''} to ${ratio(sharpe.highest) ?? ''}`],
    ['Standard deviation', orMissing(ratio(sharpe.standardDeviation), 'one path')],
    ['Paths not above 0', orMissing(percent(sharpe.losing, 0), 'no path')],
    ['Mean in sample', orMissing(ratio(promised), 'no choice')],
    [
      'Probability of overfitting',
      orMissing(percent(overfitting?.probability ?? null, 0), overfitting?.note ?? 'cannot be said'),
    ],
    ['Points compared for it', count(overfitting?.compared ?? 0)],
  ];
  return markup`<p class="key">
      <span><i class="mark"></i>0</span><span><i class="mark tail"></i>mean of the choices in sample</span>
    </p>
    <div class="strip" role="img" aria-label="Sharpe ratios of ${count(ratios.length)} paths from ${ratio(low)} to ${ratio(high)}">
      <i class="mark" style="left:${at(0)}"></i>${promised !== null && markup`<i class="mark tail" style="left:${at(promised)}"></i>`}
      ${ratios.map((value) => markup`<b style="left:${at(value)}" title="${ratio(value)}"></b>`)}
    </div>
    <div class="scale" aria-hidden="true"><span>${ratio(low)}</span><span>${ratio(high)}</span></div>
    ${factsList(facts)}
    <p class="note">
      The probability of overfitting is the share of halves of the period in which the best point of one half ranks in the lower
      half of the other. A single low value proves nothing: on noise it ranges widely.
    </p>`;
}
