import { describe, expect, it } from 'vitest';
import { dayOf } from '../../backtest/scenario-view.ts';
import type { ScenarioRun } from '../../backtest/scenario.ts';
import type { Difference } from '../execution/difference.ts';
import { type ConditionName, ConditionName as Condition } from '../model/condition.ts';
import { DifferenceEvent } from '../model/difference.ts';
import type { IntentEvent } from '../model/intent.ts';
import { external } from '../strategies/external.ts';
import type { Context, Strategy } from '../strategies/strategy.ts';
import { differenceEvents } from './difference-events.ts';
import { Command, type EngineEvent } from './event.ts';
import { flat, play, scripted, type Story } from './scenario.twin.ts';

const wants = (quantity: number) => (ctx: Context) => ctx.target('A', quantity);
const FLAT = { A: { bars: flat(100, 100, 100, 100, 100, 100, 100, 100) } };
const outside = { strategy: external as unknown as Strategy, params: {} };

/** What happens at the end of a day. */
type Days = Readonly<Record<number, (run: ScenarioRun) => void>>;
const on =
  (days: Days) =>
  (run: ScenarioRun): void =>
    days[dayOf(run.driver.nowUs)]?.(run);

const condition =
  (name: ConditionName, begins: boolean, instrument = -1) =>
  ({ driver }: ScenarioRun): void =>
    driver.enter('condition', (event) => Object.assign(event.condition, { name, on: begins, instrument }));
const control =
  (fields: Partial<EngineEvent>) =>
  ({ driver }: ScenarioRun): void =>
    driver.enter('control', (event) => Object.assign(event, { who: 'ann', why: 'because', ...fields }));
const intent =
  (fields: Partial<IntentEvent>) =>
  ({ driver }: ScenarioRun): void =>
    driver.enter('intent', (event) => Object.assign(event.intent, { agent: 0, instrument: 0, ...fields }));
const differs =
  (fields: Partial<DifferenceEvent>) =>
  ({ driver }: ScenarioRun): void =>
    driver.enter('difference', (event) => Object.assign(event.difference, new DifferenceEvent(), fields));
/** No answer about the only live order. */
const lose = ({ driver, engine }: ScenarioRun): void => {
  const [order] = engine.account.orders.live();
  driver.enter('report', (event) =>
    Object.assign(event.report, { kind: 'lost', orderId: order.id, instrument: 0, tsUs: driver.nowUs }),
  );
};

function resolutions(story: Story): string[] {
  const { reconciliations } = story.run.observer.recording;
  return Array.from(
    { length: reconciliations.count },
    (_, k) => `${reconciliations.kind[k]}: ${reconciliations.resolution[k]}`,
  );
}

describe('a condition of the world', () => {
  it.each(Object.entries(Condition))('%s keeps new risk out until it is over; reducing passes', (rule, name) => {
    const story = play({
      instruments: FLAT,
      agents: { x: { 1: wants(30), 3: wants(60), 4: wants(10), 5: wants(40) } },
      meanwhile: on({ 2: condition(name, true), 6: condition(name, false) }),
    });
    expect(story.fills).toEqual(['A +30 @ 100 on 1', 'A -20 @ 100 on 4', 'A +30 @ 100 on 7']);
    expect(story.refusals).toEqual([
      `account: A ${rule} +60, at most 30 on 3`,
      `account: A ${rule} +40, at most 10 on 5`,
    ]);
  });

  it('of one instrument leaves the others alone, and an agent’s own order is refused by its name', () => {
    const two = { A: FLAT.A, B: FLAT.A };
    const buy = (name: string) => (ctx: Context) => {
      ctx.intend({ instrument: name, side: 'buy', quantity: 5, orderType: 'market' });
    };
    const story = play({
      instruments: two,
      agents: { x: { 'A 2': buy('A'), 'B 2': buy('B') } },
      meanwhile: on({ 1: condition(Condition.feedStale, true, 0) }),
    });
    expect(story.fills).toEqual(['B +5 @ 100 on 2']);
    expect(story.refusals).toEqual(['x: A feedStale +5, at most 0 on 2']);
  });

  it('lets cancels through', () => {
    let order = '';
    const story = play({
      instruments: FLAT,
      agents: {
        x: {
          1: (ctx) => {
            order = ctx.intend({ instrument: 'A', side: 'buy', quantity: 5, orderType: 'limit', limitPrice: 90 });
          },
          3: (ctx) => ctx.cancel(order),
        },
      },
      meanwhile: on({ 2: condition(Condition.venueDisconnected, true) }),
    });
    expect([...story.run.engine.account.orders.live()]).toEqual([]);
  });
});

