import { defineStrategy } from 'conclave';
import { z } from 'zod';

const SECOND_US = 1_000_000;

/** With every second of its clock: takes back what rests, and joins the best bid and the best offer with `quantity` each. */
export default defineStrategy({
  name: 'touch-quotes',
  version: '1.0.0',
  params: z.strictObject({ quantity: z.number().positive() }),
  create({ params: { quantity } }) {
    const best = { instrument: '', bid: Number.NaN, ask: Number.NaN };
    return {
      onBook({ instrument, bid, ask, tsUs }, ctx) {
        if (best.instrument === '') ctx.setTimer('quote', (Math.floor(tsUs / SECOND_US) + 1) * SECOND_US);
        best.instrument = instrument;
        best.bid = bid;
        best.ask = ask;
      },
      onTimer({ tsUs }, ctx) {
        ctx.setTimer('quote', tsUs + SECOND_US);
        const { instrument, bid, ask } = best;
        for (const { id } of ctx.orders()) ctx.cancel(id);
        const common = { instrument, quantity, orderType: 'limit', postOnly: true } as const;
        if (bid > 0) ctx.intend({ ...common, side: 'buy', limitPrice: bid });
        if (ask > 0) ctx.intend({ ...common, side: 'sell', limitPrice: ask });
      },
    };
  },
});
