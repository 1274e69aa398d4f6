import { DAY_US, formatTime, type Us } from '../../core/base/time.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { count } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, wide } from './section.ts';

const days = (fromUs: Us, toUs: Us): string => count(Math.round((toUs - fromUs) / DAY_US));
const when = (us: Us): string => formatTime(us).replace('T', ' ').replace('Z', ' UTC');

export function haltTableHtml({ summary: { halts } }: BacktestResult): Html {
  if (halts.length === 0) return empty('Trading was never halted.');
  return wide(
    'Halts',
    markup`<table>
      <caption class="sr">
        Halts of trading
      </caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col" class="number">Days</th>
        </tr>
      </thead>
      <tbody>
        ${halts.map(
          ({ rule, fromUs, toUs }) =>
            markup`<tr>
              <th scope="row">${rule}</th>
              <td>${when(fromUs)}</td>
              <td>${toUs === null ? 'the end of the run' : when(toUs)}</td>
              <td class="number">${toUs === null ? '' : days(fromUs, toUs)}</td>
            </tr> `,
        )}
      </tbody>
    </table>`,
  );
}