describe('limits set by a person', () => {
  it('decide from then on, under a version of their own; what they cut is not bought later', () => {
    const story = play({
      instruments: FLAT,
      agents: { x: { 1: wants(300), 3: wants(500) } },
      meanwhile: on({ 2: control({ command: Command.setLimits, limits: { position: 0.4 } }) }),
    });
    expect(story.fills).toEqual(['A +300 @ 100 on 1', 'A +100 @ 100 on 3']);
    expect(story.notices).toEqual(['limits account: version 2: position=0.4, by ann: because on 2']);
    expect(story.run.engine.account.risk.limitsVersion).toBe(2);
  });

  it('that are lifted let the standing decision through', () => {
    const story = play({
      instruments: FLAT,
      agents: { x: { 1: wants(500) } },
      risk: { position: 0.2 },
      meanwhile: on({ 3: control({ command: Command.setLimits, limits: { position: 'none' } }) }),
    });
    expect(story.fills).toEqual(['A +200 @ 100 on 1', 'A +300 @ 100 on 4']);
  });

  it('that make no sense change nothing, and say so', () => {
    const story = play({
      instruments: FLAT,
      agents: { x: { 3: wants(500) } },
      risk: { position: 0.2 },
      meanwhile: on({ 2: control({ command: Command.setLimits, limits: { collar: 0.02, position: 7000 } }) }),
    });
    expect(story.fills).toEqual(['A +200 @ 100 on 3']);
    expect(story.notices).toEqual([
      expect.stringMatching(/^limits-refused account: asked by ann: risk.position: expected/),
    ]);
    expect(story.run.engine.account.risk.limits.collar).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('another method', () => {
  const agents = { a: { 1: wants(60) }, b: { 1: wants(20) }, c: { 1: wants(-40) } };

  it('decides again with the votes that stand', () => {
    const story = play({
      instruments: FLAT,
      agents,
      consensus: { method: 'majority' },
      meanwhile: on({
        3: control({ command: Command.setMethod, method: 'weighted', weights: { a: 1, b: 2, c: 1 } }),
        5: control({ command: Command.setMethod, method: 'unanimous' }),
      }),
    });
    expect(story.fills).toEqual(['A +40 @ 100 on 1', 'A -25 @ 100 on 4']);
    expect(story.decisions).toEqual(['A decided 40 on 1', 'A decided 15 on 4', 'A kept 15 on 6']);
    expect(story.notices).toEqual([
      'method account: weighted, by ann: because on 3',
      'method account: unanimous, by ann: because on 5',
    ]);
  });

  it('is refused where money would change hands, or weights are missing', () => {
    const story = play({
      instruments: FLAT,
      agents,
      consensus: { method: 'majority' },
      meanwhile: on({
        3: control({ command: Command.setMethod, method: 'sum' }),
        4: control({ command: Command.setMethod, method: 'weighted', weights: { a: 1 } }),
      }),
    });
    expect(story.notices.map((line) => line.slice(0, 14))).toEqual(['method-refused', 'method-refused']);
    expect(story.run.engine.account.consensus.config.method).toBe('majority');
  });
});

describe('an agent elsewhere', () => {
  it('votes and is filled like any other', () => {
    const story = play({
      instruments: FLAT,
      agents: { a: outside, b: { 1: wants(10) } },
      meanwhile: on({ 2: intent({ targetLots: 50, reason: 'alert' }), 4: intent({ targetLots: Number.NaN }) }),
    });
    expect(story.intents).toEqual(['b: A 10 (agent) on 1', 'a: A 50 (agent) on 2', 'a: A null (agent) on 4']);
    expect(story.shares).toEqual(['b: A +10 @ 100 on 1 (target)', 'a: A +50 @ 100 on 3 (target)']);
  });

  it('places orders, on the tick or not at all', () => {
    const order = { kind: 'order', lots: 4, side: 1, type: 'limit' } as const;
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 90, 90) } },
      agents: { a: outside },
      meanwhile: on({ 1: intent({ ...order, limitTicks: 9_500 }), 2: intent({ ...order, limitTicks: 9_500.5 }) }),
    });
    expect(story.fills).toEqual(['A +4 @ 90 on 3']);
    expect(story.refusals).toEqual(['a: A off-tick +4, at most 0 on 2']);
  });

  it('is told when it is paused or killed, and nobody speaks for an agent that is here', () => {
    const story = play({
      instruments: FLAT,
      agents: { a: outside, b: { 1: wants(10) } },
      meanwhile: on({
        1: intent({ agent: 1, targetLots: 99 }),
        2: control({ command: Command.pause, scope: 'strategy', subject: 'a' }),
        3: intent({ targetLots: 50 }),
        4: control({ command: Command.kill, scope: 'strategy', subject: 'a' }),
        5: intent({ targetLots: 50 }),
      }),
    });
    expect(story.refusals).toEqual([
      'b: A not-external +99, at most 0 on 1',
      'a: A agent-paused +50, at most 0 on 3',
      'a: A agent-killed +50, at most 0 on 5',
    ]);
    expect(story.position('account')).toBe(10);
  });

  it('goes stale without intents, though bars come', () => {
    const story = play({
      instruments: FLAT,
      agents: { a: outside, b: { 1: wants(10), 5: wants(20) } },
      consensus: { method: 'unanimous', staleAfterUs: 2 * 86_400_000_000 },
      meanwhile: on({ 1: intent({ targetLots: -50 }) }),
    });
    expect(story.decisions).toEqual(['A decided 10 on 1', 'A kept 10 on 2', 'A decided 20 on 5']);
  });
});

