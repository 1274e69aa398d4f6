import { z } from 'zod';
import type { ScenarioRow } from '../../backtest/scenario.ts';
import { mulberry32 } from '../base/random.ts';
import { DAY_US } from '../base/time.ts';
import { sma } from '../indicators/sma.ts';
import type { Bar } from '../model/bar.ts';
import { defineStrategy } from '../strategies/define-strategy.ts';
import { remembered } from '../strategies/remembered.ts';
import type { Context, Exits, Strategy } from '../strategies/strategy.ts';

/** A walk of whole prices with gaps, a few bars missing. */
export function walk(seed: number, bars: number, missing = 0.1): ScenarioRow[] {
  const random = mulberry32(seed);
  const step = (most: number) => Math.floor(random() * (2 * most + 1)) - most;
  let close = 100;
  return Array.from({ length: bars }, () => {
    const open = Math.max(20, close + step(6));
    close = Math.max(20, open + step(8));
    const high = Math.max(open, close) + Math.floor(random() * 5);
    const low = Math.min(open, close) - Math.floor(random() * 5);
    const row: ScenarioRow = [open, high, low, close, Math.floor(random() * 300)];
    return random() < missing ? null : row;
  });
}

export interface Noise {
  /** It places orders; otherwise it has targets. */
  readonly orders: boolean;
  readonly timers: boolean;
  /** The share of bars at which it wants something new. */
  readonly activity: number;
  /** Bars before it decides. */
  readonly warmup?: number;
  /** Exits that come with some of its targets. */
  readonly exits?: Exits;
}

/** Asks for things at random, from its own stream, and can be saved. */
export const noise = defineStrategy({
  name: 'noise',
  version: '1.0.0',
  params: z.unknown(),
  warmup: (params) => (params as Noise).warmup ?? 0,
  create({ params, random }) {
    const { orders, timers, activity, exits } = params as Noise;
    const memory = { placed: [] as string[], mean: sma(3), heard: 0, lastNews: Number.NaN };
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
    const act = (bar: Bar, ctx: Context): void => {
      const mean = memory.mean.update(bar.close) ?? bar.close;
      if (random() >= activity) return;
      const roll = random();
      const quantity = Math.floor(random() * 61) - 30;
      if (!orders) {
        const options = { confidence: random(), values: [mean], exits: random() < 0.3 ? exits : undefined };
        if (roll < 0.2) ctx.target(bar.instrument, pick([0, null]));
        else if (roll < 0.4) ctx.targetPercent(bar.instrument, quantity / 40, options);
        else ctx.target(bar.instrument, quantity, options);
        return;
      }
      const side = quantity > 0 ? 'buy' : 'sell';
      const near = Math.max(1, Math.round(mean) + Math.floor(random() * 9) - 4);
      const common = { instrument: bar.instrument, side, quantity: Math.abs(quantity) + 1 } as const;
      const { placed } = memory;
      const place = (id: string): void => {
        placed.push(id);
        if (placed.length > 20) placed.shift();
      };
      if (roll < 0.15 && placed.length > 0) ctx.cancel(pick(placed));
      else if (roll < 0.3 && placed.length > 0) ctx.replace(pick(placed), { quantity: common.quantity });
      else if (roll < 0.5)
        place(ctx.intend({ ...common, orderType: 'limit', limitPrice: near, oneCancels: placed.at(-1) }));
      else if (roll < 0.65)
        place(ctx.intend({ ...common, orderType: 'stop', stopPrice: near, reduceOnly: random() < 0.5 }));
      else if (roll < 0.75) {
        const expireUs = bar.tsUs + Math.ceil(random() * 4 * DAY_US);
        place(ctx.intend({ ...common, orderType: 'limit', limitPrice: near, timeInForce: 'GTD', expireUs }));
      } else if (roll < 0.9) {
        const away = side === 'buy' ? 10 : -10;
        place(ctx.intend({ ...common, orderType: 'market', stopLoss: near - away, takeProfit: near + away }));
      } else
        place(ctx.intend({ ...common, orderType: 'trailing', trailDistance: 3, timeInForce: pick(['DAY', 'GTC']) }));
    };
    return {
      ...remembered(memory),
      onBar(bar, ctx) {
        act(bar, ctx);
        if (timers && random() < 0.3) ctx.setTimer(pick(['x', 'y']), bar.tsUs + Math.ceil(random() * 3 * DAY_US));
      },
      onFill(fill, ctx) {
        memory.heard += fill.quantity;
        memory.lastNews = fill.price;
        if (!orders && random() < 0.1) ctx.target(fill.instrument, Math.floor(random() * 20) - 10);
      },
      onOrder(update) {
        memory.heard += update.filled;
      },
      ...(timers
        ? {
            onTimer(timer, ctx) {
              ctx.log('info', 'timer {0}, heard {1}', [timer.name, memory.heard]);
            },
          }
        : {}),
    };
  },
}) as unknown as Strategy;
