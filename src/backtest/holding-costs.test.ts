import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { connectDuckDb, literal } from '../catalogue/duckdb.ts';
import { parseRunFile, readRunFile } from '../config/read-run-file.ts';
import { mulberry32 } from '../core/base/random.ts';
import { costsOf } from '../report/costs.ts';
import { costTableHtml } from '../report/page/cost-table.ts';
import { costSeries } from '../report/page/data/cost-series.ts';
import type { RunFile } from '../config/run-file.ts';
import type { BacktestResult } from './result.ts';
import { loadRunData, type RunData, within } from './run-data.ts';
import { runBacktest } from './run.ts';

/** Days whose prices were never split: multiples of 0.06, so that the raw ones before two splits are on the tick. */
function history(days: number): number[][] {
  const random = mulberry32(7);
  let close = 1_500;
  return Array.from({ length: days }, () => {
    const open = close;
    close = Math.max(500, open + Math.round((random() - 0.49) * 60));
    return [open, Math.max(open, close) + 3, Math.min(open, close) - 3, close].map((price) => price * 0.06);
  });
}

const START = Date.UTC(2024, 0, 1);
const dateOf = (day: number): string => new Date(START + day * 86_400_000).toISOString().slice(0, 10);

interface Given {
  /** Raw prices are so many times those of today. */
  readonly factor?: (day: number) => number;
  /** What goes off each price from a day on, in raw prices. */
  readonly off?: (day: number) => number;
  readonly actions?: readonly string[];
  readonly funding?: (day: number) => string;
  readonly adjust?: string;
  readonly strategy?: string;
  readonly execution?: string;
}

const { folder, put } = temporaryFolder();

/** A run file over bars and actions that it writes. */
function written(given: Given): RunFile {
  const { factor = () => 1, off = () => 0, actions = ['date,split,dividend'], funding } = given;
  const rows = history(160).map((bar, day) => {
    const prices = bar.map((price) => (price * factor(day) - off(day)).toFixed(2));
    return [dateOf(day), ...prices, (1_200_000 / factor(day)).toString(), ...(funding ? [funding(day)] : [])].join(',');
  });
  const header = `date,open,high,low,close,volume${funding ? ',fundingRate' : ''}`;
  put('bars.csv', [header, ...rows, ''].join('\n'));
  put('actions.csv', [...actions, ''].join('\n'));
  return parseRunFile(
    `
name: holding
account: { currency: USD, cash: 100000 }
data: [{ instrument: A, path: bars.csv, interval: 1d, tickSize: 0.01, lotSize: 0.000001, actions: actions.csv, adjust: ${given.adjust ?? 'none'} }]
agents: [{ id: x, strategy: ${given.strategy ?? 'ema-cross, params: { fast: 5, slow: 20, short: true }'} }]
risk: { profile: unlimited }
execution: { slippageBps: 2, commissionBps: 5, participation: none, ${given.execution ?? ''} }
`,
    'test',
  );
}

async function run(given: Given): Promise<BacktestResult> {
  return runBacktest(written(given), { baseDir: folder });
}

/** Two for one before day 60, three for one before day 110. */
const SPLIT = {
  factor: (day: number) => (day < 60 ? 6 : day < 110 ? 3 : 1),
  actions: ['date,split,dividend', `${dateOf(60)},2:1,`, `${dateOf(110)},3,`],
};

function expectNear(a: Float64Array, b: Float64Array, off: number): void {
  expect(a.length).toBe(b.length);
  a.forEach((value, day) => expect(Math.abs(value - b[day]), `day ${day}`).toBeLessThan(off));
}

describe('adjusted and unadjusted runs', () => {
  it.each([
    'ema-cross, params: { fast: 5, slow: 20, short: true }',
    'bollinger-reversion, params: { short: true }',
    'donchian-breakout, params: { entry: 15, exit: 7, short: true }',
    'rsi-reversion, params: { short: true }',
    'momentum, params: { lookback: 20, rebalanceBars: 5, short: true }',
    'ema-cross, params: { fast: 5, slow: 20 }, exits: { stopLoss: 0.04, trailingStop: 0.05 }',
  ])('agree on the returns of every day over splits: %s', async (strategy) => {
    const raw = await run({ ...SPLIT, strategy });
    const adjusted = await run({ ...SPLIT, strategy, adjust: 'splits' });
    const never = await run({ strategy });
    expect(raw.summary.warnings).toEqual([]);
    expect(raw.recording.actions.count).toBe(2);
    expect(raw.summary.counts.trades).toBeGreaterThan(1);
    expect(raw.summary.counts.trades).toBe(adjusted.summary.counts.trades);
    // Exits fill at levels on the tick, which is coarser beside today's prices: half a tick of 0.01 beside 30.
    expectNear(raw.daily.returns, adjusted.daily.returns, strategy.includes('exits') ? 2e-4 : 2e-5);
    expect(adjusted.summary.run.resultHash).toBe(never.summary.run.resultHash);
  });

  it('agree over dividends but for what is made of their cash until the end', async () => {
    const given = {
      strategy: 'buy-and-hold',
      off: (day: number) => (day < 80 ? 0 : 0.9),
      actions: ['date,dividend', `${dateOf(80)},0.9`],
    };
    const raw = await run(given);
    const adjusted = await run({ ...given, adjust: 'all' });
    expect(raw.summary.account.holding).toEqual({ dividends: expect.stringMatching(/^10\d\d\./) });
    expect(adjusted.summary.account.holding).toBeUndefined();
    expectNear(raw.daily.returns, adjusted.daily.returns, 4e-4);
    // 1 % of the price: cash earns nothing, and the total is a little behind or before it
    expect(raw.summary.metrics.totalReturn).toBeCloseTo(adjusted.summary.metrics.totalReturn ?? 0, 2);
  });

  it('a dividend of an adjusted run is of today’s shares', async () => {
    const given = { ...SPLIT, strategy: 'buy-and-hold', actions: [...SPLIT.actions, `${dateOf(30)},,1.2`] };
    const [raw, adjusted] = [await run(given), await run({ ...given, adjust: 'splits' })];
    const [paid, ofToday] = [raw, adjusted].map(({ summary }) => Number(summary.account.holding?.dividends));
    expect(paid).toBeGreaterThan(100);
    expect(paid).toBeCloseTo(ofToday, 4);
  });
});

