import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Fault } from '../core/base/fault.ts';
import { emaCross } from '../core/strategies/ema-cross.ts';
import type { Strategy } from '../core/strategies/strategy.ts';
import { parseParams } from './params.ts';

function strategy(params: z.ZodType): Strategy {
  return { name: 'mine', version: '1', params, create: () => ({}) };
}

function messageOf(params: unknown, given: Strategy = emaCross as unknown as Strategy): string {
  try {
    parseParams(given, params, 'agents.trend.params');
  } catch (error) {
    if (error instanceof Fault) return [error.message, ...error.details].join(' | ');
    throw error;
  }
  throw new Error('expected a Fault');
}

describe('Parameters', () => {
  it('come with their defaults', () => {
    expect(parseParams(emaCross as unknown as Strategy, undefined, 'params')).toEqual({
      fast: 20,
      slow: 100,
      short: false,
    });
  });

  it.each([
    [{ fasst: 5 }, "agents.trend.params.fasst: unknown parameter 'fasst'; did you mean 'fast'?"],
    [
      { volume: 5 },
      "agents.trend.params.volume: unknown parameter 'volume'; expected one of fast, slow, fraction, short",
    ],
    [{ fast: 'x' }, "agents.trend.params.fast: expected a number, was 'x'"],
    [
      { fast: 1.5, slow: -1 },
      'agents.trend.params.fast: expected a whole number, was 1.5 | agents.trend.params.slow: expected a number > 0, was -1',
    ],
    [{ fast: 200, slow: 100 }, 'agents.trend.params.fast: must be smaller than slow'],
  ])('that do not fit are named: %j', (given, message) => {
    expect(messageOf(given)).toBe(message);
  });

  it('that a schema would drop are refused, those it takes are not', () => {
    expect(messageOf({ perod: 3 }, strategy(z.object({ period: z.int() }).partial()))).toBe(
      "agents.trend.params.perod: unknown parameter 'perod'; did you mean 'period'?",
    );
    expect(parseParams(strategy(z.looseObject({ a: z.int() })), { a: 1, b: 2 }, 'params')).toEqual({ a: 1, b: 2 });
    expect(parseParams(strategy(z.object({})), {}, 'params')).toEqual({});
  });

  it('may be no object at all, and a schema that fails is the strategy’s fault', () => {
    expect(parseParams(strategy(z.record(z.string(), z.number())), { a: 1 }, 'params')).toEqual({ a: 1 });
    const broken = strategy(
      z.object({ a: z.int().optional() }).refine(() => {
        throw new Error('oops');
      }),
    );
    expect(messageOf({}, broken)).toBe("strategy 'mine': its schema of parameters failed: oops");
  });
});
