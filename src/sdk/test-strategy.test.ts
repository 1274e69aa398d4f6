import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emaCross } from '../core/strategies/ema-cross.ts';
import { defineStrategy } from '../core/strategies/define-strategy.ts';
import type { Handlers } from '../core/strategies/strategy.ts';
import { testStrategy } from './test-strategy.ts';

function strategy(handlers: Handlers, warmup = 0) {
  return defineStrategy({
    name: 'mine',
    version: '1.0.0',
    params: z.object({}),
    warmup: () => warmup,
    create: () => handlers,
  });
}

const BARS = [10, 11, 12].map((close, i) => ({ tsUs: i * 1_000_000, close }));

describe('A strategy under test', () => {
  it('holds from the next bar on what it asked for, and a wish repeated is no new one', () => {
    const seen: unknown[] = [];
    const intents = testStrategy(
      strategy({
        onBar(bar, ctx) {
          seen.push([ctx.position(bar.instrument), ctx.targeted(bar.instrument)]);
          ctx.target(bar.instrument, 5);
        },
      }),
      { bars: BARS },
    );
    expect(seen).toEqual([
      [0, null],
      [5, 5],
      [5, 5],
    ]);
    expect(intents).toEqual([{ bar: 0, instrument: 'TEST', target: 5 }]);
  });

  it('sees a bar whose missing prices are those of its close', () => {
    let given: unknown;
    testStrategy(
      strategy({
        onBar: (bar) => {
          given ??= { ...bar };
        },
      }),
      { bars: [{ tsUs: 1, close: 10, open: 12, instrument: 'A' }] },
    );
    expect(given).toEqual({
      instrument: 'A',
      interval: '1d',
      tsUs: 1,
      open: 12,
      high: 12,
      low: 10,
      close: 10,
      volume: 0,
    });
  });

  it('turns fractions and money into units at the last price', () => {
    const intents = testStrategy(
      strategy({
        onBar(bar, ctx) {
          if (bar.close === 10)
            ctx.targetPercent(bar.instrument, 0.5, { confidence: 0.7, reason: '{0} of {1}', values: [0.5, 'all'] });
          if (bar.close === 11) ctx.targetValue(bar.instrument, -1100);
          if (bar.close === 12) ctx.target(bar.instrument, null);
        },
      }),
      { bars: BARS, equity: 1000 },
    );
    expect(intents).toEqual([
      { bar: 0, instrument: 'TEST', target: 50, confidence: 0.7, reason: '0.5 of all' },
      { bar: 1, instrument: 'TEST', target: -100 },
      { bar: 2, instrument: 'TEST', target: null },
    ]);
  });

  it('is not heard before the bars that it wants are there', () => {
    const intents = testStrategy(strategy({ onBar: (bar, ctx) => ctx.target(bar.instrument, bar.close) }, 2), {
      bars: BARS,
    });
    expect(intents.map(({ bar }) => bar)).toEqual([1, 2]);
  });

  it('has its timers, its orders and its other handlers', () => {
    const calls: string[] = [];
    const intents = testStrategy(
      strategy({
        onStart: (ctx) => {
          calls.push('start');
          ctx.setTimer('noon', 1_500_000);
        },
        onTimer: ({ name }) => calls.push(name),
        onBar(bar, ctx) {
          calls.push(`bar ${bar.close}, ${ctx.orders().length} orders`);
          if (bar.close === 10) {
            const id = ctx.intend({
              instrument: bar.instrument,
              side: 'buy',
              quantity: 1,
              orderType: 'limit',
              limitPrice: 9,
            });
            ctx.replace(id, { limitPrice: 8 });
            expect(ctx.orders()[0]).toMatchObject({ id, limitPrice: 8, filled: 0 });
          } else if (bar.close === 11) ctx.cancel(ctx.orders()[0].id);
        },
        onStop: () => calls.push('stop'),
      }),
      { bars: BARS },
    );
    expect(calls).toEqual(['start', 'bar 10, 0 orders', 'bar 11, 1 orders', 'noon', 'bar 12, 0 orders', 'stop']);
    expect(intents).toEqual([
      {
        bar: 0,
        instrument: 'TEST',
        order: { instrument: 'TEST', side: 'buy', quantity: 1, orderType: 'limit', limitPrice: 9 },
      },
    ]);
  });

  it('may be one of the built-in agents', () => {
    const bars = [10, 10, 10, 11, 12, 13, 9, 5].map((close, i) => ({ tsUs: i, close }));
    const intents = testStrategy(emaCross, { params: { fast: 2, slow: 3, fraction: 1 }, bars, equity: 1100 });
    expect(intents.map(({ bar, target }) => [bar, target])).toEqual([
      [2, 0],
      [3, 100],
      [6, 0],
    ]);
  });
});

describe('What it may not do throws at it, as in a run', () => {
  it.each([
    [
      'NaN',
      'target: expected a finite number or null, was NaN',
      (ctx: Parameters<NonNullable<Handlers['onStart']>>[0]) => ctx.target('TEST', Number.NaN),
    ],
    [
      'another instrument',
      "instrument: expected one of TEST, was 'X'",
      (ctx: Parameters<NonNullable<Handlers['onStart']>>[0]) => ctx.target('X', 1),
    ],
    [
      'money without a price',
      'target: no price of TEST yet',
      (ctx: Parameters<NonNullable<Handlers['onStart']>>[0]) => ctx.targetValue('TEST', 1),
    ],
  ])('%s', (_what, message, onStart) => {
    expect(() => testStrategy(strategy({ onStart }), { bars: BARS })).toThrow(message);
  });
});
