import { describe, expect, it } from 'vitest';
import { Halts } from './halts.ts';

describe('the list of halts', () => {
  it('has a row for each stretch: one that lasts does not begin again, one that is over does', () => {
    const halts = new Halts();
    halts.begin('drawdown', 1);
    halts.begin('drawdown', 2);
    halts.end('drawdown', 3);
    halts.begin('drawdown', 4, 'deeper');
    expect(halts.list()).toEqual([
      { rule: 'drawdown', fromUs: 1, toUs: 3, id: '', reason: '', released: '' },
      { rule: 'drawdown', fromUs: 4, toUs: null, id: '', reason: 'deeper', released: '' },
    ]);
  });

  it('keeps apart what different rules halt, and kills of different names', () => {
    const halts = new Halts();
    halts.begin('kill', 1, 'odd', 'strategy a');
    halts.begin('kill', 2, 'odd', 'strategy b');
    halts.begin('dailyLoss', 3);
    halts.end('kill', 4, 'me: fine', 'strategy a');
    expect(halts.list().map(({ toUs, released }) => [toUs, released])).toEqual([
      [4, 'me: fine'],
      [null, ''],
      [null, ''],
    ]);
  });

  it('is not changed by the end of what is over, or never was', () => {
    const halts = new Halts();
    halts.begin('dailyLoss', 1);
    halts.end('dailyLoss', 2, 'new day');
    halts.end('dailyLoss', 3, 'again');
    halts.end('valueAtRisk', 3);
    expect(halts.list()).toEqual([{ rule: 'dailyLoss', fromUs: 1, toUs: 2, id: '', reason: '', released: 'new day' }]);
  });

  it('goes on after a restart, and leaves the saved rows as they were', () => {
    const saved = [{ rule: 'gross' as const, fromUs: 1, toUs: null, id: '', reason: '', released: '' }];
    const halts = new Halts();
    halts.load(saved);
    halts.end('gross', 5, 'reduced');
    expect(halts.list()).toEqual([{ ...saved[0], toUs: 5, released: 'reduced' }]);
    expect(saved[0].toUs).toBeNull();
  });
});
