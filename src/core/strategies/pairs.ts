import { z } from 'zod';
import { Fault } from '../base/fault.ts';
import { rollingBeta } from '../indicators/rolling-beta.ts';
import { rollingZScore } from '../indicators/rolling-z-score.ts';
import { defineStrategy } from './define-strategy.ts';
import { confidenceOf } from './sizing.ts';

const params = z
  .strictObject({
    period: z
      .int()
      .min(3)
      .default(60)
      .meta({ sweep: { from: 20, to: 120, step: 20 } }),
    entry: z
      .number()
      .positive()
      .default(2)
      .meta({ sweep: { from: 1, to: 3, step: 0.5 } }),
    exit: z.number().min(0).default(0.5),
    stop: z.number().positive().default(4),
    fraction: z.number().positive().max(10).default(0.5).describe('of its equity into each leg'),
  })
  .refine(({ exit, entry, stop }) => exit < entry && entry < stop, {
    path: ['entry'],
    error: 'must lie between exit and stop',
  });

/**
 * Trades the spread of two instruments, log price of the first less beta times that of the second: short it when it stands
 * far above its mean, long far below, out when it is back, or when it has run away for good. Needs exactly two instruments.
 */
export const pairs = defineStrategy({
  name: 'pairs',
  version: '1.0.0',
  about: 'trades the spread of two instruments back to its mean',
  params,
  warmup: ({ period }) => 2 * period,
  create({ params: { period, entry, exit, stop, fraction }, instruments }) {
    if (instruments.length !== 2) {
      throw new Fault(
        'config',
        `strategy 'pairs': expected exactly 2 instruments, was ${instruments.length} (${instruments.join(', ')})`,
      );
    }
    const [first, second] = instruments;
    const hedge = rollingBeta(period);
    const score = rollingZScore(period);
    const last = { firstUs: 0, secondUs: 0, firstClose: 0, secondClose: 0 };
    let stance = 0;
    return {
      onBar(bar, ctx) {
        if (bar.instrument === first) {
          last.firstUs = bar.tsUs;
          last.firstClose = bar.close;
        } else {
          last.secondUs = bar.tsUs;
          last.secondClose = bar.close;
        }
        if (last.firstUs !== last.secondUs) return;
        const y = Math.log(last.firstClose);
        const x = Math.log(last.secondClose);
        const beta = hedge.update(x, y);
        if (beta === undefined) return;
        const z = score.update(y - beta * x);
        if (z === undefined) return;
        let next = stance;
        if (Math.abs(z) >= stop) next = 0;
        else if (stance === 0 && Math.abs(z) >= entry) next = -Math.sign(z);
        else if (stance !== 0 && z * stance >= -exit) next = 0;
        if (next === stance && ctx.targeted(first) !== null) return;
        stance = next;
        const options = {
          confidence: next === 0 ? 1 : confidenceOf(z, stop),
          reason: 'spread at {0} standard deviations, beta {1}',
          values: [z, beta],
        };
        ctx.targetPercent(first, next * fraction, options);
        ctx.targetPercent(second, -next * fraction * Math.min(2, Math.max(-2, beta)), options);
      },
    };
  },
});
