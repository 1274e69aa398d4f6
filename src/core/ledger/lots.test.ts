import { describe, expect, it } from 'vitest';
import { Lots } from './lots.ts';

describe('lots', () => {
  it('leave in the order in which they came, at what they had cost', () => {
    const lots = new Lots();
    lots.open(10, 100n);
    lots.open(5, 120n);
    expect(lots.close(4, 'ceil')).toBe(400n);
    expect(lots.close(8, 'ceil')).toBe(600n + 240n);
    expect(lots.save()).toEqual([[3, '360']]);
  });

  it('of one price stand together, in line', () => {
    const lots = new Lots();
    lots.open(1, 100n);
    lots.open(2, 100n);
    lots.open(1, 90n);
    lots.open(1, 100n);
    expect(lots.save()).toEqual([
      [3, '300'],
      [1, '90'],
      [1, '100'],
    ]);
  });

  it('that were closed are not joined by new ones of their price', () => {
    const lots = new Lots();
    lots.open(2, 100n);
    lots.close(2, 'ceil');
    lots.open(3, 100n);
    expect(lots.save()).toEqual([[3, '300']]);
    expect(lots.close(3, 'ceil')).toBe(300n);
  });

  it('come back from a saved state', () => {
    const lots = new Lots();
    for (let i = 1; i <= 9; i++) lots.open(i, BigInt(i));
    lots.close(4, 'ceil');
    const copy = new Lots();
    copy.open(7, 7n);
    copy.load(JSON.parse(JSON.stringify(lots.save())));
    expect(copy.close(41, 'ceil')).toBe(lots.close(41, 'ceil'));
    expect(copy.save()).toEqual([]);
  });

  it('that split keep what each group had cost, and a fraction leaves from the old end', () => {
    const lots = new Lots();
    lots.open(3, 100n);
    lots.open(4, 130n);
    expect(lots.split(3, 1, 2, 0n, 'ceil')).toBe(100n);
    expect(lots.save()).toEqual([
      [1, '200'],
      [2, '520'],
    ]);
    expect(lots.split(6, 2, 1, 0n, 'ceil')).toBe(0n);
    expect(lots.close(1, 'ceil')).toBe(100n);
  });

  it('that split into less than whole units a lot lose none of them', () => {
    const lots = new Lots();
    lots.open(1, 100n);
    lots.split(3, 3, 1, 0n, 'ceil');
    expect([lots.close(1, 'ceil'), lots.close(1, 'ceil'), lots.close(1, 'ceil')]).toEqual([34n, 33n, 33n]);
  });

  it('that a reverse split leaves too little of go with their neighbours, and a fraction that comes was bought', () => {
    const lots = new Lots();
    lots.open(1, 100n);
    lots.open(1, 110n);
    lots.open(3, 120n);
    expect(lots.split(2, 1, 3, 77n, 'ceil')).toBe(0n);
    expect(lots.save()).toEqual([
      [1, '330'],
      [1, '317'],
    ]);
  });

  it('that a reverse split leaves less than a lot of all go, whatever groups they stood in', () => {
    const lots = new Lots();
    lots.open(1, 100n);
    lots.open(1, 110n);
    lots.open(1, 120n);
    expect(lots.split(0, 1, 10, 0n, 'ceil')).toBe(330n);
    expect(lots.save()).toEqual([]);
  });
});
