import { shareBar } from '../bars.ts';
import { type Paint, type Panel, rows, titled } from '../panel.ts';

const BAR = 10;
const NEAR = 0.8;

/** How much of what is allowed is used. */
export const limits: Panel = (view, width, paint) => {
  const lines = view.limits.map(({ rule, limit, used }) => {
    const share = limit > 0 ? used / limit : used > 0 ? 1 : 0;
    const isOpen = !Number.isFinite(limit);
    return [
      rule,
      isOpen ? paint('dim', '·'.repeat(BAR)) : paint(colourOf(share), shareBar(share, BAR)),
      isOpen ? '' : `${Math.round(100 * share)} %`,
      paint('dim', `${short(used)} of ${isOpen ? 'any' : short(limit)}`),
    ];
  });
  return [titled('Limits', width, paint), ...rows(lines, ['left', 'left', 'right', 'left'], width)];
};

function colourOf(share: number): Parameters<Paint>[0] {
  return share >= 1 ? 'red' : share >= NEAR ? 'yellow' : 'green';
}

/** Fractions and amounts of money stand side by side: as many digits as tell them apart. */
function short(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: Math.abs(value) < 1_000 ? 3 : 6 });
}
