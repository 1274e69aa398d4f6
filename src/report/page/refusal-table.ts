import type { BacktestResult } from '../../backtest/result.ts';
import { count, readableDay, sessionDay } from './format.ts';
import { type Html, markup } from './html.ts';
import { RULE_TEXTS } from './rule-texts.ts';
import { empty, wide } from './section.ts';

const BUCKETS = 48;

/** One row a rule: what it watches, how often it spoke, to whom, and when over the run. */
export function refusalTableHtml({ recording: { refusals }, agents, daily }: BacktestResult): Html {
  if (refusals.count === 0) return empty('Risk had nothing to refuse.');
  const first = daily.closeUs.length > 0 ? Math.min(daily.closeUs[0], refusals.tsUs[0]) : refusals.tsUs[0];
  const last = Math.max(daily.closeUs.at(-1) ?? 0, refusals.tsUs[refusals.count - 1]);
  const rules = new Map<
    string,
    {
      rows: number;
      stopped: number;
      buckets: number[];
      from: number;
      to: number;
      by: Map<number, number>;
      severity: string;
    }
  >();
  for (let row = 0; row < refusals.count; row++) {
    const rule = refusals.rule[row];
    let entry = rules.get(rule);
    if (entry === undefined) {
      entry = {
        rows: 0,
        stopped: 0,
        buckets: Array.from({ length: BUCKETS }, () => 0),
        from: refusals.tsUs[row],
        to: 0,
        by: new Map(),
        severity: refusals.severity[row],
      };
      rules.set(rule, entry);
    }
    entry.rows += 1;
    if (!(refusals.maxLots[row] > 0)) entry.stopped += 1;
    entry.to = refusals.tsUs[row];
    const place = last > first ? Math.floor(((refusals.tsUs[row] - first) / (last - first)) * BUCKETS) : 0;
    entry.buckets[Math.min(BUCKETS - 1, Math.max(0, place))] += 1;
    entry.by.set(refusals.agent[row], (entry.by.get(refusals.agent[row]) ?? 0) + 1);
  }
  const sorted = [...rules].sort(([a, x], [b, y]) => y.rows - x.rows || (a < b ? -1 : 1));
  const name = (agent: number): string => (agent < 0 ? 'the vote' : (agents[agent] ?? 'house'));
  return wide(
    'Refusals by rule',
    markup`<table>
      <caption class="sr">
        Refusals by rule
      </caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Watches</th>
          <th scope="col" class="number">Times</th>
          <th scope="col" class="number">Cut</th>
          <th scope="col" class="number">Stopped</th>
          <th scope="col">Whose</th>
          <th scope="col">First and last</th>
          <th scope="col">When over the run</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.map(([rule, { rows, stopped, buckets, from, to, by, severity }]) => {
          const most = Math.max(...buckets);
          const whose = [...by].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
          return markup`<tr>
            <th scope="row">${rule}${severity !== 'warning' && markup` <span class="badge">${severity}</span>`}</th>
            <td>${RULE_TEXTS[rule] ?? ''}</td>
            <td class="number">${count(rows)}</td>
            <td class="number">${count(rows - stopped)}</td>
            <td class="number">${count(stopped)}</td>
            <td>
              ${whose
                .slice(0, 3)
                .map(
                  ([agent, times], i) => `${i > 0 ? ', ' : ''}${name(agent)} ${count(times)}`,
                )}${whose.length > 3 && ', …'}
            </td>
            <td class="nowrap">${readableDay(sessionDay(from))} – ${readableDay(sessionDay(to))}</td>
            <td>
              <span class="spark" aria-hidden="true"
                >${buckets.map(
                  (number) =>
                    markup`<i style="height:${number === 0 ? 0 : Math.max(14, (number / most) * 100).toFixed(0)}%"></i>`,
                )}</span
              >
            </td>
          </tr> `;
        })}
      </tbody>
    </table>`,
  );
}
