import { describe, expect, it } from 'vitest';
import { dayOf } from '../../backtest/scenario-view.ts';
import type { PersonCommand } from '../../backtest/driver.ts';
import type { Scenario } from '../../backtest/scenario.ts';
import type { Context } from '../strategies/strategy.ts';
import { flat, play, scripted } from './scenario.twin.ts';

const wants = (quantity: number | null) => (ctx: Context) => ctx.target('A', quantity);
const on =
  (commands: Readonly<Record<number, PersonCommand>>): Scenario['meanwhile'] =>
  ({ driver }) => {
    const command = commands[dayOf(driver.nowUs)];
    if (command !== undefined) driver.command(command);
  };

describe('account limits', () => {
  it('shrink the netted decision, the cut shared in proportion', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) } },
      cash: '10000',
      risk: { position: 0.3 },
      agents: { a: { 1: wants(40) }, b: { 1: wants(20) } },
    });
    expect(story.decisions).toEqual(['A decided 60 cut to 30 on 1']);
    expect([story.position('a'), story.position('b')]).toEqual([20, 10]);
    expect(story.refusals).toEqual(['account: A position +60, at most 30 on 1']);
  });

  it('a standing target at a limit neither buys on each fall nor is sold down as prices rise', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 80, 60, 90, 150, 200, 100) } },
      cash: '10000',
      risk: { position: 0.3, gross: 'none' },
      agents: { a: { strategy: scripted((_bar, ctx) => ctx.target('A', 50)) } },
    });
    expect(story.fills).toEqual(['A +30 @ 100 on 1']);
    expect(story.decisions).toEqual(['A decided 50 cut to 30 on 1']);
  });

  it('what was cut is decided once more when its rule has lifted', () => {
    // At a price of 50 all 50 of A are within 30 % of the 8,500 that are left: seen when the session of day 4 has closed.
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 50, 50, 50) } },
      cash: '10000',
      risk: { position: 0.3 },
      agents: { a: { 1: wants(50) } },
    });
    expect(story.fills).toEqual(['A +30 @ 100 on 1', 'A +20 @ 50 on 5']);
    expect(story.decisions).toEqual(['A decided 50 cut to 30 on 1', 'A decided 50 on 5']);
  });

  it('a decision that reduces goes first and makes room for the one that does not', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) }, B: { bars: flat(100, 100, 100) } },
      cash: '10000',
      agents: {
        x: {
          'A 1': (ctx) => ctx.target('B', 50),
          'A 2': (ctx) => {
            ctx.target('A', 50);
            ctx.target('B', 0);
          },
        },
      },
    });
    expect(story.orders.slice(1)).toEqual(['account: B -50 market on 2', 'account: A +50 market on 2']);
  });

  it('a limit that is off for want of data lets through and warns', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100) } },
      risk: { orderVolume: 0.05, valueAtRisk: 0.02 },
      agents: { a: { 1: wants(10) } },
    });
    expect(story.position('account')).toBe(10);
    expect(story.run.engine.account.risk.warnings()).toEqual([
      'risk.orderVolume was off where the data has no volume (A)',
      'risk.valueAtRisk was off until 60 sessions had closed',
      'risk.valueAtRisk did not count positions with fewer than 60 returns (A)',
    ]);
  });

  it('an agent’s own limit is screened before the vote, for targets and for orders', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) }, B: { bars: flat(100, 100, 100) } },
      agents: {
        a: {
          strategy: scripted({
            'A 1': wants(50),
            'B 1': (ctx) => void ctx.intend({ instrument: 'B', side: 'buy', quantity: 50, orderType: 'market' }),
          }),
          limit: { maxPosition: 2_000 },
        },
      },
    });
    expect([story.position('a'), story.position('a', 'B')]).toEqual([20, 0]);
    expect(story.refusals).toEqual([
      'a: A agentPosition +50, at most 20 on 1',
      'a: B agentPosition +50, at most 20 on 1',
    ]);
  });

  it('a cash account buys what it has cash for and sells nothing short', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      cash: '1050',
      accountType: 'cash',
      agents: { a: { 1: wants(20), 2: wants(-5) } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 100 on 2']);
    expect(story.refusals).toEqual(['account: A cash +20, at most 10 on 1', 'account: A shorts -5, at most 0 on 2']);
  });
});

