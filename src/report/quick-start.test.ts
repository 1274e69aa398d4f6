import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { runHonestly } from '../research/honest-run.ts';
import { costsOf } from './costs.ts';
import { runPage } from './page/browser.twin.ts';
import type { ResultTable } from './tables/result-table.ts';
import { resultTables } from './tables/tables.ts';
import { tearSheet } from './tear-sheet.ts';

const { folder } = temporaryFolder();
let result: BacktestResult;
let tables: Map<string, ResultTable>;

beforeAll(async () => {
  const { file, baseDir } = readRunFile(fileURLToPath(new URL('../../examples/quickstart.yaml', import.meta.url)));
  result = await runHonestly(file, { baseDir, home: folder, started: '2024-01-01T00:00:00Z', bands: 'auto' });
  tables = new Map(resultTables(result).map((table) => [table.name, table]));
});

function column(table: string, name: string): unknown[] {
  const { count = 0, columns = [] } = tables.get(table) ?? {};
  const found = columns.find((one) => one.name === name);
  return Array.from({ length: count }, (_, row) => found?.at(row));
}

/** Decimal texts of one scale, added exactly. */
function exactSum(texts: unknown[]): bigint {
  return texts.reduce<bigint>((sum, text) => sum + BigInt(String(text).replace('.', '')), 0n);
}

describe('the tables of the quick start add up', () => {
  it('has fees of the fills, of the allocations and of the summary alike', () => {
    const paid = exactSum(column('fills', 'fee'));
    expect(exactSum(column('allocations', 'fee'))).toBe(paid);
    expect(exactSum([result.summary.account.fees])).toBe(paid);
    expect(exactSum(column('fills', 'slippage'))).toBe(exactSum(column('allocations', 'slippage')));
    const costs = costsOf(result).reduce((sum, { fees }) => sum + fees, 0);
    expect(costs).toBeCloseTo(Number(result.summary.account.fees), 6);
  });

  it('ends with the equity of the summary, and agents whose profits make it', () => {
    const end = Number(result.summary.account.endEquity);
    expect(column('equity', 'equity').at(-1)).toBeCloseTo(end, 6);
    const profits = column('agents', 'profit').slice(-result.agents.length) as number[];
    expect(profits.reduce((a, b) => a + b, 0)).toBeCloseTo(end - Number(result.summary.account.startEquity), 6);
  });

  it('has a position for the account that is the sum of its fills', () => {
    const signed = column('fills', 'side').map(
      (side, row) => (side === 'buy' ? 1 : -1) * Number(column('fills', 'quantity')[row]),
    );
    expect(Number(column('positions', 'accountQuantity').at(-1))).toBe(signed.reduce((a, b) => a + b, 0));
  });

  it('says of each refusal of the vote which decision or order it cut', () => {
    const known = new Set([...column('decisions', 'id'), ...column('intents', 'id')]);
    const causes = column('refusals', 'cause') as string[];
    expect(causes.length).toBeGreaterThan(0);
    for (const cause of causes) if (!cause.startsWith('o-')) expect(known).toContain(cause);
  });

  it('has parts of the profit that add up to it, and fees of orders that are the account’s', () => {
    const { account } = result.summary;
    expect(exactSum(column('attribution', 'profit'))).toBe(
      exactSum([account.endEquity]) - exactSum([account.startEquity]) * 10n ** 6n,
    );
    expect(exactSum(column('attribution', 'fees'))).toBe(exactSum([account.fees]));
    const fees = (column('costs', 'fees') as number[]).reduce((sum, fee) => sum + fee, 0);
    expect(fees).toBeCloseTo(Number(account.fees), 6);
    expect(tables.get('costs')?.count).toBe(result.summary.counts.orders);
  });

  it('has as many rows as the summary counts', () => {
    const { counts } = result.summary;
    for (const name of ['intents', 'decisions', 'orders', 'fills', 'refusals', 'trades'] as const)
      expect(tables.get(name)?.count).toBe(counts[name]);
  });
});

describe('the tear sheet of the quick start', () => {
  it('draws all its charts', () => {
    const { plots, at } = runPage(tearSheet(result));
    expect(plots).toHaveLength(10);
    expect(at('[data-table="decisions"]').textContent).toContain('SPX');
  });

  it('says from how many trials it was chosen, and shows the deflated Sharpe ratio, baselines and bands', () => {
    const page = tearSheet(result);
    for (const part of [
      'Chosen from 1 trial',
      'Deflated Sharpe',
      'SPX, bought and held',
      '1/N, rebalanced each session',
    ])
      expect(page).toContain(part);
    expect(page).toMatch(/Better than [\d.]+% of 1,000 runs/);
    const { bands, sharpe } = result.summary.honesty ?? {};
    expect(sharpe?.deflated).toBe(sharpe?.probabilistic);
    expect([bands?.costs.length, bands?.fills.length, bands?.note]).toEqual([3, 3, null]);
    const returns = [...(bands?.costs ?? []), ...(bands?.fills ?? [])].map(({ totalReturn }) => totalReturn ?? 0);
    expect(returns.slice(0, 3)).toEqual(returns.slice(0, 3).toSorted((a, b) => b - a));
    expect(returns.slice(3)).toEqual(returns.slice(3).toSorted((a, b) => b - a));
  });

  it('says where the result came from, what trading cost, and how much money it bears', () => {
    const page = tearSheet(result);
    for (const part of [
      'Where it came from',
      'Profit by agent and instrument',
      'Against SPX',
      'What trading cost',
      'Against the prices that orders could have had',
      'Half of the Sharpe ratio is gone at',
    ])
      expect(page).toContain(part);
    expect(page).not.toMatch(/\b(NaN|undefined|Infinity)\b(?=[^<>]*<\/t[dh]>)/);
  });
});
