import { describe, expect, it } from 'vitest';
import { findIndicator, indicatorPages } from './catalogue.ts';

describe('catalogue', () => {
  it('has each name once', () => {
    const names = indicatorPages.map((page) => page.name);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it('finds an indicator however its name is written', () => {
    expect(findIndicator('sma')?.title).toBe('Simple moving average');
    expect(findIndicator('linear-regression')?.name).toBe('linearRegression');
    expect(findIndicator('Stoch_RSI')?.name).toBe('stochRsi');
    expect(findIndicator('nothing-of-the-kind')).toBeUndefined();
  });

  it('says in each page what an indicator costs when that is not O(1)', () => {
    const costly = indicatorPages.filter((page) => page.cost === 'O(n)');
    for (const page of costly) expect(page.about).toMatch(/whole window|each step/);
  });
});
