import { defineStrategy, sma } from 'conclave';
import { z } from 'zod';

/** Holds `quantity` while the fast mean of closes is above the slow one, nothing otherwise: what the peers' scripts do. */
export default defineStrategy({
  name: 'sma-cross',
  version: '1.0.0',
  params: z.strictObject({
    fast: z.int().positive(),
    slow: z.int().positive(),
    quantity: z.int().positive(),
    margin: z.number(),
  }),
  create({ params }) {
    const fast = sma(params.fast);
    const slow = sma(params.slow);
    let held = -1;
    return {
      onBar(bar, ctx) {
        const quick = fast.update(bar.close);
        const slack = slow.update(bar.close);
        if (quick === undefined || slack === undefined) return;
        const wanted = quick - slack > params.margin ? params.quantity : 0;
        if (wanted === held) return;
        held = wanted;
        ctx.target(bar.instrument, wanted);
      },
    };
  },
});
