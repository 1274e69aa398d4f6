import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../core/base/assert.ts';
import type { BacktestResult } from '../../backtest/result.ts';
import { runPlan } from '../../backtest/run.ts';
import { planOver } from '../../backtest/plan.ts';
import { readRunFile } from '../../config/read-run-file.ts';
import { loadRun } from '../evaluate.ts';
import { evaluatePortfolio } from './portfolio.ts';

/** 1 July: the first day after a split of C. */
const SPLIT_DAY = 181;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'conclave-portfolio-'));
  const waves = { A: [0, 1], B: [20, 1.4], C: [40, 0.7] } as const;
  for (const [name, [phase, size]] of Object.entries(waves)) {
    const rows = Array.from({ length: 250 }, (_, day) => {
      const close = 100 + size * (10 * Math.sin((day + phase) / 9) + ((day * 7) % 5));
      const parts = name === 'C' && day >= SPLIT_DAY ? 2 : 1;
      const open = close - size * (((day * 3) % 7) - 3) * 0.3;
      const line = [open, Math.max(open, close) + 1, Math.min(open, close) - 1, close].map((price) =>
        (price / parts).toFixed(2),
      );
      return `${new Date(Date.UTC(2021, 0, 1 + day)).toISOString().slice(0, 10)},${line.join(',')},${40_000 + ((day * 911) % 9_000)}`;
    });
    writeFileSync(join(dir, `${name}.csv`), `date,open,high,low,close,volume\n${rows.join('\n')}\n`);
    writeFileSync(
      join(dir, `${name}-bare.csv`),
      `date,open,high,low,close\n${rows.map((row) => row.slice(0, row.lastIndexOf(','))).join('\n')}\n`,
    );
  }
  writeFileSync(join(dir, 'actions.csv'), 'date,split,dividend\n2021-04-01,,0.5\n2021-07-01,2:1,\n2021-08-02,,0.25\n');
});
afterAll(() => rmSync(dir, { recursive: true }));

async function evaluated({
  volume = true,
  groups = false,
  method = 'sum',
  slippage = '2',
} = {}): Promise<BacktestResult> {
  const path = join(dir, `run-${volume}-${groups}-${method}-${slippage.length}.yaml`);
  const entry = (name: string, group: string) =>
    `  - { instrument: ${name}, path: ${name}${volume ? '' : '-bare'}.csv, interval: 1d, tickSize: 0.01, lotSize: 1${groups ? `, group: ${group}` : ''}${name === 'C' ? ', actions: actions.csv' : ''} }`;
  writeFileSync(
    path,
    `name: three
seed: 5
account: { cash: 100000 }
data:
${entry('A', 'x')}
${entry('B', 'x')}
${entry('C', 'y')}
agents:
  - { id: cross, strategy: ema-cross, params: { fast: 3, slow: 8, short: true }, exits: { stopLoss: 0.04, takeProfit: 0.06 } }
  - { id: hold, strategy: buy-and-hold }
consensus: { method: ${method} }
risk: { profile: unlimited }
execution: { ${slippage === '2' ? 'slippageBps: 2' : slippage}, commissionBps: 5, participation: ${volume ? 0.004 : 'none'}, borrowBps: 200, marginInterestBps: 300 }
`,
  );
  const { file, baseDir } = readRunFile(path);
  const run = await loadRun(file, baseDir);
  return evaluatePortfolio(await runPlan(await planOver(file, baseDir, run.data)), file, run.data.data);
}

const portfolioOf = (result: BacktestResult) => must(result.summary.portfolio ?? undefined, 'it was evaluated');
const units = (text: string): bigint => BigInt(text.replace('.', ''));

