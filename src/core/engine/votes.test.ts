import { describe, expect, it } from 'vitest';
import { dayOf } from '../../backtest/scenario-view.ts';
import type { ScenarioAgent } from '../../backtest/scenario.ts';
import { type ConsensusMethod, consensusMethods } from '../consensus/method.ts';
import { DAY_US } from '../base/time.ts';
import type { Context } from '../strategies/strategy.ts';
import { flat, play, scripted, type Script } from './scenario.twin.ts';

const wants =
  (quantity: number | null, confidence = 1) =>
  (ctx: Context) =>
    ctx.target('A', quantity, { confidence });
const A = { A: { bars: flat(100, 100, 100, 100, 100, 100) } };

describe('whose money', () => {
  it.each(consensusMethods)(
    '4 agents, 100k, price 100, all ask 100 %%: 1,000 shares under %s',
    (method: ConsensusMethod) => {
      const all: Script = { 1: (ctx) => ctx.targetPercent('A', 1) };
      const story = play({ instruments: A, consensus: { method }, agents: { a: all, b: all, c: all, d: all } });
      expect(story.position('account')).toBe(1_000);
      expect(['a', 'b', 'c', 'd'].map((id) => story.position(id))).toEqual([250, 250, 250, 250]);
    },
  );

  it('under sum an agent has its capital, those without one share the rest, and the house what is left', () => {
    const percent: Script = { 1: (ctx) => ctx.targetPercent('A', 1) };
    const rich: ScenarioAgent = { strategy: scripted(percent), capital: 0.5 };
    const story = play({ instruments: A, agents: { a: rich, b: percent, c: percent } });
    expect(['a', 'b', 'c'].map((id) => story.position(id))).toEqual([500, 250, 250]);
    const house = play({ instruments: A, agents: { a: rich } });
    expect(house.position('account')).toBe(500);
    expect(house.run.engine.account.ledger.equity(1)).toBe(50_000);
    expect(() => play({ instruments: A, agents: { a: { ...rich, capital: 0.7 }, b: rich } })).toThrow(/adds up to 1.2/);
  });

  it('equity and cash are the sub-account under sum, and those of the account otherwise', () => {
    const seen: Record<string, number[]> = {};
    for (const method of ['sum', 'majority'] as const) {
      const look: Script = { 3: (ctx) => (seen[method] = [ctx.equity, ctx.cash]) };
      play({
        instruments: { A: { bars: flat(100, 100, 110, 110) } },
        consensus: { method },
        agents: { a: { 1: wants(100), ...look }, b: { 1: wants(100) } },
      });
    }
    expect(seen).toEqual({ sum: [51_000, 40_000], majority: [101_000, 90_000] });
  });

  it('a percentage becomes lots once, at the call, at the last price; without a price it is refused', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 200, 400) }, B: { bars: [null, ...flat(10, 10)] } },
      agents: {
        x: {
          'A 1': (ctx) => {
            ctx.targetPercent('A', 0.5);
            ctx.targetPercent('B', 0.5);
            ctx.targetValue('B', 100);
          },
        },
      },
    });
    expect(story.fills).toEqual(['A +500 @ 200 on 1']);
    expect(story.refusals).toEqual(['x: B no-price 0, at most 0 on 1', 'x: B no-price 0, at most 0 on 1']);
  });
});

