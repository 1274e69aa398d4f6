import { clipped, fitted } from '../text-width.ts';
import type { Paint, Panel } from './panel.ts';
import { account } from './panels/account.ts';
import { agents } from './panels/agents.ts';
import { flow } from './panels/flow.ts';
import { head } from './panels/head.ts';
import { keys } from './panels/keys.ts';
import { limits } from './panels/limits.ts';
import { positions } from './panels/positions.ts';
import { recent } from './panels/recent.ts';
import { record } from './panels/record.ts';
import type { View } from './view.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const TWO_COLUMNS = 100;
const GAP = 3;
/** What stays where there is little room, the first before the next. */
const NARROW: readonly Panel[] = [account, agents, positions, limits, flow, recent, record];
const RECENT_ROWS_MIN = 4;

/** The screen as lines: `size.rows` at most, none wider than `size.columns`. The same view makes the same picture. */
export function picture(view: View, { columns, rows }: Size, paint: Paint): string[] {
  const top = [...head(view, columns, paint), ''];
  const bottom = keys(view, columns, paint);
  const room = Math.max(0, rows - top.length - bottom.length);
  const middle = columns >= TWO_COLUMNS ? wide(view, columns, room, paint) : narrow(view, columns, room, paint);
  while (middle.length < room) middle.push('');
  return [...top, ...middle, ...bottom].slice(0, rows).map((line) => clipped(line, columns));
}

/** What is traded at the left, how it goes at the right, the latest below. */
function wide(view: View, columns: number, room: number, paint: Paint): string[] {
  const left = Math.ceil((columns - GAP) / 2);
  const right = columns - GAP - left;
  const stack = (panels: readonly Panel[], width: number) =>
    panels.flatMap((panel, i) => [...(i === 0 ? [] : ['']), ...panel(view, width, paint)]);
  const one = stack([account, agents, positions], left);
  const two = stack([flow, limits, record], right);
  const most = Math.max(one.length, two.length);
  const height = Math.min(most, Math.max(0, room - RECENT_ROWS_MIN));
  const lines = Array.from({ length: height }, (_, i) =>
    `${fitted(one[i] ?? '', left)}${' '.repeat(GAP)}${two[i] ?? ''}`.trimEnd(),
  );
  return [...lines, '', ...recent(view, columns, paint)].slice(0, room);
}

function narrow(view: View, columns: number, room: number, paint: Paint): string[] {
  const lines: string[] = [];
  for (const panel of NARROW) {
    const made = panel(view, columns, paint);
    if (panel === recent) made.splice(RECENT_ROWS_MIN);
    if (lines.length + made.length > room) break;
    lines.push(...made, '');
  }
  return lines.slice(0, room);
}
