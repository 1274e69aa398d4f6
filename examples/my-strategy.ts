import { defineStrategy, sma } from 'conclave';
import { z } from 'zod';

/** Long while the close is above its mean, flat below it. */
export default defineStrategy({
  name: 'sma-15',
  version: '1.0.0',
  params: z.object({
    period: z
      .int()
      .positive()
      .default(15)
      .meta({ sweep: { from: 5, to: 50, step: 5 } }),
  }),
  // Bars wanted before the first decision.
  warmup: (params) => params.period,
  create({ params, instruments }) {
    const means = new Map(instruments.map((instrument) => [instrument, sma(params.period)]));
    return {
      onBar(bar, ctx) {
        const mean = means.get(bar.instrument)?.update(bar.close);
        if (mean === undefined) return;
        ctx.target(bar.instrument, bar.close > mean ? 10 : 0, {
          confidence: 0.8,
          reason: 'close {0} against mean {1}',
          values: [bar.close, mean],
        });
      },
    };
  },
});