describe('what a vote makes', () => {
  const vote = (method: ConsensusMethod, ...scripts: Script[]) =>
    play({
      instruments: A,
      consensus: { method, weights: method === 'weighted' ? { a: 1, b: 2, c: 1 } : undefined },
      agents: Object.fromEntries(scripts.map((script, k) => ['abc'[k], script])),
    });

  it.each([
    ['sum', 60 + 20 - 40],
    ['majority', 40],
    ['unanimous', 0],
    ['weighted', 15],
    ['confidence-weighted', 24],
  ] as const)('%s of 60, 20 and -40', (method, expected) => {
    const story = vote(method, { 1: wants(60) }, { 1: wants(20) }, { 1: wants(-40, 0.5) });
    expect(story.position('account')).toBe(expected);
  });

  it('majority: a tie keeps the position', () => {
    const story = vote('majority', { 1: wants(10), 2: wants(-10) }, { 1: wants(10) });
    expect(story.decisions).toEqual(['A decided 10 on 1', 'A kept 10 on 2']);
    expect(story.position('account')).toBe(10);
  });

  it('unanimous: one camp, the size nearest to zero, in equal parts', () => {
    const story = vote('unanimous', { 1: wants(30) }, { 1: wants(20) }, { 1: wants(40) });
    expect(story.position('account')).toBe(20);
    expect(['a', 'b', 'c'].map((id) => story.position(id))).toEqual([7, 7, 6]);
  });

  it('0 is a vote for flat, null is none', () => {
    expect(vote('weighted', { 1: wants(100) }, { 1: wants(0) }, { 1: wants(100) }).position('account')).toBe(50);
    expect(vote('weighted', { 1: wants(100) }, { 1: wants(null) }, { 1: wants(100) }).position('account')).toBe(100);
  });

  it('under sum null keeps what the agent holds; of a killed one everything goes', () => {
    const story = play({
      instruments: A,
      agents: { a: { 1: wants(30), 2: wants(null), 4: wants(5) }, b: { 1: wants(50) } },
      meanwhile: ({ driver }) =>
        dayOf(driver.nowUs) === 3 ? driver.command({ command: 'kill', subject: 'b' }) : undefined,
    });
    expect(story.shares).toEqual([
      'a: A +30 @ 100 on 1 (target)',
      'b: A +50 @ 100 on 1 (target)',
      'a: A -25 @ 100 on 4 (target)',
      'b: A -50 @ 100 on 4 (target)',
    ]);
  });

  it('decisions round toward the present position, agents’ quantities toward zero', () => {
    const story = vote('weighted', { 1: (ctx) => ctx.target('A', 3.9), 2: wants(2) }, { 1: wants(2) }, { 1: wants(2) });
    // (3 + 2 * 2 + 2) / 4 = 2.25: up from 0 to 2, and then 2 it stays
    expect(story.decisions).toEqual(['A decided 2 on 1', 'A decided 2 on 2']);
  });

  it('a quorum counts those assigned and not warming up; below it only reductions pass', () => {
    const late: ScenarioAgent = { strategy: scripted({ 3: wants(10) }, {}, 3) };
    const open = play({
      instruments: A,
      consensus: { method: 'weighted', weights: { a: 1, b: 1 }, quorum: 0.6 },
      agents: { a: { 1: wants(10) }, b: late },
    });
    expect(open.decisions).toEqual(['A decided 10 on 1', 'A decided 10 on 3']);
    const silent = play({
      instruments: A,
      consensus: { method: 'majority', quorum: 0.6 },
      agents: { a: { 1: wants(10), 4: wants(0) }, b: { 2: wants(10), 3: wants(null) } },
    });
    expect(silent.decisions).toEqual([
      'A no-quorum 0 on 1',
      'A decided 10 on 2',
      'A no-quorum 10 on 3',
      'A no-quorum 0 on 4',
    ]);
  });

  it('a vote for flat of an agent with a veto forbids to open or to increase', () => {
    const story = play({
      instruments: A,
      consensus: { method: 'majority', veto: ['guard'] },
      agents: { a: { 1: wants(10) }, b: { 1: wants(10) }, guard: { 1: wants(0), 3: wants(null) } },
    });
    expect(story.decisions).toEqual(['A decided 0 on 1', 'A decided 10 on 3']);
  });

  it('who has handled nothing for longer than staleAfter is asleep', () => {
    const bars = [...flat(100, 100), null, null, null, ...flat(100, 100)];
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100) }, B: { bars } },
      consensus: { method: 'majority', staleAfterUs: 2 * DAY_US },
      agents: {
        a: { strategy: scripted({ 'A 1': wants(10), 'A 5': wants(20) }), instruments: ['A'] },
        b: { strategy: scripted({ 'B 1': wants(-10) }), instruments: ['A', 'B'] },
      },
    });
    // Both hear A each day: neither is ever stale.
    expect(story.decisions).toEqual(['A kept 0 on 1', 'A kept 0 on 5']);
    const gone = play({
      instruments: {
        A: { bars: [...flat(100), null, null, null, ...flat(100, 100)] },
        B: { bars: flat(100, 100, 100, 100, 100, 100) },
      },
      consensus: { method: 'majority', staleAfterUs: 2 * DAY_US },
      agents: {
        a: { strategy: scripted({ 'A 1': wants(-10) }), instruments: ['A'] },
        b: { strategy: scripted({ 'A 1': wants(10), 'B 4': wants(20) }), instruments: ['A', 'B'] },
      },
    });
    expect(gone.decisions).toEqual(['A kept 0 on 1', 'A decided 20 on 4']);
  });

  it('restating a target is no intent and no decision', () => {
    const story = play({ instruments: A, agents: { a: { strategy: scripted((_bar, ctx) => ctx.target('A', 10)) } } });
    expect(story.intents).toEqual(['a: A 10 (agent) on 1']);
    expect(story.decisions).toEqual(['A decided 10 on 1']);
    expect(story.run.observer.recording.counts).toEqual({ intents: 1, decisions: 1, orders: 1, fills: 1, refusals: 0 });
  });

  it('learned weights decide each round, and send when the move leaves the band or a target changed', () => {
    const bars = flat(...Array.from({ length: 40 }, (_, k) => 100 + k));
    const played = (band: number) =>
      play({
        instruments: { A: { bars } },
        consensus: { method: 'hedge', learningRate: 0.1, band },
        agents: { bull: { 1: wants(1_000) }, bear: { 1: wants(0) } },
      });
    const narrow = played(0);
    const wide = played(0.2);
    expect(narrow.fills.length).toBeGreaterThan(10);
    expect(wide.fills.length).toBeLessThan(narrow.fills.length);
    const moves = wide.view.decisions().map(({ decided }) => decided);
    moves.slice(1).forEach((decided, k) => expect(decided - moves[k]).toBeGreaterThan(0.2 * decided));
    expect(wide.position('bear')).toBe(0);
  });

  it('the first kind of intent used is the only one allowed', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) }, B: { bars: flat(50, 50, 50) } },
      agents: {
        x: {
          'A 1': (ctx) => {
            ctx.target('A', 1);
            ctx.intend({ instrument: 'A', side: 'buy', quantity: 2, orderType: 'market' });
            ctx.intend({ instrument: 'B', side: 'buy', quantity: 3, orderType: 'market' });
            ctx.target('B', 4);
          },
        },
      },
    });
    expect(story.fills).toEqual(['A +1 @ 100 on 1', 'B +3 @ 50 on 1']);
    expect(story.refusals).toEqual(['x: A mixed-intents +2, at most 0 on 1', 'x: B mixed-intents +4, at most 0 on 1']);
  });
});

