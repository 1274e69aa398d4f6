import { describe, expect, it } from 'vitest';
import { decimalOf } from '../../core/base/decimal.ts';
import { makeInstrument } from '../../core/model/instrument.ts';
import { sampleResult } from '../sample-result.twin.ts';
import type { ResultTable } from './result-table.ts';
import { resultTables } from './tables.ts';
import { priceText, quantityText } from './units.ts';

const result = sampleResult({ sessions: 200 });
const tables = new Map(resultTables(result).map((table) => [table.name, table]));

function cell(name: string, column: string, row: number): unknown {
  const table = tables.get(name) as ResultTable;
  return table.columns.find((one) => one.name === column)?.at(row);
}

function rowsOf(name: string): number {
  return tables.get(name)?.count ?? 0;
}

describe('prices and quantities', () => {
  const instrument = makeInstrument(
    { name: 'ES', currency: 'USD', tickSize: decimalOf(0.25), lotSize: decimalOf(0.001) },
    0,
  );

  it('are exact decimals with the digits of the tick and of the lot', () => {
    expect(priceText(instrument, 16_001)).toBe('4000.25');
    expect(priceText(instrument, -3)).toBe('-0.75');
    expect(quantityText(instrument, -1_500)).toBe('-1.500');
  });

  it('of a middle on half a tick have one digit more', () => {
    expect(priceText(instrument, 16_001.5)).toBe('4000.375');
  });

  it('are exact where a float is not', () => {
    const fine = makeInstrument({ name: 'X', currency: 'USD', tickSize: decimalOf(1e-8), lotSize: decimalOf(1) }, 0);
    expect(priceText(fine, 9_007_199_254_740_991)).toBe('90071992.54740991');
  });

  it('are missing where there is none', () => {
    expect(priceText(instrument, Number.NaN)).toBeNull();
    expect(quantityText(instrument, Number.NaN)).toBeNull();
  });
});

describe('the tables of a run', () => {
  it('are those that the files promise', () => {
    expect([...tables.keys()]).toEqual([
      'orders',
      'fills',
      'allocations',
      'trades',
      'positions',
      'equity',
      'decisions',
      'votes',
      'refusals',
      'intents',
      'agents',
      'notices',
    ]);
    for (const table of tables.values()) expect(table.count).toBeGreaterThan(0);
  });

  it('name agents, instruments and ids in place of numbers', () => {
    expect(cell('fills', 'id', 0)).toMatch(/^f-\d+\.\d+$/);
    expect(cell('fills', 'order', 0)).toBe(cell('orders', 'id', 0));
    expect(cell('orders', 'decision', 0)).toMatch(/^d-/);
    expect(cell('orders', 'agent', 0)).toBeNull();
    expect(result.agents).toContain(cell('votes', 'agent', 0));
    expect(['ACME', 'SPX']).toContain(cell('trades', 'instrument', 0));
  });

  it('give money at the scale of the ledger', () => {
    const { fills } = result.recording;
    for (let row = 0; row < fills.count; row++) {
      const fee = String(cell('fills', 'fee', row));
      expect(fee).toMatch(/^\d+\.\d{6}$/);
      expect(BigInt(fee.replace('.', ''))).toBe(fills.fee[row]);
    }
  });

  it('render reasons from their values', () => {
    expect(cell('intents', 'reason', 0)).toMatch(/^close \d+(\.\d+)? against mean \d+(\.\d+)?$/);
  });

  it('show an order with the last that was heard of it', () => {
    expect(cell('orders', 'state', 0)).toBe('filled');
    expect(Number(cell('orders', 'filled', 0))).toBe(Number(cell('orders', 'quantity', 0)));
  });

  it('say of an account position what its owners hold together', () => {
    const held = new Map<string, number>();
    for (let row = 0; row < rowsOf('positions'); row++) {
      const instrument = String(cell('positions', 'instrument', row));
      held.set(`${instrument}/${String(cell('positions', 'owner', row))}`, Number(cell('positions', 'quantity', row)));
      let sum = 0;
      for (const [key, quantity] of held) if (key.startsWith(`${instrument}/`)) sum += quantity;
      expect(Number(cell('positions', 'accountQuantity', row))).toBeCloseTo(sum, 9);
    }
  });

  it('say which thing a refusal is about', () => {
    expect(cell('refusals', 'cause', 0)).toMatch(/^d-/);
    const { recording } = sampleResult({ sessions: 200 });
    recording.refusals.agent[0] = 0;
    const [refusals] = resultTables({ ...result, recording }).filter(({ name }) => name === 'refusals');
    expect(refusals.columns.find(({ name }) => name === 'cause')?.at(0)).toMatch(/^i-/);
  });

  it('have no number where there is none', () => {
    const sleeping = Array.from({ length: rowsOf('votes') }, (_, row) => row).find(
      (row) => cell('votes', 'counted', row) === false,
    );
    expect(sleeping).toBeDefined();
    expect(cell('votes', 'target', sleeping ?? 0)).toBeNull();
    expect(cell('orders', 'stopPrice', 0)).toBeNull();
  });
});
