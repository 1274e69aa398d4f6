import type { z } from 'zod';
import { namedRandom } from '../core/base/random.ts';
import type { Us } from '../core/base/time.ts';
import type { Bar } from '../core/model/bar.ts';
import { checkHandlers } from '../core/strategies/define-strategy.ts';
import type { Strategy } from '../core/strategies/strategy.ts';
import { TestContext } from './test-context.ts';
import type { TestedIntent } from './tested-intent.ts';

/** A bar of a test. Left out: the first instrument, '1d', the price of the close, a volume of 0. */
export interface TestBar {
  readonly instrument?: string;
  readonly interval?: string;
  /** Its close, microseconds UTC. */
  readonly tsUs: Us;
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close: number;
  readonly volume?: number;
}

export interface TestSetup {
  /** As in a run file: the strategy's schema reads them. */
  readonly params?: unknown;
  /** Default: those of the bars. */
  readonly instruments?: readonly string[];
  readonly bars: readonly TestBar[];
  /** Equity and cash that the strategy sees throughout. Default 100,000. */
  readonly equity?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * Runs a strategy by itself over a few bars and returns what it asked for, for unit tests. The world is ideal: from the bar
 * after a target was set its position is the target, whole and at no cost; orders of its own are noted and never fill. What a
 * vote, risk and a venue make of the intents is a backtest's to say. What a strategy throws is thrown.
 */
export function testStrategy<Schema extends z.ZodType>(strategy: Strategy<Schema>, setup: TestSetup): TestedIntent[] {
  const named = setup.bars.flatMap(({ instrument }) => (instrument === undefined ? [] : [instrument]));
  const instruments = setup.instruments ?? (named.length === 0 ? ['TEST'] : [...new Set(named)].sort());
  const params = strategy.params.parse(setup.params ?? {});
  const context = new TestContext(instruments, setup.equity ?? 100_000, strategy.warmup?.(params) ?? 0);
  const random = namedRandom(setup.seed ?? 1, `agent/${strategy.name}`);
  const handlers = checkHandlers(strategy.name, strategy.create({ params, instruments, random }));
  handlers.onStart?.(context);
  for (const given of setup.bars) {
    const bar = completed(given, instruments[0]);
    context.advance(bar);
    for (const timer of context.dueTimers()) handlers.onTimer?.(timer, context);
    handlers.onBar?.(bar, context);
  }
  handlers.onStop?.(context);
  return context.intents;
}

function completed(given: TestBar, first: string): Bar {
  const { instrument = first, interval = '1d', open = given.close, tsUs, close, volume = 0 } = given;
  const { high = Math.max(open, close), low = Math.min(open, close) } = given;
  return { instrument, interval, tsUs, open, high, low, close, volume };
}
