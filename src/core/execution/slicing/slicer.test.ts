import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_US, type Us } from '../../base/time.ts';
import { resolveSlicing } from './slicing-config.ts';
import { type SlicedOrder, Slicer } from './slicer.ts';

const PARENT: SlicedOrder = { id: 65_536, side: 1, lots: 100, startUs: 0 };

function slicerOf(section: Record<string, unknown>, parent: Partial<SlicedOrder> = {}): Slicer {
  const config = resolveSlicing({ algorithm: 'twap', horizon: '5m', slices: 5, ...section }, 'slicing');
  return new Slicer(config, { ...PARENT, ...parent }, 7);
}

/** Steps a slicer whose children are numbered as they leave; what it wants reads like `buy 20 market`. */
class Desk {
  readonly slicer: Slicer;
  children = 0;
  nowUs: Us = 0;

  constructor(section: Record<string, unknown>, parent: Partial<SlicedOrder> = {}) {
    this.slicer = slicerOf(section, parent);
  }

  at(minutes: number, bid = 99, ask = 101): string[] {
    this.nowUs = minutes * MINUTE_US;
    const { cancels, lots, type, limitTicks, timeInForce, state } = this.slicer.step(this.nowUs, bid, ask);
    const said = cancels.map((id) => `cancel ${id}`);
    if (lots > 0) {
      this.children += 1;
      this.slicer.sent(this.children, lots);
      said.push(
        [`${this.children}: ${lots} ${type}`, limitTicks, timeInForce].filter((part) => part !== undefined).join(' '),
      );
    }
    if (state !== 'working') said.push(state);
    return said;
  }

  fills(id: number, filled: number, leaves: number): this {
    expect(this.slicer.onChild(id, filled, leaves)).toBe(true);
    return this;
  }
}