describe('the example of the documentation', () => {
  it('prints what its page says', async () => {
    const { file, baseDir } = readRunFile('examples/holding-costs/run.yaml');
    const page = readFileSync('docs/holding-costs.md', 'utf8');
    const result = await runBacktest(file, { baseDir });
    const { summary } = result;
    expect(page).toContain(JSON.stringify(summary.account));
    // No fees and no slippage: nobody has a share of nothing.
    expect(costTableHtml(result).text).toContain('nothing was paid');
    const all = file.data.map((entry) => ({ ...entry, adjust: 'all' as const }));
    const adjusted = await runBacktest({ ...file, data: all }, { baseDir });
    expect(page).toContain(adjusted.summary.account.endEquity);
  });
});

describe('an actions file', () => {
  it('with a split that does not fit the prices is told of, and the rest goes on', async () => {
    const result = await run({ ...SPLIT, actions: [...SPLIT.actions, `${dateOf(90)},1:10,`, `${dateOf(95)},4:1,`] });
    expect(result.summary.warnings).toHaveLength(1);
    expect(result.summary.warnings[0]).toMatch(
      /^A: 2 corporate actions do not fit the prices and were left out; the first: the split of 1:10 of 2024-03-31, between a close of [\d.]+ and an open of [\d.]+$/,
    );
    expect(result.recording.actions.count).toBe(2);
  });

  it.each([
    [['day,split'], /expected a header of date and split or dividend, was day, split/],
    [['date,split', '1.2.2024,2:1'], /row 1: date: expected a date such as 2024-06-10, was "1.2.2024"/],
    [['date,split', '2024-02-30,2:1'], /row 1: date: expected a date such as 2024-06-10, was "2024-02-30"/],
    [['date,split', '2024-02-01,"2:1'], /actions.csv: expected CSV, after row 0: Quote Not Closed/],
    [['date,split', '2024-02-01,two'], /row 1: split: expected a ratio such as 2:1 or 1:10, was "two"/],
    [['date,split', '2024-02-01,0:1'], /row 1: split: expected a ratio/],
    [['date,dividend', '2024-02-01,-1'], /row 1: dividend: expected an amount above 0, was "-1"/],
    [['date,split', '2024-02-01,2', '2024-02-01,2'], /row 2: split: expected one split a day/],
  ])('that cannot be read is refused by row: %j', async (actions, message) => {
    await expect(run({ actions })).rejects.toThrow(message);
  });

  it('of several instruments gives each its own', async () => {
    const actions = ['instrument,date,split', `B,${dateOf(60)},2:1`, `A,${dateOf(60)},2:1`, `A,${dateOf(110)},3:1`];
    expect((await run({ ...SPLIT, actions })).recording.actions.count).toBe(2);
  });

  it('with two splits before one bar has them seen together in its price', async () => {
    const { file, baseDir } = readRunFile('examples/holding-costs/run.yaml');
    const path = put('weekend.csv', 'date,split,dividend\n2024-06-08,5:1,\n2024-06-09,2:1,\n2024-06-12,,0.40\n');
    const data = file.data.map((entry) => ({ ...entry, actions: path }));
    const [one, two] = [await runBacktest(file, { baseDir }), await runBacktest({ ...file, data }, { baseDir })];
    expect(two.summary.warnings).toEqual(one.summary.warnings);
    expect(two.summary.account).toEqual(one.summary.account);
  });

  it('without a row of the instrument is told of', async () => {
    const actions = ['instrument,date,split', `B,${dateOf(60)},2:1`, `C,${dateOf(110)},3:1`];
    expect((await run({ actions })).summary.warnings).toEqual([
      'A: no row of actions.csv is of it, 2 are of other instruments',
    ]);
  });

  it('gives a dividend to the shares held before a split of its day, in whichever order they are written', async () => {
    const [header, ...splits] = SPLIT.actions;
    const dividend = `${dateOf(60)},,1.2`;
    const given = { ...SPLIT, strategy: 'buy-and-hold' };
    const after = await run({ ...given, actions: [header, ...splits, dividend] });
    const before = await run({ ...given, actions: [header, dividend, ...splits] });
    expect(after.summary.account).toEqual(before.summary.account);
    const bought = after.recording.fills.signedLots[0] / 1e6;
    expect(Number(after.summary.account.holding?.dividends)).toBeCloseTo(1.2 * bought, 3);
  });

  it('of which the run or a window of it ends before: nothing happens after the last bar', async () => {
    const actions = ['date,dividend', `${dateOf(60)},0.9`, `${dateOf(80)},0.9`];
    const given = {
      actions,
      funding: () => '0.0001',
      execution: 'fundingColumn: fundingRate',
      strategy: 'buy-and-hold',
    };
    const file = written(given);
    const to = (date: string) => file.data.map((entry) => ({ ...entry, to: date }));
    const whole = await loadRunData(file, folder);
    const kinds = ({ data: [{ actions: list }] }: RunData) =>
      ['dividend', 'funding'].map((kind) => list.filter(({ action }) => action.kind === kind).length);
    // day 59 is the last one that is over when day 60 opens
    const ended = await loadRunData({ ...file, data: to(dateOf(59)) }, folder);
    expect(kinds(whole)).toEqual([2, 160]);
    expect(kinds(ended)).toEqual([0, 61]);
    expect(kinds(within(whole, { toUs: ended.data[0].series.tsUs[59] }))).toEqual([0, 61]);
    expect(kinds(within(whole, { toUs: ended.data[0].series.tsUs[59] + 1 }))).toEqual([0, 61]);
  });
});

