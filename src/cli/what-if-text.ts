import type { WhatIf, WhatIfFigures } from '../replay/what-if.ts';
import { count, money } from './numbers.ts';
import { table } from './table.ts';

export function whatIfText({ factual, counterfactual, difference, agents, assumptions }: WhatIf): string {
  const head = ['', 'P&L', 'drawdown', 'fees', 'intents', 'fills', 'refusals'];
  const rows = [
    ['as it was', ...cells(factual)],
    ['what if', ...cells(counterfactual)],
    ['difference', ...cells(difference)],
  ];
  const parts = agents.map((agent) => [agent.id, ...cells(agent.difference)]);
  const align = ['left', ...head.slice(1).map(() => 'right' as const)] as const;
  return [
    table([head, ...rows], align),
    `Difference by agent\n${table([head, ...parts], align)}`,
    `Assumed\n${assumptions.map((line) => `  ${line}\n`).join('')}`,
  ].join('\n');
}

function cells({ pnl, drawdown, fees, intents, fills, refusals }: WhatIfFigures): string[] {
  return [money(pnl), money(drawdown), money(fees), ...[intents, fills, refusals].map(count)];
}
