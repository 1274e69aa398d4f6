import { expect, it } from 'vitest';
import type { Engine } from '../../core/engine/engine.ts';
import { Totals } from './totals.ts';

it('Totals take all that was saved, or nothing of it', () => {
  const engine = { account: { orders: new Map() } } as unknown as Engine;
  const [totals, fresh] = [new Totals(engine), new Totals(engine).save()];
  totals.tally.fills = 3;
  const saved = totals.save() as { readonly tally: object; readonly venue: object };
  const again = new Totals(engine);
  for (const other of [undefined, saved.tally, { tally: saved.tally }, { venue: saved.venue }]) {
    expect(() => again.load(other)).toThrow('saved counts');
    expect(again.save()).toEqual(fresh);
  }
  again.load(saved);
  expect(again.save()).toEqual(saved);
});
