import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Defect } from './assert.ts';
import { Fault } from './fault.ts';
import { loadFields, loadState, saveFields, saveState, type SavedState } from './state.ts';

class Ring {
  readonly values: Float64Array;
  private next = 0;
  private readonly inner: { last: number | undefined; text: string };
  constructor(length: number) {
    this.values = new Float64Array(length);
    this.inner = { last: undefined, text: '' };
  }
  push(value: number): void {
    this.values[this.next] = value;
    this.next = (this.next + 1) % this.values.length;
    this.inner.last = value;
    this.inner.text += 'x';
  }
}

const throughText = (state: SavedState): SavedState => JSON.parse(JSON.stringify(state)) as SavedState;

describe('state', () => {
  it('comes back bit by bit through JSON, whatever plain values it is made of', () => {
    const leaf = fc.oneof(
      fc.double(),
      fc.bigInt(),
      fc.string(),
      fc.boolean(),
      fc.constantFrom(undefined, null, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('node')),
        fc.dictionary(
          fc.string().filter((name) => name !== '$' && name !== '__proto__'),
          tie('node'),
          { noNullPrototype: true },
        ),
        fc.array(fc.tuple(fc.string(), tie('node'))).map((pairs) => new Map(pairs)),
        fc.uniqueArray(fc.integer()).map((items) => new Set(items)),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (value) => {
        const into: { value: unknown } = { value: undefined };
        loadState(into, throughText(saveState({ value })));
        expect(into.value).toStrictEqual(value);
        expect(saveState(into)).toEqual(saveState({ value }));
      }),
    );
  });

  it('of an object goes back into another of the same class, in place, private fields too', () => {
    const one = new Ring(3);
    for (const value of [1, Number.NaN, -0, 4]) one.push(value);
    const two = new Ring(3);
    const { values } = two;
    loadState(two, throughText(saveState(one)));
    expect(two).toStrictEqual(one);
    expect(two.values).toBe(values);
  });

  it('of another shape is refused with the place named', () => {
    const state = saveState({ ring: new Ring(3) });
    expect(() => loadState({ ring: new Ring(4) }, state)).toThrow(/state\.ring\.values: expected 4 numbers/);
    expect(() => loadState({ ring: new Map() }, state)).toThrow(Fault);
    expect(() => loadState({ ring: undefined }, state)).toThrow(Fault);
    expect(() => loadState(new Ring(3), saveState({ next: 1 }))).toThrow(/expected a saved Ring/);
    expect(() => loadFields(new Ring(3), ['next'], {})).toThrow(/Ring\.next/);
  });

  it('that is no tree, or has functions where values should be, cannot be saved', () => {
    const ring = new Ring(2);
    expect(() => saveState([ring, ring])).toThrow(Defect);
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(() => saveState(loop)).toThrow(Defect);
    expect(() => saveState([() => 1])).toThrow(Defect);
    const shared = { a: 1 };
    expect(saveState([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('of some fields leaves the others alone; an object that saves itself is asked', () => {
    const own = {
      save: (): SavedState => 'mine',
      load: (state: SavedState) => (own.loaded = state),
      loaded: {} as unknown,
    };
    const from = { a: 1, b: 2, own };
    const into = { a: 0, b: 0, own };
    loadFields(into, ['a', 'own'], saveFields(from, ['a', 'own']));
    expect([into.a, into.b, own.loaded]).toEqual([1, 0, 'mine']);
    expect(() => saveFields(from, ['missing'])).toThrow(Defect);
  });
});
