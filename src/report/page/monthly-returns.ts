import type { BacktestResult } from '../../backtest/result.ts';
import { missing, MONTH_NAMES, sessionDay, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty, tone, wide } from './section.ts';

interface Year {
  readonly year: string;
  readonly months: (number | undefined)[];
  total: number;
  benchmark: number;
}

/** Compounds session returns by calendar month and year of the session's day. */
function yearsOf({ daily }: Pick<BacktestResult, 'daily'>): Year[] {
  const years: Year[] = [];
  for (let i = 0; i < daily.closeUs.length; i++) {
    const [year, month] = sessionDay(daily.closeUs[i]).split('-');
    let entry = years.at(-1);
    if (entry === undefined || entry.year !== year) {
      entry = { year, months: Array.from({ length: 12 }, () => undefined), total: 0, benchmark: 0 };
      years.push(entry);
    }
    const place = Number(month) - 1;
    const change = 1 + daily.returns[i];
    entry.months[place] = (1 + (entry.months[place] ?? 0)) * change - 1;
    entry.total = (1 + entry.total) * change - 1;
    if (daily.benchmarkReturns !== undefined)
      entry.benchmark = (1 + entry.benchmark) * (1 + daily.benchmarkReturns[i]) - 1;
  }
  return years;
}

/** A heat map that is a table: the sign and the number carry the meaning, the shade helps the eye. */
export function monthlyReturnsHtml(result: BacktestResult): Html {
  const years = yearsOf(result);
  if (years.length === 0) return empty('No session closed: there are no returns to show.');
  const all = years.flatMap(({ months }) => months.map((value) => Math.abs(value ?? 0))).sort((a, b) => a - b);
  // The shade is full at the 95th percentile, so that one extreme month does not pale the others.
  const full = Math.max(all[Math.floor(all.length * 0.95)] || Math.max(...all), 1e-9);
  const { benchmark } = result.summary;
  return wide(
    'Monthly returns',
    markup`<table class="heat">
      <caption class="sr">
        Monthly returns with year totals
      </caption>
      <thead>
        <tr>
          <th scope="col">Year</th>
          ${MONTH_NAMES.map((name) => markup`<th scope="col">${name}</th>`)}
          <th scope="col" class="total">Year</th>
          ${benchmark !== null && markup`<th scope="col" class="total">${benchmark.instrument}</th>`}
        </tr>
      </thead>
      <tbody>
        ${years.map(
          ({ year, months, total, benchmark: other }) =>
            markup`<tr>
              <th scope="row">${year}</th>
              ${months.map((value) => cell(value, full))}
              <td class="total ${tone(total)}">${signedPercent(total)}</td>
              ${
                benchmark !== null &&
                markup`<td class="total">
                  ${Number.isFinite(other) ? signedPercent(other) : missing('the benchmark has no prices here')}
                </td>`
              }
            </tr> `,
        )}
      </tbody>
    </table>`,
  );
}

function cell(value: number | undefined, full: number): Html {
  if (value === undefined) return markup`<td></td>`;
  const shade = Math.round(Math.min(1, Math.abs(value) / full) * 62);
  const side = value < 0 ? 'loss' : 'gain';
  return markup`<td style="--shade:${shade}%" class="shade-${side}">${signedPercent(value)?.replace('%', '')}</td>`;
}
