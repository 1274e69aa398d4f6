import { join } from 'node:path';
import type { BacktestResult, Summary } from '../backtest/result.ts';
import { formatTime } from '../sdk/index.ts';
import { count, money, percent, ratio } from './numbers.ts';
import type { Shell } from './shell.ts';
import { honestyText } from './honesty-text.ts';
import { table } from './table.ts';

type HoldingFigure = keyof NonNullable<Summary['account']['holding']>;

/** What holding cost; dividends are what it brought. */
const HOLDING_NAMES: Readonly<Record<HoldingFigure, string>> = {
  borrow: 'borrowing',
  interest: 'interest',
  funding: 'funding',
  dividends: 'dividends got',
};

/** What a person wants to know of a run first, for the terminal. `dir` is where its files are; undefined when nothing was written. */
export function summaryText(result: BacktestResult, dir: string | undefined, shell: Shell): string {
  const { summary } = result;
  const head = (text: string) => shell.paint('bold', text);
  const blocks = [
    `${head(summary.run.name)}  ${shell.paint('dim', `seed ${summary.run.seed}, method ${result.method}, result ${summary.run.resultHash.slice(0, 12)}`)}\n`,
    figures(summary, shell),
    `${head('Agents')}\n${agents(summary, shell)}`,
    `${head('Orders')}\n${orders(result)}`,
  ];
  if (summary.honesty !== null) blocks.push(`${head('Is it luck?')}\n${indented(honestyText(summary.honesty))}`);
  const refused = refusals(result);
  if (refused !== '') blocks.push(`${head('Refusals by rule')}\n${refused}`);
  if (summary.halts.length > 0) blocks.push(`${head('Halts')}\n${halts(summary)}`);
  if (summary.warnings.length > 0)
    blocks.push(`${head('Warnings')}\n${summary.warnings.map((line) => `  ${line}\n`).join('')}`);
  if (dir !== undefined) blocks.push(files(summary, dir, shell));
  return `${blocks.join('\n')}`;
}

function figures({ account, metrics, benchmark }: Summary, shell: Shell): string {
  const signed = (value: number | null, text: string) =>
    value === null || value === 0 ? text : shell.paint(value > 0 ? 'green' : 'red', text);
  const own = [
    ['', 'run', ...(benchmark === null ? [] : [benchmark.instrument])],
    ['equity', `${money(account.endEquity)} ${account.currency}`],
    [
      'return',
      signed(metrics.totalReturn, percent(metrics.totalReturn)),
      ...(benchmark === null ? [] : [percent(benchmark.totalReturn)]),
    ],
    ['CAGR', signed(metrics.cagr, percent(metrics.cagr)), ...(benchmark === null ? [] : [percent(benchmark.cagr)])],
    ['volatility', percent(metrics.volatility), ...(benchmark === null ? [] : [percent(benchmark.volatility)])],
    ['Sharpe', ratio(metrics.sharpe), ...(benchmark === null ? [] : [ratio(benchmark.sharpe)])],
    ['max drawdown', percent(metrics.maxDrawdown), ...(benchmark === null ? [] : [percent(benchmark.maxDrawdown)])],
    ['exposure', percent(metrics.exposure)],
    ['fees', `${money(account.fees)} ${account.currency}`],
    ...Object.entries(HOLDING_NAMES).flatMap(([figure, name]) => {
      const amount = account.holding?.[figure as HoldingFigure];
      return amount === undefined ? [] : [[name, `${money(amount)} ${account.currency}`]];
    }),
  ];
  return indented(table(own, ['left', 'right', 'right']));
}

function agents({ agents: list }: Summary, shell: Shell): string {
  const rows = list.map((agent) => [
    agent.id,
    `${agent.strategy} ${agent.version}`,
    ratio(agent.weight),
    shell.paint(agent.pnl.startsWith('-') ? 'red' : 'green', money(agent.pnl)),
    count(agent.trades),
    percent(agent.hitRate),
  ]);
  return indented(
    table(
      [['', 'strategy', 'weight', 'P&L', 'trades', 'won'], ...rows],
      ['left', 'left', 'right', 'right', 'right', 'right'],
    ),
  );
}

function orders({ summary: { counts, trades } }: BacktestResult): string {
  const line = [
    ...(counts.bars > 0 || counts.events === 0 ? [`${count(counts.bars)} bars`] : []),
    ...(counts.events > 0 ? [`${count(counts.events)} events`] : []),
    `${count(counts.intents)} intents`,
    `${count(counts.decisions)} decisions`,
    `${count(counts.orders)} orders`,
    `${count(counts.fills)} fills`,
    `${count(counts.refusals)} refusals`,
    `${count(trades.count)} trades (${count(trades.open)} open, ${percent(trades.hitRate)} won)`,
  ];
  return `  ${line.join(', ')}\n`;
}

/** How often each rule refused or cut something, the most frequent first. */
function refusalsByRule({ recording: { refusals: rows } }: BacktestResult): [rule: string, count: number][] {
  const counts = new Map<string, number>();
  for (let row = 0; row < rows.count; row++) counts.set(rows.rule[row], (counts.get(rows.rule[row]) ?? 0) + 1);
  return [...counts].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1));
}

function refusals(result: BacktestResult): string {
  const rows = refusalsByRule(result);
  return indented(
    table(
      rows.map(([rule, times]) => [rule, count(times)]),
      ['left', 'right'],
    ),
  );
}

const HALTS_SHOWN = 5;

function halts({ halts: list }: Summary): string {
  const rows = list
    .slice(0, HALTS_SHOWN)
    .map(({ rule, fromUs, toUs }) => [
      rule,
      formatTime(fromUs),
      toUs === null ? 'to the end' : `to ${formatTime(toUs)}`,
    ]);
  const more = list.length > HALTS_SHOWN ? `  ... and ${list.length - HALTS_SHOWN} more\n` : '';
  return indented(table(rows)) + more;
}

function files({ files: written }: Summary, dir: string, shell: Shell): string {
  const rows: string[][] = [];
  if (written.tearSheet !== undefined) rows.push(['Tear sheet', shell.paint('cyan', join(dir, written.tearSheet))]);
  if (written.result !== undefined) rows.push(['Result', join(dir, written.result)]);
  return table(rows);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
