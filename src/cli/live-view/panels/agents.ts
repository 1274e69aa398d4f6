import { harmless } from '../../text-width.ts';
import { shareBar } from '../bars.ts';
import { type Paint, type Panel, profit, rows, titled } from '../panel.ts';

const BAR = 10;
/** From so many columns on the strategy's name is told beside the agent's. */
const WITH_STRATEGY = 58;

/** Who votes, with what weight, and what it has earned. */
export const agents: Panel = (view, width, paint) => {
  const lines = view.agents.map(({ id, strategy, state, weight, profit: earned }, i) => [
    i === view.selected ? paint('cyan', '›') : ' ',
    i === view.selected ? paint('bold', harmless(id)) : harmless(id),
    ...(width >= WITH_STRATEGY ? [paint('dim', harmless(strategy))] : []),
    stateText(state, paint),
    paint('cyan', shareBar(weight, BAR)),
    weight.toFixed(2),
    profit(earned, paint),
  ]);
  const align = width >= WITH_STRATEGY ? (['left', 'left', 'left'] as const) : (['left', 'left'] as const);
  return [titled('Agents', width, paint), ...rows(lines, [...align, 'left', 'left', 'right', 'right'], width)];
};

function stateText(state: string, paint: Paint): string {
  if (state === 'awake') return paint('green', state);
  return paint(state === 'killed' ? 'red' : 'yellow', state);
}
