import type { BacktestResult, Summary } from '../../backtest/result.ts';
import { count, money, percent, readableDay, sessionDay, signedPercent } from './format.ts';
import { type Html, markup } from './html.ts';
import { trialsText } from './luck.ts';

/** Who, when, and the run in one sentence. */
export function headerHtml(result: BacktestResult): Html {
  const { summary, agents, instruments, method } = result;
  return markup`<header class="masthead">
    <p class="kicker">Conclave backtest</p>
    <h1>${summary.run.name}</h1>
    <p class="facts">
      ${period(result)} · ${agents.length === 1 ? 'one agent' : `${agents.length} agents, ${method}`} ·
      ${instruments.length === 1 ? instruments[0].name : `${instruments.length} instruments`} ·
      ${counted(summary)}
    </p>
    <p class="story">${story(result)}</p>
    <p class="disclaimer">A simulation of the past with the assumptions named below. Past results promise nothing.</p>
  </header> `;
}

function period({ daily }: BacktestResult): string {
  const { length } = daily.closeUs;
  if (length === 0) return 'no closed session';
  const first = readableDay(sessionDay(daily.closeUs[0]));
  const last = readableDay(sessionDay(daily.closeUs[length - 1]));
  return length === 1 ? `${first}, one session` : `${first} to ${last}, ${count(length)} sessions`;
}

function story({ summary, daily, sessionsPerYear }: BacktestResult): string {
  const { account, metrics, benchmark, honesty } = summary;
  const parts = [`${account.currency} ${money(account.startEquity, 0)} became ${money(account.endEquity, 0)}`];
  const total = signedPercent(metrics.totalReturn);
  // A yearly rate of a few days says nothing about a year.
  const yearly = daily.closeUs.length >= sessionsPerYear / 2 ? signedPercent(metrics.cagr) : undefined;
  if (total !== undefined) parts[0] += `: ${total}${yearly === undefined ? '' : `, or ${yearly} a year`}`;
  const other = benchmark === null ? undefined : signedPercent(benchmark.totalReturn);
  if (benchmark !== null && other !== undefined) parts.push(`${benchmark.instrument}, bought and held, made ${other}`);
  const deepest = percent(metrics.maxDrawdown === null ? null : -metrics.maxDrawdown);
  if (deepest !== undefined)
    parts.push(
      metrics.maxDrawdown === 0 ? 'Equity never closed below a peak' : `The deepest fall from a peak was ${deepest}`,
    );
  if (honesty !== null) {
    const deflated = percent(honesty.sharpe.deflated);
    const from = trialsText(honesty);
    parts.push(
      from === undefined
        ? 'From how many trials it was chosen is not known'
        : `Chosen from ${from}${deflated === undefined ? '' : `; deflated Sharpe ${deflated}`}`,
    );
  }
  return `${parts.join('. ')}.`;
}

function counted({ counts: { bars, events } }: Summary): string {
  const parts = [
    ...(bars > 0 || events === 0 ? [`${count(bars)} bars`] : []),
    ...(events > 0 ? [`${count(events)} events`] : []),
  ];
  return parts.join(', ');
}
