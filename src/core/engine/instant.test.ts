import { describe, expect, it } from 'vitest';
import { HOUR_US } from '../base/time.ts';
import type { Bar } from '../model/bar.ts';
import type { Context } from '../strategies/strategy.ts';
import { flat, play, scripted } from './scenario.twin.ts';

describe('one instant', () => {
  it('an agent that sees the bar of A and targets B is filled at the next open of B, not inside the bar that closed with A', () => {
    const story = play({
      instruments: { A: { bars: flat(10, 10, 10) }, B: { bars: flat([50, 60], [61, 62], 63) } },
      agents: { x: { 'A 1': (ctx) => ctx.target('B', 5) } },
    });
    expect(story.fills).toEqual(['B +5 @ 61 on 1']);
  });

  it('the order in which instruments are named changes nothing', () => {
    const bars = { A: { bars: flat(10, 11, 12) }, B: { bars: flat(50, 61, 63) } };
    const agents = { x: { 'A 1': (ctx: Context) => ctx.target('B', 5), 'B 1': (ctx: Context) => ctx.target('A', 3) } };
    const one = play({ instruments: bars, agents });
    const other = play({ instruments: { B: bars.B, A: bars.A }, agents });
    expect(other.fills).toEqual(one.fills);
    expect(one.fills).toEqual(['A +3 @ 11 on 1', 'B +5 @ 61 on 1']);
  });

  it('weights are learnt from what could be traded: who asks for B when A closes is no wiser than who waits for B to close', () => {
    // A and B move alike, up and down in turn. Both agents ask at each instant for the same lots of B.
    const bars = flat([10, 12], [12, 11], [11, 14], [14, 12], [12, 13], [13, 9]);
    const ask = (seen: string) => ({
      strategy: scripted((bar: Bar, ctx: Context) => {
        if (bar.instrument === seen) ctx.target('B', bar.close > bar.open ? 10 : -10);
      }),
    });
    const never = { strategy: scripted((_: Bar, ctx: Context) => ctx.target('B', 0)) };
    const { account } = play({
      instruments: { A: { bars }, B: { bars } },
      agents: { early: ask('A'), late: ask('B'), never },
      consensus: { method: 'adahedge', quorum: 0 },
    }).run.engine;
    const [early, late, other] = [0, 1, 2].map((agent) => account.weightOf(agent));
    expect(early).toBe(late);
    expect(other).not.toBe(late);
  });

  it('a bar in progress fills nothing: what is ordered while B is under way waits for the next open of B', () => {
    const story = play({
      instruments: {
        A: { bars: flat(10, 10, 10, 10, 10, 10), intervalUs: HOUR_US },
        B: { bars: flat([50, 60], 61), intervalUs: 3 * HOUR_US },
      },
      agents: { x: { [`A ${1 / 24}`]: (ctx) => ctx.target('B', 5) } },
    });
    expect(story.fills).toEqual([`B +5 @ 61 on ${3 / 24}`]);
  });

  it('bars reach agents shortest interval first, then by instrument, then by agent; longer ones never fill', () => {
    const seen: string[] = [];
    const watch = (id: string) => ({
      strategy: scripted((bar: Bar, ctx: Context) => {
        seen.push(`${bar.interval} ${bar.instrument} ${id}`);
        if (bar.interval === '2d') ctx.target('A', 1);
      }),
    });
    const story = play({
      instruments: { B: { bars: flat(10, 10) }, A: { bars: flat(10, 11, 12, 13), resample: [7] } },
      agents: { y: watch('y'), x: watch('x') },
    });
    expect(seen).toEqual([
      '1d A x',
      '1d A y',
      '1d B x',
      '1d B y',
      '1d A x',
      '1d A y',
      '1d B x',
      '1d B y',
      '1d A x',
      '1d A y',
      '1d A x',
      '1d A y',
    ]);
    expect(story.fills).toEqual([]);
  });

  it('a longer bar comes with the base bar that completes it, and what it causes fills at the next base open', () => {
    const seen: string[] = [];
    const story = play({
      instruments: { A: { bars: flat([10, 11], [12, 9], [13, 14], 15), intervalUs: HOUR_US, resample: [2] } },
      agents: {
        x: {
          strategy: scripted((bar, ctx) => {
            seen.push(`${bar.interval} ${bar.open} ${bar.high} ${bar.low} ${bar.close}`);
            if (bar.interval === '2h' && bar.open === 10) ctx.target('A', 1);
          }),
        },
      },
    });
    expect(seen).toEqual([
      '1h 10 11 10 11',
      '1h 12 12 9 9',
      '2h 10 12 9 9',
      '1h 13 14 13 14',
      '1h 15 15 15 15',
      '2h 13 15 13 15',
    ]);
    expect(story.fills).toEqual([`A +1 @ 13 on ${2 / 24}`]);
  });

  it('what a fill causes waits for the next instant: targets, and orders too', () => {
    const reacting = scripted(
      { 'A 1': (ctx) => ctx.target('A', 1) },
      { onFill: (fill, ctx) => (fill.instrument === 'A' ? ctx.target('B', 2) : undefined) },
    );
    const ordering = scripted(
      {
        'A 1': (ctx) =>
          void ctx.intend({ instrument: 'A', side: 'buy', quantity: 1, orderType: 'limit', limitPrice: 9 }),
      },
      {
        onFill: (fill, ctx) =>
          fill.instrument === 'A'
            ? void ctx.intend({ instrument: 'B', side: 'buy', quantity: 3, orderType: 'market' })
            : undefined,
      },
    );
    const story = play({
      // The limit of y fills along the path of the second bar, at the instant 2: its own order leaves at 3.
      instruments: {
        A: {
          bars: [
            [10, 10, 10, 10],
            [10, 10, 8, 10],
            [10, 10, 10, 10],
            [10, 10, 10, 10],
          ],
        },
        B: { bars: flat(50, 51, 52, 53) },
      },
      agents: { x: { strategy: reacting }, y: { strategy: ordering } },
    });
    expect(story.fills).toEqual(['A +1 @ 10 on 1', 'A +1 @ 9 on 2', 'B +2 @ 52 on 2', 'B +3 @ 53 on 3']);
  });

  it('rows before `from` warm up with their targets dropped, and the agent acts right after', () => {
    const asks: number[] = [];
    const story = play({
      instruments: { A: { bars: flat(10, 11, 12, 13, 14) } },
      fromDay: 3,
      agents: {
        x: {
          strategy: scripted((bar, ctx) => {
            asks.push(bar.close);
            ctx.target('A', 1);
          }),
        },
      },
    });
    expect(asks).toEqual([10, 11, 12, 13, 14]);
    expect(story.fills).toEqual(['A +1 @ 13 on 3']);
    expect(story.run.observer.recording.sessions.count).toBe(3);
  });

  it('an agent that wants bars to warm up decides on the last of them', () => {
    const story = play({
      instruments: { A: { bars: flat(10, 11, 12, 13) } },
      agents: { x: { strategy: scripted((_bar, ctx) => ctx.target('A', 1), {}, 2) } },
    });
    expect(story.fills).toEqual(['A +1 @ 12 on 2']);
  });

  it('a risk day is (start, end]: what happens at midnight belongs to the day that ends', () => {
    // The loss of day 1 shows at midnight, the end of day 1; day 2 begins after it, from the mark of midnight.
    const story = play({
      instruments: { A: { bars: flat([100, 100], [100, 95], [95, 95], [95, 95]) } },
      cash: '1000',
      risk: { dailyLoss: 0.04 },
      agents: {
        x: { 1: (ctx) => ctx.target('A', 10), 2: (ctx) => ctx.target('A', 12), 3: (ctx) => ctx.target('A', 11) },
      },
    });
    expect(story.notices).toEqual([
      'halt account: dailyLoss: limit 40, value 50 on 2',
      'resume account: dailyLoss is over on 3',
    ]);
    expect(story.refusals).toEqual(['account: A dailyLoss +12, at most 10 on 2']);
    expect(story.position('x')).toBe(11);
  });

  it('daily equity has one row a session with bars, and none before the first', () => {
    const story = play({
      instruments: { A: { bars: flat(10, 11, 12) } },
      agents: { x: { 1: (ctx) => ctx.target('A', 1) } },
    });
    const { sessions } = story.run.observer.recording;
    expect(Array.from(sessions.equity.subarray(0, sessions.count))).toEqual([100_000, 100_000, 100_001]);
  });

  it('a day without data is a day on which equity did not move: ratios count each of them', () => {
    const [gap, missing]: [[number, number, number, number], null] = [flat(12)[0], null];
    const story = play({
      instruments: { A: { bars: [...flat(10, 11), missing, missing, missing, gap] } },
      agents: { x: { 1: (ctx) => ctx.target('A', 1) } },
    });
    const { sessions } = story.run.observer.recording;
    const days = [...sessions.closeUs.subarray(0, sessions.count)].map(
      (us) => (us - sessions.closeUs[0]) / (24 * HOUR_US),
    );
    expect(days).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Array.from(sessions.equity.subarray(0, sessions.count))).toEqual([
      100_000, 100_000, 100_000, 100_000, 100_000, 100_001,
    ]);
  });

  it('an order of an agent counts as an intent, with its reason', () => {
    const story = play({
      instruments: { A: { bars: flat(10, 11) } },
      agents: {
        x: {
          1: (ctx) =>
            ctx.intend({
              instrument: 'A',
              side: 'sell',
              quantity: 3,
              orderType: 'limit',
              limitPrice: 12,
              reason: 'high enough',
            }),
        },
      },
    });
    const { intents, counts } = story.run.observer.recording;
    expect(counts.intents).toBe(1);
    expect([intents.source[0], intents.targetLots[0], intents.reason[0]]).toEqual(['order', -3, 'high enough']);
  });

  it('what one agent writes into the bar, no other agent sees', () => {
    const seen: number[] = [];
    play({
      instruments: { A: { bars: flat(10) } },
      agents: {
        a: { strategy: scripted((bar) => Object.assign(bar, { close: 1e9, instrument: 'B' })) },
        b: { strategy: scripted((bar) => seen.push(bar.close, bar.instrument.length)) },
      },
    });
    expect(seen).toEqual([10, 1]);
  });
});
