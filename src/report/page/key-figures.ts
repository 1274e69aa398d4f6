import type { BacktestResult } from '../../backtest/result.ts';
import { orMissing } from './format.ts';
import { type Html, markup } from './html.ts';
import { MEASURE } from './measures.ts';
import { tone } from './section.ts';

const KEYS = ['totalReturn', 'cagr', 'volatility', 'sharpe', 'sortino', 'calmar', 'maxDrawdown', 'exposure'] as const;
const COLOURED: readonly string[] = ['totalReturn', 'cagr', 'maxDrawdown'];

/** Eight numbers, each with the benchmark's beneath it. */
export function keyFiguresHtml({ summary: { metrics, benchmark } }: BacktestResult): Html {
  return markup`<dl class="figures">
    ${KEYS.map((key) => {
      const { label, meaning, format, missing } = MEASURE[key];
      const beside = benchmark === null || !(key in benchmark) ? undefined : benchmark[key as keyof typeof benchmark];
      return markup`<div title="${meaning}">
        <dt>${label}</dt>
        <dd class="${COLOURED.includes(key) ? tone(metrics[key]) : ''}">${orMissing(format(metrics[key]), missing)}</dd>
        <dd class="beside">
          ${beside === undefined || benchmark === null ? '' : markup`${benchmark.instrument} ${orMissing(format(beside as number | null), missing)}`}
        </dd>
      </div> `;
    })}
  </dl> `;
}