describe.each(['sum', 'majority'])('the evaluation of a run under %s', (method) => {
  it('explains the account’s profit to the last unit', async () => {
    const result = await evaluated({ method });
    const { attribution } = portfolioOf(result);
    const { startEquity, endEquity } = result.summary.account;
    const profit = attribution.lines.reduce((sum, line) => sum + units(line.profit), 0n);
    expect(profit).toBe(units(attribution.profit));
    expect(Number(attribution.profit)).toBeCloseTo(Number(endEquity) - Number(startEquity), 6);
    for (const { other } of attribution.lines) expect(Number(other)).toBe(0);
    const sums = (key: 'dividends' | 'borrow' | 'fees') =>
      attribution.lines.reduce((sum, line) => sum + Number(line[key]), 0);
    expect(sums('fees')).toBeCloseTo(Number(result.summary.account.fees), 6);
    expect(sums('borrow')).toBeCloseTo(Number(result.summary.account.holding?.borrow), 6);
    expect(sums('dividends')).toBeCloseTo(Number(result.summary.account.holding?.dividends), 6);
    expect(Math.abs(sums('dividends'))).toBeGreaterThan(0);
    const { actions } = result.recording;
    expect(actions.kind.slice(0, actions.count)).toEqual(['dividend', 'split', 'dividend']);
  });

  it('has contributions that add up to the return and to its volatility, by agent and by instrument', async () => {
    const result = await evaluated({ method });
    const { totalReturn, volatility } = result.summary.metrics;
    const { agents, instruments } = portfolioOf(result).attribution;
    for (const lines of [agents, instruments]) {
      const sum = (key: 'contribution' | 'risk') => lines.reduce((all, line) => all + (line[key] ?? Number.NaN), 0);
      expect(sum('contribution')).toBeCloseTo(totalReturn ?? Number.NaN, 10);
      expect(sum('risk')).toBeCloseTo(volatility ?? Number.NaN, 10);
    }
    // What an instrument added is what it made: the rest is interest alone.
    const cash = must(instruments.at(-1), 'cash is the last');
    const interest = Number(result.summary.account.holding?.interest);
    expect(Math.abs(cash.contribution ?? Number.NaN)).toBeCloseTo(interest / 100_000, 3);
    expect(interest === 0).toBe(cash.contribution === 0);
  });

  it('has effects that add up to the active return', async () => {
    const { active } = portfolioOf(await evaluated({ method, groups: true }));
    const { groups, trading, active: whole } = must(active.result ?? undefined, 'it was compared');
    expect(groups.map(({ group }) => group)).toEqual(['x', 'y', 'cash']);
    const effects = groups.reduce((sum, each) => sum + each.allocation + each.selection + each.interaction, 0);
    expect(effects + trading).toBeCloseTo(whole, 10);
    expect(groups[0].selection).not.toBe(0);
  });
});

describe('trading costs of a run', () => {
  it('have the fees and the slippage of the account in them, and the parts add up', async () => {
    const result = await evaluated({ method: 'majority' });
    const { all, agents, instruments } = portfolioOf(result).costs;
    expect(all?.orders).toBe(result.summary.counts.orders);
    expect(all?.fees).toBeCloseTo(Number(result.summary.account.fees), 6);
    expect(all?.total).toBeCloseTo(
      (all?.delay ?? 0) + (all?.execution ?? 0) + (all?.opportunity ?? 0) + (all?.fees ?? 0),
      9,
    );
    for (const lines of [agents, instruments])
      expect(lines.reduce((sum, line) => sum + (line.total ?? 0), 0)).toBeCloseTo(all?.total ?? 0, 6);
    expect(all?.inParts).toBeGreaterThan(0);
    expect(all?.arrivalBps).toBeGreaterThan(0);
  });

  it('of a model of basis points are those basis points to arrival, where orders fill at once', async () => {
    const result = await evaluated({ volume: false });
    const { orders } = must(result.detail, 'it was evaluated');
    const ids = result.recording.orders;
    let seen = 0;
    for (let row = 0; row < orders.count; row++) {
      if (ids.type[orders.order[row]] !== 'market' || Number.isNaN(orders.arrivalBps[row])) continue;
      seen += 1;
      expect(orders.arrivalBps[row]).toBeCloseTo(2, 3);
    }
    expect(seen).toBeGreaterThan(10);
  });
});

describe('capacity of a run', () => {
  it('falls with size, and is not there without a volume', async () => {
    const { capacity } = portfolioOf(await evaluated());
    const returns = capacity.points.map(({ totalReturn }) => totalReturn ?? Number.NaN);
    expect(returns).toEqual(returns.toSorted((a, b) => b - a));
    expect(capacity.points).toHaveLength(17);
    const { capacity: bare } = portfolioOf(await evaluated({ volume: false }));
    expect([bare.points, bare.half, bare.note]).toEqual([[], null, 'the data has no volume']);
  });

  it('pays impact in place of the run’s own square-root slippage, and on top of any other', async () => {
    const left = async (slippage: string): Promise<number> => {
      const result = await evaluated({ slippage });
      const [smallest] = portfolioOf(result).capacity.points;
      return (smallest.totalReturn ?? Number.NaN) - (result.summary.metrics.totalReturn ?? Number.NaN);
    };
    // A tenth of the money pays about a third of the impact.
    expect(await left('slippage: { model: square-root }')).toBeGreaterThan(0);
    expect(await left('2')).toBeLessThan(0);
  });
});
