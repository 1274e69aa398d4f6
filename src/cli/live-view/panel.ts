import type { Shell } from '../shell.ts';
import { type Align, table } from '../table.ts';
import { clipped } from '../text-width.ts';
import type { View } from './view.ts';

export type Paint = Shell['paint'];

/** A part of the screen: its lines, none wider than `width`. Lines that there is no room for are the last ones. */
export type Panel = (view: View, width: number, paint: Paint) => string[];

/** `── Agents ─────────` */
export function titled(title: string, width: number, paint: Paint, note = ''): string {
  const right = note === '' ? '' : ` ${note} `;
  const rule = '─'.repeat(Math.max(0, width - title.length - 4 - right.length - 2));
  return `${paint('dim', '──')} ${paint('bold', title)} ${paint('dim', `${rule}${right}──`)}`;
}

/** With its sign, so that no colour is needed to read it; green above nothing, red below. */
export function profit(value: number, paint: Paint): string {
  const text = signed(value);
  return value === 0 ? text : paint(value > 0 ? 'green' : 'red', text);
}

function signed(value: number): string {
  const text = amount(value);
  return value > 0 ? `+${text}` : text;
}

export function amount(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Rows under each other, as lines that fit. */
export function rows(cells: readonly (readonly string[])[], align: readonly Align[], width: number): string[] {
  const lines = table(cells, align).split('\n').slice(0, -1);
  return lines.map((line) => clipped(line, width));
}