describe('the collar', () => {
  it('an open outside of it cancels the order, and at that bar’s close the decision is made again', () => {
    const story = play({
      instruments: { A: { bars: flat(100, [110, 112], 113, 113) } },
      risk: { collar: 0.05 },
      agents: { a: { 1: wants(10) } },
    });
    expect(story.orders).toEqual(['account: A +10 market limit 105 on 1', 'account: A +10 market limit 117.6 on 2']);
    expect(story.fills).toEqual(['A +10 @ 113 on 2']);
    const { updates } = story.run.observer.recording;
    expect(Array.from({ length: updates.count }, (_, k) => `${updates.state[k]} ${updates.reason[k]}`)).toEqual([
      'accepted ',
      'canceled collar',
      'accepted ',
      'filled ',
    ]);
  });

  it('a reducing order has none', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 50) } },
      risk: { collar: 0.05 },
      agents: { a: { 1: wants(10), 2: wants(0) } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 50 on 2']);
  });
});

describe('the order rate', () => {
  it('target orders wait for their turn, order-level ones are refused', () => {
    const minute = 60_000_000;
    const bars = flat(...Array.from({ length: 8 }, () => 100));
    const first = {
      strategy: scripted((_bar, ctx) => ['A', 'B', 'C'].forEach((name) => ctx.target(name, 1))),
      instruments: ['A', 'B', 'C'],
    };
    const waiting = play({
      instruments: {
        A: { bars, intervalUs: minute / 2 },
        B: { bars, intervalUs: minute / 2 },
        C: { bars, intervalUs: minute / 2 },
      },
      risk: { ordersPerMinute: 1 },
      agents: { a: first },
    });
    expect(
      waiting.view.fills().map(({ at, instrument }) => `${instrument} at ${Math.round(at * 24 * 60 * 2)}`),
    ).toEqual(['A at 1', 'B at 3', 'C at 5']);
    expect(waiting.refusals).toEqual([]);
    const refused = play({
      instruments: { A: { bars, intervalUs: minute / 2 } },
      risk: { ordersPerMinute: 1, duplicateWithin: 'none' },
      agents: {
        a: {
          strategy: scripted((_bar, ctx) => {
            if (ctx.position('A') === 0)
              for (let k = 0; k < 2; k++)
                ctx.intend({ instrument: 'A', side: 'buy', quantity: 1, orderType: 'market' });
          }),
        },
      },
    });
    expect(refused.view.refusals().map(({ rule }) => rule)).toEqual(['orderRate']);
  });
});