describe('the costs of a result', () => {
  it('have what was asked for in tables and pages, and the rows add up to the account', async () => {
    const result = await run({
      strategy: 'ema-cross, params: { fast: 5, slow: 20, short: true, fraction: 2 }',
      execution: 'borrowBps: 300, marginInterestBps: 500, fundingColumn: fundingRate',
      funding: (day) => (day % 3 === 0 ? '0.0001' : ''),
    });
    const { holding = {} } = result.summary.account;
    expect(Object.keys(holding)).toEqual(['borrow', 'interest', 'funding', 'dividends']);
    for (const figure of ['borrow', 'interest', 'funding'] as const) {
      const sum = costsOf(result).reduce((all, cost) => all + cost.holding[figure], 0);
      expect(sum).toBeCloseTo(Number(holding[figure]), 6);
      expect(sum).not.toBe(0);
    }
    const series = costSeries(result);
    expect(Object.keys(series ?? {})).toEqual(['t', 'fees', 'slippage', 'borrow', 'interest', 'funding']);
    for (const figure of ['borrow', 'interest', 'funding'] as const) {
      expect(series?.[figure]).toHaveLength(series?.t.length ?? 0);
      const last = series?.[figure]?.at(-1) ?? Number.NaN;
      expect(Math.abs(last / Number(holding[figure]) - 1)).toBeLessThan(1e-5);
    }
    expect(series?.t.slice(1).every((seconds) => seconds > 0)).toBe(true);
    const { text } = costTableHtml(result);
    for (const name of ['Borrowing', 'Interest', 'Funding', 'Dividends']) expect(text).toContain(`>${name}</th>`);
    const free = await run({});
    const { text: without } = costTableHtml(free);
    expect(without).not.toContain('Borrowing');
    expect(Object.keys(costSeries(free) ?? {})).toEqual(['t', 'fees', 'slippage']);
    expect(result.assumptions.filter((line) => /Borrowing|Margin|Funding/.test(line))).toHaveLength(3);
  });

  it('funding is the same from a column of a Parquet file', async () => {
    const given = {
      strategy: 'buy-and-hold',
      execution: 'fundingColumn: fundingRate',
      funding: (day: number) => (day % 3 === 0 ? '0.0001' : day % 3 === 1 ? '-0.00007' : ''),
    };
    const file = written(given);
    const connection = await connectDuckDb();
    const [from, to] = ['bars.csv', 'bars.parquet'].map((name) => literal(join(folder, name)));
    await connection.run(`COPY (SELECT * FROM read_csv(${from})) TO ${to} (FORMAT parquet)`);
    connection.closeSync();
    const parquet = { ...file, data: file.data.map((entry) => ({ ...entry, path: 'bars.parquet' })) };
    const result = await runBacktest(parquet, { baseDir: folder });
    expect(result.summary.account).toEqual((await run(given)).summary.account);
    // of 160 days two thirds, but for the first two: it is bought at the open of the second, after the funding of that moment
    expect(result.recording.charges.count).toBe(105);
  });

  it('a column of funding that no file has is a mistake', async () => {
    await expect(run({ execution: 'fundingColumn: fundingRate' })).rejects.toThrow(
      /execution.fundingColumn: expected a column of a file under data, no file has "fundingRate" \(A\)/,
    );
  });
});
