import { formatTime } from '../../../core/base/time.ts';
import { clipped, harmless } from '../../text-width.ts';
import { type Panel, titled } from '../panel.ts';

const COLOURS = { decision: 'cyan', fill: 'green', refusal: 'yellow', notice: 'magenta' } as const;

/** What was decided, filled and refused, the latest first. */
export const recent: Panel = (view, width, paint) => {
  const lines = view.recent.toReversed().map(({ tsUs, kind, text }) => {
    const at = paint('dim', formatTime(tsUs).slice(0, 19).replace('T', ' '));
    return `${at}  ${paint(COLOURS[kind as keyof typeof COLOURS] ?? 'dim', kind.padEnd(8))}  ${harmless(text)}`;
  });
  const shown = lines.length === 0 ? [paint('dim', 'nothing yet')] : lines;
  return [titled('Latest', width, paint), ...shown.map((line) => clipped(line, width))];
};
