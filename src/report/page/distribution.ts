import { mean } from '../../core/statistics/moments.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { count, readableDay, sessionDay, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { empty } from './section.ts';

const BINS_MAX = 61;

/** Session returns as columns round zero: a bin never holds gains and losses at once. */
export function distributionHtml({ daily, summary: { metrics } }: BacktestResult): Html {
  const returns = Array.from(daily.returns).filter((value) => Number.isFinite(value));
  if (returns.length < 5) return empty('Fewer than five sessions: too few for a distribution.');
  const sorted = returns.toSorted((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.002)];
  const high = sorted[Math.ceil(sorted.length * 0.998) - 1];
  const reach = Math.max(Math.abs(low), Math.abs(high), 1e-6);
  const half = Math.min((BINS_MAX - 1) / 2, Math.max(6, Math.round(Math.sqrt(returns.length))));
  const width = reach / half;
  const bins = Array.from({ length: 2 * half }, () => 0);
  for (const value of returns) {
    if (value === 0) continue;
    const place = value > 0 ? half + Math.ceil(value / width) - 1 : half - Math.ceil(-value / width);
    bins[Math.min(2 * half - 1, Math.max(0, place))] += 1;
  }
  const flat = returns.filter((value) => value === 0).length;
  const most = Math.max(...bins, 1);
  const at = (value: number): string => `${(50 + (Math.max(-reach, Math.min(reach, value)) / reach) * 50).toFixed(2)}%`;
  const average = mean(Float64Array.from(returns));
  const best = daily.returns.indexOf(sorted[sorted.length - 1]);
  const worst = daily.returns.indexOf(sorted[0]);
  const low5 = metrics.valueAtRisk95;
  const about = `Histogram of ${returns.length} session returns from ${signedPercent(sorted[0])} to ${signedPercent(sorted[sorted.length - 1])}, mean ${signedPercent(average, 3)}`;
  return markup`<figure class="histogram">
    <p class="key">
      <span><i class="mark"></i>mean ${signedPercent(average, 2)}</span>
      ${low5 !== null && markup`<span><i class="mark tail"></i>5th percentile ${signedPercent(low5, 2)}</span>`}
    </p>
    <div class="columns" role="img" aria-label="${about}">
      ${bins.map(
        (number, i) =>
          markup`<span
            class="${i < half ? 'loss' : 'gain'}"
            style="height:${((number / most) * 100).toFixed(2)}%"
            title="${signedPercent((i - half) * width, 2)} to ${signedPercent((i + 1 - half) * width, 2)}: ${count(number)}"
          ></span>`,
      )} <i class="mark" style="left:${at(average)}"></i
      >${low5 !== null && markup`<i class="mark tail" style="left:${at(low5)}"></i>`}
    </div>
    <div class="scale" aria-hidden="true">
      <span>${signedPercent(-reach)}</span><span>${signedPercent(-reach / 2)}</span><span>0</span
      ><span>${signedPercent(reach / 2)}</span><span>${signedPercent(reach)}</span>
    </div>
    <p class="note">
      Best session ${signedPercent(daily.returns[best], 2)} on ${readableDay(sessionDay(daily.closeUs[best]))}, worst
      ${signedPercent(daily.returns[worst], 2)} on
      ${readableDay(
        sessionDay(daily.closeUs[worst]),
      )}.${flat > 0 ? ` ${count(flat)} sessions without a change are not drawn.` : ''}
      The outermost columns hold everything beyond them.
    </p>
  </figure> `;
}