describe('a parent in slices', () => {
  it('sends a child at the beginning of each step and is filled when they are', () => {
    const desk = new Desk({});
    expect(desk.at(0)).toEqual(['1: 20 market']);
    expect(desk.fills(1, 20, 0).at(0.5)).toEqual([]);
    for (const k of [2, 3, 4, 5]) {
      expect(desk.at(k - 1)).toEqual([`${k}: 20 market`]);
      desk.fills(k, 20, 0);
    }
    expect(desk.at(4.5)).toEqual(['filled']);
  });

  it('does not send again what still works, and catches up what ended unfilled', () => {
    const desk = new Desk({});
    desk.at(0);
    expect(desk.fills(1, 5, 15).at(1)).toEqual(['2: 20 market']);
    expect(desk.fills(1, 5, 0).at(2)).toEqual(['3: 35 market']);
  });

  it('one child a step: what risk refused waits for the next', () => {
    const desk = new Desk({});
    const { slicer } = desk;
    expect(slicer.step(0, 99, 101).lots).toBe(20);
    expect(slicer.step(1, 99, 101).lots).toBe(0);
    expect(desk.at(1)).toEqual(['1: 40 market']);
  });

  it('catches up no more than its cap at once, and lets little gather', () => {
    const desk = new Desk({ maxLots: 30 });
    expect(desk.at(2)).toEqual(['1: 30 market']);
    expect(desk.at(3)).toEqual(['2: 30 market']);
    const small = new Desk({ minLots: 50 });
    expect([small.at(0), small.at(1), small.at(2)]).toEqual([[], [], ['1: 60 market']]);
    expect([small.at(3), small.at(4)]).toEqual([[], ['2: 40 market']]);
  });

  it('near children wait at their own side, and are taken back and priced anew with the next step', () => {
    const desk = new Desk({ price: 'near' }, { limitTicks: 100 });
    expect(desk.at(0, 99, 101)).toEqual(['1: 20 limit 99']);
    expect(desk.fills(1, 4, 16).at(1, 102, 104)).toEqual(['cancel 1']);
    expect(desk.at(1.1, 102, 104)).toEqual([]);
    expect(desk.fills(1, 4, 0).at(1.2, 102, 104)).toEqual(['2: 36 limit 100']);
  });

  it('far children take the other side at once or not at all; without a price none leaves', () => {
    const desk = new Desk({ price: 'far' }, { side: -1 });
    expect(desk.at(0, Number.NaN, 101)).toEqual([]);
    expect(desk.at(0.5, 99, 101)).toEqual(['1: 20 limit 99 IOC']);
  });

  it('sweeps the rest at the end, once what rested is taken back', () => {
    const desk = new Desk({ price: 'near', slices: 1 });
    expect(desk.at(0)).toEqual(['1: 100 limit 99']);
    expect(desk.fills(1, 30, 70).at(5)).toEqual(['cancel 1']);
    expect(desk.fills(1, 40, 0).at(5.1)).toEqual(['2: 60 market']);
    expect(desk.at(6)).toEqual([]);
    expect(desk.fills(2, 50, 0).at(6)).toEqual(['expired']);
  });

  it('without a sweep gives the rest up', () => {
    const desk = new Desk({ slices: 1, sweep: false });
    desk.at(0);
    expect(desk.fills(1, 30, 70).at(5)).toEqual(['cancel 1']);
    expect(desk.fills(1, 30, 0).at(5.1)).toEqual(['expired']);
  });

  it('a parent that is reduced takes its youngest children back; what has filled stays filled', () => {
    const desk = new Desk({});
    desk.at(0);
    desk.at(1);
    desk.fills(1, 20, 0).slicer.replace(30, undefined);
    expect(desk.at(1.5)).toEqual(['cancel 2']);
    expect(desk.fills(2, 8, 0).at(1.6)).toEqual([]);
    expect(desk.at(4)).toEqual(['3: 2 market']);
  });

  it('a parent that is cancelled takes all back and is over when they have ended', () => {
    const desk = new Desk({});
    desk.at(0);
    desk.slicer.stop();
    expect([desk.at(1), desk.at(2)]).toEqual([['cancel 1'], []]);
    desk.slicer.onCancelRefused(1);
    expect(desk.at(3)).toEqual(['cancel 1']);
    expect(desk.fills(1, 7, 0).at(3)).toEqual(['cancelled']);
  });

  it('a fill after the end of a child takes the excess from those that work', () => {
    const desk = new Desk({ slices: 2 });
    desk.at(0);
    desk.fills(1, 0, 0);
    expect(desk.at(2.5)).toEqual(['2: 100 market']);
    expect(desk.fills(1, 10, 0).at(3)).toEqual(['cancel 2']);
  });

  it('stops when child after child is rejected', () => {
    const desk = new Desk({});
    for (const k of [1, 2, 3]) {
      expect(desk.at(k - 1)).toHaveLength(1);
      desk.fills(k, 0, 0).slicer.onRejected();
    }
    expect(desk.at(3)).toEqual(['stuck']);
    expect(desk.at(9)).toEqual(['stuck']);
  });

  it('POV answers what others trade', () => {
    const desk = new Desk({ algorithm: 'pov', participation: 0.2 });
    expect(desk.at(0)).toEqual([]);
    desk.slicer.observe(40, 1);
    expect(desk.at(1)).toEqual(['1: 10 market']);
    expect(desk.at(5)).toEqual(['cancel 1']);
    expect(desk.fills(1, 10, 0).at(5)).toEqual(['expired']);
  });
});

const move = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ act: fc.constant('wait' as const), us: fc.integer({ min: 0, max: 2 * MINUTE_US }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('fill' as const),
      child: fc.nat(9),
      lots: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('end' as const, 'answer' as const), child: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('volume' as const), lots: fc.nat(300) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('replace' as const), lots: fc.integer({ min: 1, max: 200 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('stop' as const, 'save' as const) }) },
);

const plan = fc.record({
  section: fc.oneof(
    fc.constant({ algorithm: 'twap' }),
    fc.constant({ algorithm: 'vwap', profile: [3, 1, 1, 1, 4] }),
    fc.constant({ algorithm: 'pov', participation: 0.25, sweep: true }),
    fc.constant({ algorithm: 'implementation-shortfall', volatility: 1, temporaryImpact: 1e-4, riskAversion: 1e-3 }),
  ),
  price: fc.constantFrom('market', 'near', 'far'),
  jitter: fc.constantFrom(0, 0.5),
  minLots: fc.constantFrom(1, 7),
  maxLots: fc.constantFrom('none', 30),
  moves: fc.array(move, { minLength: 5, maxLength: 60 }),
});

interface Child {
  lots: number;
  filled: number;
  open: boolean;
  asked: boolean;
}