describe('quotes and trades', () => {
  const quote =
    (bidTicks: number, askTicks: number) =>
    ({ driver }: ScenarioRun): void =>
      driver.enter('quote', (event) =>
        Object.assign(event.quote, { instrument: 0, tsUs: driver.nowUs, bidTicks, askTicks, bidLots: 7, askLots: 8 }),
      );
  const trade =
    (priceTicks: number) =>
    ({ driver }: ScenarioRun): void =>
      driver.enter('trade', (event) =>
        Object.assign(event.trade, { instrument: 0, tsUs: driver.nowUs, priceTicks, lots: 3, aggressor: -1 }),
      );

  it('reach the agents, and mark: the middle, or the last trade where no quote has both sides', () => {
    const heard: unknown[] = [];
    const seen: number[] = [];
    const mark = ({ engine }: ScenarioRun): void => void seen.push(engine.account.equity());
    play({
      instruments: FLAT,
      agents: {
        x: {
          strategy: scripted(
            { 1: wants(100) },
            {
              onQuote: ({ instrument, bid, askSize }) => void heard.push([instrument, bid, askSize]),
              onTrade: ({ price, quantity, aggressor }) => void heard.push([price, quantity, aggressor]),
            },
          ),
        },
      },
      meanwhile: on({
        2: (run) =>
          [
            quote(Number.NaN, 10_300),
            mark,
            trade(10_100),
            mark,
            quote(10_000, 10_301),
            mark,
            trade(9_000),
            mark,
          ].forEach((act) => act(run)),
      }),
    });
    expect(heard).toEqual([
      ['A', Number.NaN, 8],
      [101, 3, 'sell'],
      ['A', 100, 8],
      [90, 3, 'sell'],
    ]);
    expect(seen).toEqual([100_000, 100_100, 100_150.5, 100_150.5]);
  });
});

describe('an order that nobody can say anything about', () => {
  const pair = { A: { bars: [...flat(100), null, null, null, ...flat(100, 100, 100)] }, B: FLAT.A };
  const buy = (ctx: Context): void => {
    ctx.intend({ instrument: 'A', side: 'buy', quantity: 2, orderType: 'market' });
  };
  const told =
    (kind: 'accepted' | 'rejected') =>
    ({ driver, engine }: ScenarioRun): void => {
      const [order] = engine.account.orders.live();
      driver.enter('report', (event) => Object.assign(event.report, { kind, orderId: order.id, reason: 'told' }));
    };

  it('keeps new risk off its instrument until somebody tells, and then it goes on', () => {
    const story = play({
      instruments: pair,
      agents: { x: { 'A 1': wants(10) }, y: { 'B 2': buy, 'B 4': buy } },
      meanwhile: on({ 1: lose, 3: told('accepted') }),
    });
    expect(story.refusals).toEqual(['y: A unknown +2, at most 0 on 2']);
    expect(story.shares).toEqual(['x: A +10 @ 100 on 4 (target)', 'y: A +2 @ 100 on 4 (intent)']);
    expect(story.notices).toEqual([
      expect.stringMatching(/^unknown account: what became of o-[\d.]+ is not known on 1$/),
    ]);
  });

  it('that never arrived ends as rejected: what it kept off is decided again', () => {
    const seen: unknown[] = [];
    const look = ({ engine: { account } }: ScenarioRun): void =>
      void seen.push(account.orders.liveCount, account.risk.blockedBy(0, -1));
    play({
      instruments: pair,
      agents: { x: { 'A 1': wants(10) }, y: {} },
      meanwhile: on({
        1: (run) => [lose, look].forEach((act) => act(run)),
        3: (run) => [told('rejected'), look].forEach((act) => act(run)),
      }),
    });
    expect(seen).toEqual([1, 'unknown', 0, undefined]);
  });

  it('lets what it cut back in when the doubt ends', () => {
    const story = play({
      instruments: pair,
      agents: { x: { 'A 1': wants(10), 'B 2': (ctx) => ctx.target('A', 30) } },
      meanwhile: on({ 1: lose, 3: told('rejected') }),
      execution: { participation: undefined },
    });
    expect(story.refusals[0]).toBe('account: A unknown +30, at most 0 on 2');
    expect(story.position('x')).toBe(30);
  });
});

