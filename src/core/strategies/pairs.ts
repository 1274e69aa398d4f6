import { z } from 'zod';
import { Fault } from '../base/fault.ts';
import { rollingBeta } from '../indicators/rolling-beta.ts';
import { rollingMean } from '../indicators/rolling-mean.ts';
import { rollingVariance } from '../indicators/rolling-variance.ts';
import { defineStrategy } from './define-strategy.ts';
import { PerInstrument } from './per-instrument.ts';
import { remembered } from './remembered.ts';
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
 * Trades the spread of two instruments: what the log price of the first has beyond beta times that of the second, both from
 * their means, measured in standard deviations of the same over the same bars, so that a change of beta moves no level.
 * Short it when it stands far above its mean, long far below, out when it is back, or when it has run away for good. Needs
 * exactly two instruments.
 */
export const pairs = defineStrategy({
  name: 'pairs',
  version: '1.0.0',
  about: 'trades the spread of two instruments back to its mean',
  params,
  warmup: ({ period }) => period,
  create({ params: { period, entry, exit, stop, fraction }, instruments }) {
    if (instruments.length !== 2) {
      throw new Fault(
        'config',
        `strategy 'pairs': expected exactly 2 instruments, was ${instruments.length} (${instruments.join(', ')})`,
      );
    }
    const [first, second] = instruments;
    const hedge = rollingBeta(period);
    const means = [rollingMean(period), rollingMean(period)] as const;
    const variances = [rollingVariance(period), rollingVariance(period)] as const;
    const one = { tsUs: Number.NaN, close: 0 };
    const other = { tsUs: Number.NaN, close: 0 };
    const legs = new PerInstrument(instruments, (name) => (name === first ? one : other));
    const memory = { hedge, means, variances, legs, stance: 0 };
    return {
      ...remembered(memory),
      onAction: legs.onAction,
      onBar(bar, ctx) {
        const leg = legs.of(bar);
        if (leg === undefined) return;
        leg.tsUs = bar.tsUs;
        leg.close = legs.inLine(bar).close;
        if (one.tsUs !== other.tsUs) return;
        const y = Math.log(one.close);
        const x = Math.log(other.close);
        const beta = hedge.update(x, y);
        const meanY = means[0].update(y);
        const meanX = means[1].update(x);
        const varianceY = variances[0].update(y);
        const varianceX = variances[1].update(x);
        if (beta === undefined || meanX === undefined || meanY === undefined) return;
        // Of the residuals of the regression: var(y) - beta^2 var(x), for cov = beta var(x).
        const left = (varianceY ?? 0) - beta * beta * (varianceX ?? 0);
        if (!(left > 1e-12 * (varianceY ?? 0))) return;
        const z = (y - meanY - beta * (x - meanX)) / Math.sqrt(left);
        const { stance } = memory;
        let next = stance;
        if (Math.abs(z) >= stop) next = 0;
        else if (stance === 0 && Math.abs(z) >= entry) next = -Math.sign(z);
        else if (stance !== 0 && z * stance >= -exit) next = 0;
        if (next === stance && ctx.targeted(first) !== null) return;
        memory.stance = next;
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