describe('who owns what', () => {
  it('opposite wishes cross inside at the next open, free of cost, and only the rest goes out', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 120, 120) } },
      execution: { fees: { model: 'bps', bps: 10 } },
      agents: { a: { 1: wants(50), 2: wants(0) }, b: { 2: wants(30) } },
    });
    expect(story.shares).toEqual([
      'a: A +50 @ 100 on 1 (target)',
      'a: A -30 @ 120 on 2 (cross)',
      'b: A +30 @ 120 on 2 (cross)',
      'a: A -20 @ 120 on 2 (target)',
    ]);
    const { ledger } = story.run.engine.account;
    expect([ledger.feesValue(0), ledger.feesValue(1)]).toEqual([7.4, 0]);
    expect(story.trades).toEqual([
      'a: long 50 A 100 to 120: 992.6 after 1 (target)',
      'b: long 30 A 120 to -: 0 after 2 (open)',
    ]);
  });

  it('a partial fill goes lot by lot to the largest shortfall, ties by id, and a lot once given is never taken back', () => {
    const story = play({
      instruments: {
        A: {
          bars: [
            [100, 100, 100, 100, 100],
            [100, 100, 100, 100, 50],
            [100, 100, 100, 100, 50],
            [100, 100, 100, 100, 1_000],
          ],
        },
      },
      execution: { participation: 0.1 },
      agents: { a: { 1: wants(6) }, b: { 1: wants(3) }, c: { 1: wants(3) } },
    });
    // 12 asked, 5 a bar: shortfalls of 2.5, 1.25, 1.25 give 3, 1, 1; then 2, 2, 1; the rest completes each.
    const shares = story.view.allocations().map(({ owner, quantity, at }) => `${at} ${owner} ${quantity}`);
    expect(shares).toEqual(['1 a 3', '1 b 1', '1 c 1', '2 a 2', '2 b 2', '2 c 1', '3 a 1', '3 c 1']);
  });

  it('a new decision replaces the unfilled rest of the working order', () => {
    const story = play({
      instruments: {
        A: {
          bars: [
            [100, 100, 100, 100, 100],
            [100, 100, 100, 100, 50],
            [100, 100, 100, 100, 500],
            [100, 100, 100, 100, 500],
          ],
        },
      },
      execution: { participation: 0.1 },
      agents: { a: { 1: wants(12), 2: wants(8) } },
    });
    expect(story.fills).toEqual(['A +5 @ 100 on 1', 'A +3 @ 100 on 2']);
    expect(story.run.observer.recording.orders.count).toBe(2);
  });

  it('a refused external order does not stop the cross', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      cash: '10000',
      risk: { position: 0.5 },
      agents: { a: { 1: wants(50), 2: wants(30) }, b: { 2: wants(60) } },
    });
    // On day 2 they want 90, 40 more than the 50 that the limit allows: a gives 20 to b, and nothing leaves.
    expect(story.shares).toEqual([
      'a: A +50 @ 100 on 1 (target)',
      'a: A -20 @ 100 on 2 (cross)',
      'b: A +20 @ 100 on 2 (cross)',
    ]);
    expect(story.refusals).toEqual(['account: A position +90, at most 50 on 2']);
  });

  it('with fill: close crosses and orders settle at that close', () => {
    const story = play({
      instruments: { A: { bars: flat([100, 101], [102, 103], [104, 105]) } },
      execution: { fill: 'close' },
      agents: { a: { 1: wants(10), 2: wants(4) }, b: { 2: wants(10) } },
    });
    expect(story.shares).toEqual([
      'a: A +10 @ 101 on 1 (target)',
      'a: A -6 @ 103 on 2 (cross)',
      'b: A +6 @ 103 on 2 (cross)',
      'b: A +4 @ 103 on 2 (target)',
    ]);
  });

  it('positions from order-level intents stand outside the vote', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      consensus: { method: 'majority' },
      agents: {
        a: { 1: wants(10), 2: wants(20) },
        b: { 1: (ctx) => void ctx.intend({ instrument: 'A', side: 'buy', quantity: 7, orderType: 'market' }) },
      },
    });
    expect([story.position('a'), story.position('b'), story.position('account')]).toEqual([20, 7, 27]);
  });
});
