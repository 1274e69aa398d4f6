import { describe, expect, it } from 'vitest';
import { Lots } from './lots.ts';

describe('lots', () => {
  it('leave in the order in which they came, at what they had cost', () => {
    const lots = new Lots();
    lots.open(10, 100n);
    lots.open(5, 120n);
    expect(lots.close(4)).toBe(400n);
    expect(lots.close(8)).toBe(600n + 240n);
    expect(lots.save()).toEqual([[3, '120']]);
  });

  it('of one price stand together, in line', () => {
    const lots = new Lots();
    lots.open(1, 100n);
    lots.open(2, 100n);
    lots.open(1, 90n);
    lots.open(1, 100n);
    expect(lots.save()).toEqual([
      [3, '100'],
      [1, '90'],
      [1, '100'],
    ]);
  });

  it('that were closed are not joined by new ones of their price', () => {
    const lots = new Lots();
    lots.open(2, 100n);
    lots.close(2);
    lots.open(3, 100n);
    expect(lots.save()).toEqual([[3, '100']]);
    expect(lots.close(3)).toBe(300n);
  });

  it('come back from a saved state', () => {
    const lots = new Lots();
    for (let i = 1; i <= 9; i++) lots.open(i, BigInt(i));
    lots.close(4);
    const copy = new Lots();
    copy.open(7, 7n);
    copy.load(JSON.parse(JSON.stringify(lots.save())));
    expect(copy.close(41)).toBe(lots.close(41));
    expect(copy.save()).toEqual([]);
  });
});
