import { harmless, widthOf } from '../../text-width.ts';
import { shareBar } from '../bars.ts';
import { type Paint, type Panel, profit, rows, titled } from '../panel.ts';
import type { View } from '../view.ts';

const BAR = 10;

/** Who votes, with what weight, and what it has earned: that is there in any case, the rest where there is room. */
export const agents: Panel = (view, width, paint) => {
  const full = lines(view, paint, { strategy: true, bar: true });
  const fits = (some: readonly string[]): boolean => some.every((line) => widthOf(line) <= width);
  const short = fits(full) ? full : lines(view, paint, { strategy: false, bar: true });
  return [
    titled('Agents', width, paint),
    ...(fits(short) ? short : lines(view, paint, { strategy: false, bar: false })),
  ];
};

function lines(view: View, paint: Paint, shown: { readonly strategy: boolean; readonly bar: boolean }): string[] {
  const cells = view.agents.map(({ id, strategy, state, weight, profit: earned }, i) => [
    i === view.selected ? `${paint('cyan', '›')} ${paint('bold', harmless(id))}` : `  ${harmless(id)}`,
    ...(shown.strategy ? [paint('dim', harmless(strategy))] : []),
    stateText(state, paint),
    ...(shown.bar ? [paint('cyan', shareBar(weight, BAR))] : []),
    weight.toFixed(2),
    profit(earned, paint),
  ]);
  const numbers = (cells[0]?.length ?? 0) - 2;
  const align = cells[0]?.map((_, i) => (i < numbers ? 'left' : 'right') as 'left' | 'right');
  return rows(cells, align ?? [], Number.POSITIVE_INFINITY);
}

function stateText(state: string, paint: Paint): string {
  if (state === 'awake') return paint('green', state);
  return paint(state === 'killed' ? 'red' : 'yellow', state);
}