describe('breakers', () => {
  it('drawdown halts, and after resumeAfter sessions the standing target is taken up again', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 85, 85, 85, 85, 85, 85) } },
      cash: '1000',
      risk: { drawdown: 0.1, resumeAfter: 2 },
      agents: { a: { 1: wants(8), 3: wants(10) } },
    });
    // 8 shares lose 120 of 1,000: no new risk. What is held stays, 1.5 times the limit is not reached.
    expect(story.notices).toEqual([
      'halt account: drawdown: limit 100, value 120 on 3',
      'resume account: drawdown is over on 5',
    ]);
    expect(story.refusals).toEqual(['account: A drawdown +10, at most 8 on 3']);
    expect(story.fills).toEqual(['A +8 @ 100 on 1', 'A +2 @ 85 on 6']);
    expect(
      story.run.engine.account.risk.haltList().map(({ rule, toUs }) => [rule, toUs === null ? null : dayOf(toUs)]),
    ).toEqual([['drawdown', 5]]);
  });

  it('at 1.5 times the limit everything is closed, whatever the agents vote, and entered again when the halt is over', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 80, 80, 80, 80, 80) } },
      cash: '1000',
      risk: { drawdown: 0.1, resumeAfter: 2 },
      agents: { a: { 1: wants(8), 3: wants(9), 4: wants(8) } },
    });
    expect(story.fills).toEqual(['A +8 @ 100 on 1', 'A -8 @ 80 on 3', 'A +8 @ 80 on 6']);
    expect(story.view.allocations()[1].reason).toBe('breaker');
    expect(story.notices).toEqual([
      'halt account: drawdown: limit 100, value 160 on 3',
      'reduce account: drawdown: limit 150, value 160 on 3',
      'resume account: drawdown is over on 5',
    ]);
  });

  it('resumeAfter never waits for a person', () => {
    const scenario = {
      instruments: { A: { bars: flat(100, 100, 85, 85, 85, 85, 85) } },
      cash: '1000',
      risk: { drawdown: 0.1, resumeAfter: 'never' },
      agents: { a: { 1: wants(8), 3: wants(10) } },
    };
    expect(play(scenario).position('a')).toBe(8);
    expect(play({ ...scenario, meanwhile: on({ 4: { command: 'release', scope: 'account' } }) }).fills).toEqual([
      'A +8 @ 100 on 1',
      'A +2 @ 85 on 5',
    ]);
  });

  it('gross exposure 10 % above its limit is brought back to it, and not bought back while the limit holds', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 140, 140, 140, 140) } },
      cash: '1000',
      risk: { gross: 1.5 },
      agents: { a: { 1: wants(-15) }, b: { 2: wants(0) } },
    });
    // 15 short at 100; at 140 the equity is 400 and gross 2,100: brought to 600, 4 shares.
    expect(story.fills.slice(0, 2)).toEqual(['A -15 @ 100 on 1', 'A +11 @ 140 on 3']);
    expect(story.position('account')).toBe(-4);
    expect(story.refusals.filter((line) => line.includes('gross'))).toEqual(['account: A gross -15, at most 4 on 4']);
  });

  it('equity at or below zero closes everything and ends the run', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 210, 205, 205, 205) } },
      cash: '1000',
      agents: { a: { 1: wants(-10), 3: wants(-20) } },
    });
    expect(story.fills).toEqual(['A -10 @ 100 on 1', 'A +10 @ 205 on 3']);
    expect(story.notices[0]).toBe('ruined account: ruin: limit 0, value -100 on 3');
    expect(story.run.engine.account.risk.isRuined()).toBe(true);
    expect(story.run.driver.bars).toBe(3);
  });

  it('in reduce-only a flip is cut to zero', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 85, 85, 85) } },
      cash: '1000',
      risk: { drawdown: 0.1, resumeAfter: 'never' },
      agents: { a: { 1: wants(8), 3: wants(-8) } },
    });
    expect(story.fills).toEqual(['A +8 @ 100 on 1', 'A -8 @ 85 on 3']);
    expect(story.decisions.at(-1)).toBe('A decided -8 cut to 0 on 3');
  });
});

