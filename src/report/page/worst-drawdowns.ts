import { DAY_US } from '../../core/base/time.ts';
import { deepestDrawdowns } from '../../core/statistics/drawdowns.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { count, readableDay, sessionDay, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, wide } from './section.ts';

const SHOWN = 10;

export function worstDrawdownsHtml({ daily }: BacktestResult): Html {
  const found = deepestDrawdowns(daily.returns, SHOWN);
  if (found.length === 0) return empty('Equity never closed below a peak.');
  const day = (index: number): string => (index < 0 ? 'start' : readableDay(sessionDay(daily.closeUs[index])));
  const days = (from: number, to: number): string =>
    count(Math.round((daily.closeUs[to] - daily.closeUs[Math.max(0, from)]) / DAY_US));
  const deepest = found[0].depth;
  return wide(
    'Deepest drawdowns',
    markup`<table>
      <caption class="sr">
        The ${found.length} deepest drawdowns
      </caption>
      <thead>
        <tr>
          <th scope="col" class="number">#</th>
          <th scope="col" class="number">Depth</th>
          <th scope="col" class="bar-column"><span class="sr">Depth as a bar</span></th>
          <th scope="col">Peak</th>
          <th scope="col">Trough</th>
          <th scope="col">Recovered</th>
          <th scope="col" class="number">Days down</th>
          <th scope="col" class="number">Days in all</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ start, trough, end, recovered, depth }, i) =>
            markup`<tr>
              <td class="number">${i + 1}</td>
              <td class="number loss">${signedPercent(depth)}</td>
              <td class="bar-column">
                <span class="bar loss" style="width:${((depth / deepest) * 100).toFixed(1)}%"></span>
              </td>
              <td>${day(start)}</td>
              <td>${day(trough)}</td>
              <td>${recovered ? day(end) : 'not yet'}</td>
              <td class="number">${days(start, trough)}</td>
              <td class="number">${days(start, end)}</td>
            </tr> `,
        )}
      </tbody>
    </table>`,
  );
}
