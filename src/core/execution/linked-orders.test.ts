import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkActions, linkExcessLots, type LinkedOrder, linkUncoveredLots } from './linked-orders.ts';

function linked(id: number, more: Partial<LinkedOrder> = {}): LinkedOrder {
  const blank = { lots: 10, filledLots: 0, group: undefined, parent: undefined, sentLots: 10 };
  return { id, ...blank, isDone: false, isPending: false, ...more };
}

/** An entry that has filled so much, and its stop and target. */
function bracket(entry: Partial<LinkedOrder>, stop: Partial<LinkedOrder> = {}, target: Partial<LinkedOrder> = {}) {
  const child = { parent: 1, group: 9, sentLots: 0 };
  return [linked(1, entry), linked(2, { ...child, ...stop }), linked(3, { ...child, ...target })];
}

describe('a broker without linked orders', () => {
  it('gets a bracket’s children when the entry fills, as large as it has filled', () => {
    expect(linkActions(bracket({}))).toEqual([]);
    expect(linkActions(bracket({ filledLots: 4 }))).toEqual([
      { kind: 'send', id: 2, lots: 4 },
      { kind: 'send', id: 3, lots: 4 },
    ]);
    expect(linkActions(bracket({ filledLots: 10, isDone: true }, { sentLots: 4 }, { sentLots: 4 }))).toEqual([
      { kind: 'resize', id: 2, lots: 10 },
      { kind: 'resize', id: 3, lots: 10 },
    ]);
  });

  it('loses the sibling of what has filled, in part as much as it filled', () => {
    const entry = { filledLots: 10, isDone: true };
    const stop = { sentLots: 10 };
    expect(linkActions(bracket(entry, stop, { sentLots: 10, filledLots: 3 }))).toEqual([
      { kind: 'resize', id: 2, lots: 7 },
    ]);
    expect(linkActions(bracket(entry, stop, { sentLots: 10, filledLots: 10, isDone: true }))).toEqual([
      { kind: 'cancel', id: 2, reason: 'oco' },
    ]);
  });

  it('never hears of the children of an entry that ended unfilled, or of more than it filled', () => {
    expect(linkActions(bracket({ isDone: true }))).toEqual([
      { kind: 'drop', id: 2, reason: 'parent' },
      { kind: 'drop', id: 3, reason: 'parent' },
    ]);
    expect(linkActions(bracket({ isDone: true, filledLots: 6 }, { sentLots: 6 }, { sentLots: 6 }))).toEqual([]);
  });

  it('is not asked twice, nor about what is unknown', () => {
    const target = { sentLots: 10, filledLots: 10, isDone: true };
    expect(linkActions(bracket({ filledLots: 10, isDone: true }, { sentLots: 10, isPending: true }, target))).toEqual(
      [],
    );
  });

  it('may fill both before a cancel comes: that is named', () => {
    const both = { sentLots: 10, isDone: true };
    const orders = bracket({ filledLots: 10, isDone: true }, { ...both, filledLots: 10 }, { ...both, filledLots: 4 });
    expect(linkExcessLots(orders, 9)).toBe(4);
    expect(linkExcessLots(bracket({ filledLots: 10 }, { filledLots: 10 }), 9)).toBe(0);
  });

  it('cancels what is left of an entry that is being left, and names what came in all the same', () => {
    const stop = { sentLots: 4, filledLots: 4, isDone: true };
    const target = { sentLots: 4, isDone: true };
    expect(linkActions(bracket({ filledLots: 4 }, stop, target))).toEqual([
      { kind: 'cancel', id: 1, reason: 'exited' },
    ]);
    expect(linkUncoveredLots(bracket({ filledLots: 7, isDone: true }, stop, target), 1)).toBe(3);
    expect(linkUncoveredLots(bracket({ filledLots: 7 }, { sentLots: 4 }), 1)).toBe(0);
  });

  it('ends where nothing works beyond the entry, whatever the order of fills and answers', () => {
    const move = fc.record({
      act: fc.constantFrom('fill', 'answer', 'cancel'),
      which: fc.nat(2),
      lots: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let orders = bracket({});
        const asked: ReturnType<typeof linkActions> = [];
        const set = (id: number, change: Partial<LinkedOrder>): void => {
          orders = orders.map((order) => (order.id === id ? { ...order, ...change } : order));
        };
        const ask = (): void => {
          for (const action of linkActions(orders)) {
            expect(orders[action.id - 1].isPending).toBe(false);
            if (action.kind === 'send' || action.kind === 'resize') {
              expect(action.lots).toBeLessThanOrEqual(orders[0].filledLots);
              expect(action.lots).toBeGreaterThan(orders[action.id - 1].filledLots);
            }
            set(action.id, { isPending: true });
            asked.push(action);
          }
        };
        const answer = (): void => {
          const action = asked.shift();
          if (action === undefined || orders[action.id - 1].isDone) return;
          const { filledLots } = orders[action.id - 1];
          if (action.kind === 'send' || action.kind === 'resize') {
            const sentLots = Math.max(filledLots, action.lots);
            set(action.id, { isPending: false, sentLots, isDone: sentLots === filledLots });
          } else set(action.id, { isPending: false, isDone: true });
        };
        for (const { act, which, lots } of moves) {
          const order = orders[which];
          if (act === 'answer') answer();
          if (act === 'cancel' && which === 0) set(1, { isDone: true });
          if (act === 'fill' && !order.isDone) {
            const filledLots = Math.min(order.sentLots, order.filledLots + lots);
            set(order.id, { filledLots, isDone: filledLots === order.sentLots });
          }
          ask();
        }
        for (let i = 0; i < 20; i++) {
          answer();
          ask();
        }
        const [entry, stop, target] = orders;
        const filled = stop.filledLots + target.filledLots;
        if (filled > 0) expect(entry.isDone).toBe(true);
        for (const child of [stop, target]) {
          if (child.isDone) continue;
          const other = child === stop ? target : stop;
          // What still works is just what the entry has filled and nothing has closed yet.
          const works = child.sentLots - child.filledLots;
          const open = Math.max(0, entry.filledLots - child.filledLots - other.filledLots);
          expect(works).toBe(child.sentLots > 0 ? open : 0);
        }
        expect(linkExcessLots(orders, 9)).toBe(Math.max(0, filled - entry.filledLots));
      }),
      { numRuns: 300 },
    );
  });
});