describe('kill and pause', () => {
  const two = {
    a: { strategy: scripted({ 1: wants(30), 3: wants(40) }) },
    b: { strategy: scripted({ 1: wants(20), 3: wants(25) }) },
  };

  it('of the account cancels everything and lets only reductions through until it is released', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100, 100) } },
      agents: {
        ...two,
        c: {
          strategy: scripted({
            1: (ctx) =>
              void ctx.intend({ instrument: 'A', side: 'buy', quantity: 1, orderType: 'limit', limitPrice: 50 }),
            4: (ctx) => void ctx.intend({ instrument: 'A', side: 'buy', quantity: 1, orderType: 'market' }),
          }),
          exits: undefined,
        },
      },
      meanwhile: on({
        2: { command: 'kill', scope: 'account', why: 'smoke' },
        5: { command: 'release', scope: 'account', why: 'fan on' },
      }),
    });
    expect(story.notices).toEqual([
      'kill account: account , by a person: smoke on 2',
      'release account: account , by a person: fan on on 5',
    ]);
    expect(story.refusals).toEqual(['account: A kill +65, at most 50 on 3', 'c: A kill +1, at most 0 on 4']);
    expect(story.fills).toEqual(['A +50 @ 100 on 1', 'A +15 @ 100 on 6']);
    expect(story.run.engine.account.orders.liveCount).toBe(0);
  });

  it('of an account takes resting exits from the venue; they are read at closes then', () => {
    let live = -1;
    const story = play({
      instruments: { A: { bars: [...flat(100, 100, 100), [100, 100, 90, 94], ...flat(94, 94)] } },
      agents: { a: { strategy: scripted({ 1: wants(10) }), exits: { stopLoss: 0.05 } } },
      meanwhile: ({ driver, engine }) => {
        if (dayOf(driver.nowUs) === 2) driver.command({ command: 'kill', scope: 'account' });
        if (dayOf(driver.nowUs) === 3) live = engine.account.orders.liveCount;
      },
    });
    expect(live).toBe(0);
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 94 on 4']);
  });

  it('of an agent cancels its orders and takes its position to 0; the rest is decided again without it', () => {
    const story = play({
      instruments: {
        A: {
          bars: [
            [100, 100, 100, 100, 100],
            [100, 100, 100, 100, 100],
            [100, 100, 100, 100, 1_000],
            [100, 100, 100, 100, 1_000],
            [100, 100, 100, 100, 1_000],
          ],
        },
      },
      execution: { participation: 0.1 },
      agents: { a: { strategy: scripted({ 1: wants(30) }) }, b: { strategy: scripted({ 1: wants(20) }) } },
      meanwhile: on({ 1: { command: 'kill', subject: 'a' } }),
    });
    // 10 of 50 had filled: 6 and 4. The order is taken back; a gives its 6 to b, which wants 16 more, and 10 are bought.
    expect(story.shares).toEqual([
      'a: A +6 @ 100 on 1 (target)',
      'b: A +4 @ 100 on 1 (target)',
      'a: A -6 @ 100 on 2 (cross)',
      'b: A +6 @ 100 on 2 (cross)',
      'b: A +10 @ 100 on 2 (target)',
    ]);
  });

  it('of an agent closes what its own orders hold', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      agents: {
        a: { 1: (ctx) => void ctx.intend({ instrument: 'A', side: 'buy', quantity: 7, orderType: 'market' }) },
      },
      meanwhile: on({ 2: { command: 'kill', subject: 'a' } }),
    });
    expect(story.fills).toEqual(['A +7 @ 100 on 1', 'A -7 @ 100 on 3']);
  });

  it('an agent with orders of its own may place them again after its release', () => {
    const buyOne = (ctx: Context) =>
      void ctx.intend({ instrument: 'A', side: 'buy', quantity: 1, orderType: 'market' });
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100) } },
      agents: { a: { 1: buyOne, 3: buyOne, 5: buyOne } },
      meanwhile: on({ 2: { command: 'kill', subject: 'a' }, 4: { command: 'release', subject: 'a' } }),
    });
    expect(story.fills).toEqual(['A +1 @ 100 on 1', 'A -1 @ 100 on 3', 'A +1 @ 100 on 5']);
    expect(story.refusals).toEqual([]);
  });

  it('of an instrument takes all its targets to 0 and leaves the others alone', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100, 100) }, B: { bars: flat(50, 50, 50, 50, 50) } },
      agents: {
        a: {
          'A 1': (ctx) => ctx.target('A', 10),
          'B 1': (ctx) => ctx.target('B', 5),
          'B 3': (ctx) => ctx.target('B', 6),
        },
      },
      meanwhile: on({
        2: { command: 'kill', scope: 'instrument', subject: 'A' },
        3: { command: 'release', scope: 'instrument', subject: 'A' },
      }),
    });
    expect(story.fills).toEqual([
      'A +10 @ 100 on 1',
      'B +5 @ 50 on 1',
      'A -10 @ 100 on 3',
      'B +1 @ 50 on 3',
      'A +10 @ 100 on 4',
    ]);
  });

  it('a paused agent keeps what it holds and is not heard; a killed one that is also paused stays silent when it goes on', () => {
    const paused = play({
      instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100) } },
      agents: { a: { strategy: scripted({ 1: wants(30), 3: wants(40), 5: wants(50) }) } },
      meanwhile: on({ 2: { command: 'pause', subject: 'a' }, 4: { command: 'resume', subject: 'a' } }),
    });
    expect(paused.fills).toEqual(['A +30 @ 100 on 1', 'A +20 @ 100 on 5']);
    const killed = play({
      instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100) } },
      agents: { a: { strategy: scripted({ 1: wants(30), 5: wants(50) }) } },
      meanwhile: ({ driver }) => {
        if (dayOf(driver.nowUs) !== 2) return;
        driver.command({ command: 'pause', subject: 'a' });
        driver.command({ command: 'kill', subject: 'a' });
        driver.command({ command: 'resume', subject: 'a' });
      },
    });
    expect(killed.position('a')).toBe(0);
  });
});

