import { z } from 'zod';
import { must } from '../base/assert.ts';
import { SECOND_US, type Us } from '../base/time.ts';
import { defineStrategy } from './define-strategy.ts';
import { PriceVariance } from './price-variance.ts';
import { remembered } from './remembered.ts';
import { quoteDistance, reserveForever, reserveUntil } from './reservation-prices.ts';
import type { BookView, Context, OrderView, QuoteView } from './strategy.ts';

const params = z.strictObject({
  gamma: z
    .number()
    .positive()
    .default(0.1)
    .describe('risk aversion, per unit of price and order: the more, the harder it leans against what it holds')
    .meta({ sweep: { from: 0.05, to: 0.5, step: 0.05 } }),
  kappa: z
    .number()
    .positive()
    .default(1.5)
    .describe('per unit of price: fills grow rarer by a factor of e with each 1/kappa of distance from the middle')
    .meta({ sweep: { from: 0.5, to: 5, step: 0.5 } }),
  horizon: z
    .union([z.literal('infinite'), z.number().positive()])
    .default(60)
    .describe('seconds until it wants to hold nothing, again and again; or infinite'),
  sigma: z
    .number()
    .positive()
    .optional()
    .describe('standard deviation of the price over a second, in units of price; default: estimated as it goes'),
  sigmaHalfLife: z.number().positive().default(60).describe('seconds: how fast that estimate forgets'),
  orderSize: z.number().positive().default(1).describe('units a quote'),
  maxInventory: z.int().positive().default(10).describe('orders: it never quotes to hold more, long or short'),
  refresh: z.number().min(0).default(0.1).describe('seconds between two looks at its quotes'),
  threshold: z.int().positive().default(1).describe('ticks: a quote that would move by less stays where it is'),
});

const FREE = new Set(['accepted', 'partiallyFilled']);

/** What it remembers of one instrument. */
interface Desk {
  readonly variance: PriceVariance;
  /** When the present horizon began, and when it looks at its quotes next. */
  beganUs: Us;
  nextUs: Us;
}

/**
 * Quotes both sides of a book as Avellaneda and Stoikov (2008) would: around a reservation price that leans against what it
 * holds, post-only, at a fixed size. Quotes are changed in place, and only when they would move far enough.
 */
export const avellanedaStoikov = defineStrategy({
  name: 'avellaneda-stoikov',
  version: '1.0.0',
  about: 'quotes both sides of a book and leans against what it holds',
  params,
  create({ params: given, instruments }) {
    const { horizon, sigma, sigmaHalfLife, orderSize, maxInventory, refresh, threshold } = given;
    const distance = quoteDistance(given);
    const memory = {
      desks: instruments.map((): Desk => ({
        variance: new PriceVariance(sigmaHalfLife * SECOND_US),
        beganUs: Number.NaN,
        nextUs: 0,
      })),
    };
    const wanted = { bid: Number.NaN, ask: Number.NaN };

    /** The prices of both quotes before they are brought to the grid; false while it does not know them. */
    function quotes(desk: Desk, middle: number, inventory: number, nowUs: Us): boolean {
      if (horizon === 'infinite') {
        // What came otherwise than from its own quotes may be more than it wants; the formula ends there.
        const held = Math.max(-maxInventory, Math.min(maxInventory, inventory));
        reserveForever(given, middle, held, maxInventory, wanted);
      } else {
        const variance = sigma === undefined ? desk.variance.value : sigma ** 2;
        if (Number.isNaN(variance)) return false;
        if (!(nowUs < desk.beganUs + horizon * SECOND_US)) desk.beganUs = nowUs;
        reserveUntil(given, middle, inventory, variance, horizon - (nowUs - desk.beganUs) / SECOND_US, wanted);
      }
      wanted.bid -= distance;
      wanted.ask += distance;
      return true;
    }

    function onTop({ instrument, bid, ask, tickSize, tsUs }: BookView | QuoteView, ctx: Context): void {
      const desk = must(memory.desks[instruments.indexOf(instrument)], 'an agent sees its own instruments');
      if (!(bid < ask)) return;
      const middle = (bid + ask) / 2;
      desk.variance.update(middle, tsUs);
      if (tsUs < desk.nextUs) return;
      desk.nextUs = tsUs + refresh * SECOND_US;
      const held = ctx.position(instrument);
      if (!quotes(desk, middle, held / orderSize, tsUs)) return;
      // A quote never takes: it stays a tick away from the other side.
      const buyTicks = Math.min(floor(wanted.bid / tickSize), Math.round(ask / tickSize) - 1);
      const sellTicks = Math.max(-floor(-wanted.ask / tickSize), Math.round(bid / tickSize) + 1);
      const most = maxInventory * orderSize * (1 + 1e-12);
      const working = ctx.orders();
      keep(ctx, working, instrument, 'buy', held + orderSize <= most ? buyTicks : Number.NaN, tickSize);
      keep(ctx, working, instrument, 'sell', held - orderSize >= -most ? sellTicks : Number.NaN, tickSize);
    }

    /** Leaves one order on the side, at this price; none where it is none. What the venue has yet to answer is left alone. */
    function keep(
      ctx: Context,
      working: readonly OrderView[],
      instrument: string,
      side: 'buy' | 'sell',
      ticks: number,
      tickSize: number,
    ): void {
      const order = working.find((each) => each.instrument === instrument && each.side === side);
      const limitPrice = ticks * tickSize;
      if (order === undefined) {
        if (!(ticks > 0)) return;
        ctx.intend({ instrument, side, quantity: orderSize, orderType: 'limit', limitPrice, postOnly: true });
        return;
      }
      if (!FREE.has(order.state)) return;
      if (!(ticks > 0)) ctx.cancel(order.id);
      else if (Math.abs(Math.round((order.limitPrice ?? 0) / tickSize) - ticks) >= threshold)
        ctx.replace(order.id, { limitPrice, quantity: order.filled + orderSize });
    }

    return { ...remembered(memory), onBook: onTop, onQuote: onTop };
  },
});

/** Down to a whole number; a hair below one is that one. */
function floor(value: number): number {
  return Math.floor(value + 1e-9 * Math.max(1, Math.abs(value)));
}