describe('differences between our books and the venue’s', () => {
  const known: Extract<Difference, { kind: 'fill-foreign' }> = {
    kind: 'fill-foreign',
    resolution: 'adopt-fill',
    fill: {
      executionId: 'z9',
      orderId: undefined,
      instrument: 0,
      side: -1,
      lots: 3,
      priceTicks: 10_000,
      currency: 'USD',
      cash: 29_900n,
      tsUs: 5,
    },
  };

  it('become inputs, one each; a fill that differs is taken back and applied anew', () => {
    const [event] = differenceEvents(known, (name) => name.length);
    expect(event).toMatchObject({
      kind: 'fill-foreign',
      lots: -3,
      cash: 29_900n,
      orderId: 0,
      fillId: 2,
      reference: 'z9',
    });
    const { fill } = known;
    const twice = differenceEvents(
      { kind: 'fill-differs', resolution: 'replace-fill', ours: fill, theirs: fill },
      () => 1,
    );
    expect(twice.map(({ kind }) => kind)).toEqual(['fill-unknown', 'fill-foreign']);
  });

  it('positions and cash that nobody explains are the house’s, contributed and no profit', () => {
    const story = play({
      instruments: FLAT,
      agents: { x: { 1: wants(10), 4: wants(12) } },
      meanwhile: on({
        2: differs({ kind: 'position-differs', instrument: 0, lots: 5 }),
        3: differs({ kind: 'cash-differs', currency: 'USD', cash: -12_300n }),
      }),
    });
    expect([story.position('x'), story.position('house'), story.position('account')]).toEqual([12, 5, 17]);
    expect(story.run.engine.account.ledger.profit(story.run.engine.account.house)).toBe(0);
    expect(resolutions(story)).toEqual(['position-differs: adopted', 'cash-differs: adopted']);
  });

  it('a fill that we never heard of is applied to its order under its number, once', () => {
    const told = (run: ScenarioRun): void => {
      const [order] = run.engine.account.orders.live();
      const id = order?.id ?? lastId;
      lastId = id;
      const cash = -BigInt(4) * run.engine.account.ledger.worthOf(0, 1, 10_000) - 50n;
      differs({ kind: 'fill-missing', instrument: 0, orderId: id, lots: 4, priceTicks: 10_000, fillId: 900, cash })(
        run,
      );
    };
    let lastId = 0;
    const story = play({
      instruments: { A: { bars: [...flat(100), null, null, ...flat(100, 100)] } },
      agents: { x: { 1: wants(10) } },
      meanwhile: on({ 1: (run) => [told, told].forEach((act) => act(run)) }),
    });
    expect(story.fills[0]).toBe('A +4 @ 100 on 1');
    expect(story.fills.filter((line) => line.includes('+4'))).toHaveLength(1);
    expect(story.notices).toEqual([expect.stringMatching(/a report was refused: filled \(duplicate\)/)]);
  });

  it('a missing order is unknown, one with other terms or that we saw end is asked to end, a stranger’s is a person’s', () => {
    const changes: string[] = [];
    const story = play({
      instruments: FLAT,
      agents: {
        x: {
          1: (ctx) => ctx.intend({ instrument: 'A', side: 'buy', quantity: 5, orderType: 'limit', limitPrice: 90 }),
        },
      },
      meanwhile: on({
        2: (run) => {
          const [order] = run.engine.account.orders.live();
          differs({ kind: 'order-differs', instrument: 0, orderId: order.id, lots: 7, priceTicks: 9_100 })(run);
          changes.push(order.state, String(order.terms.lots));
          differs({ kind: 'order-unknown', instrument: 0, orderId: order.id })(run);
        },
        3: differs({ kind: 'order-foreign', instrument: 0, reference: 'theirs' }),
      }),
    });
    expect(resolutions(story)).toEqual([
      'order-differs: cancelled',
      'order-unknown: cancelled',
      'order-foreign: person',
    ]);
    expect(changes[1]).toBe('7');
  });
});