describe('an agent whose handler throws', () => {
  it.each<[string, (ctx: Context) => void, RegExp]>([
    [
      'throws',
      (): void => {
        throw new TypeError('no such thing');
      },
      /no such thing/,
    ],
    [
      'asks for NaN',
      (ctx: Context) => ctx.target('A', Number.NaN),
      /target: expected a finite number or null, was NaN/,
    ],
    ['asks for 1e18', (ctx: Context) => ctx.target('A', 1e18), /1000000000000000000 units of A is beyond any size/],
    [
      'asks for an unknown instrument',
      (ctx: Context) => ctx.target('Z', 1),
      /expected one of this agent's \(A\), was "Z"/,
    ],
    ['is sure beyond 1', (ctx: Context) => ctx.target('A', 1, { confidence: 2 }), /confidence: expected 0..1, was 2/],
    [
      'misspells an option',
      (ctx: Context) => ctx.target('A', 1, { confidnce: 1 } as never),
      /unknown option 'confidnce'/,
    ],
    [
      'gives a negative stop',
      (ctx: Context) => ctx.target('A', 1, { exits: { stopLoss: -3 } }),
      /exits.stopLoss: expected a fraction above 0 and below 1, was -3/,
    ],
    ['misspells an exit', (ctx: Context) => ctx.target('A', 1, { exits: { stop: 1 } as never }), /unknown exit 'stop'/],
    ['gives no options', (ctx: Context) => ctx.target('A', 1, 5 as never), /options: expected an object, was 5/],
    [
      'orders nothing',
      (ctx: Context) => void ctx.intend({ instrument: 'A', side: 'buy', quantity: 0, orderType: 'market' }),
      /quantity: expected at least one lot/,
    ],
    [
      'sets a timer at half a microsecond',
      (ctx: Context) => ctx.setTimer('t', 0.5),
      /setTimer 't': expected whole microseconds, was 0.5/,
    ],
    [
      'cancels what is no order',
      (ctx: Context) => ctx.cancel('nonsense'),
      /order id: expected one that intend\(\) returned, was "nonsense"/,
    ],
  ])('%s: stops, and says handler, time and instrument', (_what, act, message) => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) } },
      agents: { a: { strategy: scripted({ 2: act }) } },
    });
    const { failure } = story.run.engine;
    expect(failure).toMatchObject({ agent: 'a', handler: 'onBar', instrument: 'A' });
    expect(dayOf(failure?.tsUs ?? 0)).toBe(2);
    expect(String(failure?.error)).toMatch(message);
  });

  it('is stopped alone: the others are heard, what it holds is held', () => {
    let failed = false;
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      agents: {
        a: {
          1: wants(5),
          2: () => {
            failed = true;
            throw new Error('boom');
          },
        },
        b: { 2: wants(7) },
      },
    });
    expect(failed).toBe(true);
    expect([story.position('a'), story.position('b')]).toEqual([5, 7]);
    expect(story.notices).toEqual(['agent-stopped a: onBar: boom on 2']);
  });

  it.each(['onStart', 'onFill', 'onOrder', 'onTimer', 'onStop'] as const)('in %s too', (handler) => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) } },
      agents: {
        a: {
          strategy: scripted(
            {
              1: (ctx) => {
                ctx.intend({ instrument: 'A', side: 'buy', quantity: 1, orderType: 'market' });
                ctx.setTimer('soon', ctx.nowUs + 1);
              },
            },
            {
              [handler]: () => {
                throw new Error('boom');
              },
            },
          ),
        },
      },
    });
    expect(story.run.engine.failure?.handler).toBe(handler);
  });
});