describe('whatever happens to a parent and its children', () => {
  it('children never exceed it, cancels are answered in any order, and with time enough all of it is filled', () => {
    fc.assert(
      fc.property(plan, ({ section, price, jitter, minLots, maxLots, moves }) => {
        const options = { ...section, price, jitter, minLots, ...(maxLots === 'none' ? {} : { maxLots }) };
        let slicer = slicerOf(options);
        const children: Child[] = [];
        let total = 100;
        let isReduced = false;
        let isStopped = false;
        let nowUs = 0;
        const tell = (child: Child): void => {
          const leaves = child.open ? child.lots - child.filled : 0;
          expect(slicer.onChild(children.indexOf(child) + 1, child.filled, leaves)).toBe(true);
        };
        const open = (): number => children.reduce((sum, c) => sum + (c.open ? c.lots - c.filled : 0), 0);
        const filled = (): number => children.reduce((sum, c) => sum + c.filled, 0);
        const step = (): string => {
          const said = slicer.step(nowUs, 99, 101);
          for (const id of said.cancels) children[id - 1].asked = true;
          if (said.lots > 0) {
            expect(isStopped).toBe(false);
            children.push({ lots: said.lots, filled: 0, open: true, asked: false });
            slicer.sent(children.length, said.lots);
            expect(filled() + open()).toBeLessThanOrEqual(total);
          }
          if (!isReduced) expect(filled() + open()).toBeLessThanOrEqual(total);
          const unasked = children.reduce((sum, c) => sum + (c.open && !c.asked ? c.lots - c.filled : 0), 0);
          expect(unasked).toBeLessThanOrEqual(Math.max(0, total - filled()));
          expect([slicer.filledLots, slicer.workingLots]).toEqual([filled(), open()]);
          return said.state;
        };
        step();
        for (const it of moves) {
          switch (it.act) {
            case 'wait':
              nowUs += it.us;
              break;
            case 'volume':
              slicer.observe(it.lots, nowUs);
              break;
            case 'replace':
              isReduced ||= it.lots < total;
              total = it.lots;
              slicer.replace(total, undefined);
              break;
            case 'stop':
              isStopped = true;
              slicer.stop();
              break;
            case 'save': {
              const saved = JSON.stringify(slicer.save());
              slicer = slicerOf(options);
              slicer.load(JSON.parse(saved));
              expect(JSON.stringify(slicer.save())).toBe(saved);
              break;
            }
            default: {
              const child = children[it.child % Math.max(1, children.length)];
              if (child === undefined || !child.open) break;
              if (it.act === 'fill') child.filled += Math.min(it.lots, child.lots - child.filled);
              if (it.act === 'end' || (it.act === 'answer' && child.asked) || child.filled === child.lots)
                child.open = false;
              tell(child);
            }
          }
          step();
        }
        // The market is kind from here on: cancels are answered, then everything fills.
        let state = 'working';
        for (let round = 0; round < 30 && state === 'working'; round++) {
          nowUs = Math.max(nowUs + MINUTE_US, 5 * MINUTE_US);
          for (const child of children) {
            if (!child.open) continue;
            if (!child.asked) child.filled = child.lots;
            child.open = false;
            tell(child);
          }
          state = step();
        }
        expect(['filled', 'cancelled', 'expired']).toContain(state);
        expect(open()).toBe(0);
        if (state === 'filled') expect(filled()).toBeGreaterThanOrEqual(total);
        if (state === 'filled' && !isReduced) expect(filled()).toBe(total);
        if (state === 'cancelled') expect(isStopped).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('a slicer that is saved and loaded says what it would have said', () => {
    fc.assert(
      fc.property(plan, fc.nat(9), ({ section, price, jitter }, at) => {
        const options = { ...section, price, jitter };
        const run = (savesAt: number): string[] => {
          let slicer = slicerOf(options);
          const said: string[] = [];
          for (let k = 0; k < 10; k++) {
            if (k === savesAt) {
              const saved = JSON.parse(JSON.stringify(slicer.save()));
              slicer = slicerOf(options);
              slicer.load(saved);
            }
            const nowUs = (k * MINUTE_US) / 2;
            slicer.observe(11 * k, nowUs);
            const { lots, cancels, state } = slicer.step(nowUs, 99, 101);
            said.push(`${lots} ${cancels.join()} ${state}`);
            if (lots > 0) slicer.sent(k + 1, lots);
            if (lots > 0 && k % 2 === 0) slicer.onChild(k + 1, lots, 0);
          }
          return said;
        };
        expect(run(at)).toEqual(run(-1));
      }),
      { numRuns: 100 },
    );
  });
});
