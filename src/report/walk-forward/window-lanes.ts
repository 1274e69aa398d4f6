import type { Span } from '../../research/walk-forward/timeline.ts';
import type { WalkForwardSummary, WindowSummary } from '../../research/walk-forward/walk-forward-summary.ts';
import { count, readableDay } from '../page/format.ts';
import { type Html, markup } from '../page/html.ts';

/** More are told in the table only. */
export const LANES_MAX = 60;

/** A lane for each window over the whole period: what was learnt from, left out, and tested. */
export function windowLanesHtml({ period, windows, scheme }: WalkForwardSummary): Html {
  const drawn = windows.slice(0, LANES_MAX);
  const place = placer(period);
  const few = drawn.length <= 12 ? 'few' : '';
  return markup`<p class="key">
      <span><i class="patch of-train"></i>learnt from</span><span><i class="patch of-gap"></i>purged${scheme.groups === null ? '' : ' or under embargo'}</span
      ><span><i class="patch of-test"></i>tested</span>
    </p>
    <div class="spans" role="img" aria-label="A lane for each window: training, what is left out, and test; the dates stand in the table below">
      ${drawn.map(
        (window) =>
          markup`<span class="name">${window.window}</span>
            <span class="lane ${few}" title="${laneText(window)}"
              >${gapsOf(window, place).map(({ from, to }) => segment('of-gap', from, to))}${window.train.map((span) => segment('of-train', ...place(span)))}${window.test.map((span) => segment('of-test', ...place(span)))}</span
            >`,
      )}
      <span></span
      ><span class="scale" aria-hidden="true"><span>${day(period.from)}</span><span>${day(period.to)}</span></span>
    </div>
    ${windows.length > drawn.length && markup`<p class="note">The first ${count(drawn.length)} of ${count(windows.length)} windows.</p>`}`;
}

type Placer = (span: Span) => readonly [number, number];

/** Shares of the period's time; a bar reaches back from its close by the mean distance of bars. */
function placer({ from, to, bars }: Span): Placer {
  const [firstMs, lastMs] = [Date.parse(from), Date.parse(to)];
  const barMs = bars > 1 ? (lastMs - firstMs) / (bars - 1) : 1;
  const share = (ms: number): number => (ms - firstMs + barMs) / (lastMs - firstMs + barMs);
  return (span) => [share(Date.parse(span.from) - barMs), share(Date.parse(span.to))];
}

/** What lies between training and test, where bars were left out. */
function gapsOf({ train, test, droppedBars }: WindowSummary, place: Placer): { from: number; to: number }[] {
  if (droppedBars === 0) return [];
  const spans = [...train, ...test].map(place).toSorted((a, b) => a[0] - b[0]);
  return spans.slice(1).flatMap(([from], i) => (from > spans[i][1] ? [{ from: spans[i][1], to: from }] : []));
}

function segment(kind: string, from: number, to: number): Html {
  return markup`<i class="${kind}" style="left:${(100 * from).toFixed(2)}%;width:${(100 * (to - from)).toFixed(2)}%"></i>`;
}

function laneText({ window, train, test, droppedBars }: WindowSummary): string {
  const spans = (list: readonly Span[]): string => list.map(({ from, to }) => `${day(from)} to ${day(to)}`).join(', ');
  const dropped = droppedBars === 0 ? '' : `; ${count(droppedBars)} bars left out`;
  return `Window ${window}: learnt from ${spans(train)}${dropped}; tested ${spans(test)}`;
}

export function day(time: string): string {
  return readableDay(time.slice(0, 10));
}
