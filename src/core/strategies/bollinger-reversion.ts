import { z } from 'zod';
import { bollinger } from '../indicators/bollinger.ts';
import { defineStrategy } from './define-strategy.ts';
import { PerInstrument } from './per-instrument.ts';
import { remembered } from './remembered.ts';
import { confidenceOf, fractionOf, sizing } from './sizing.ts';

const params = z.strictObject({
  period: z
    .int()
    .min(2)
    .default(20)
    .meta({ sweep: { from: 10, to: 60, step: 10 } }),
  width: z
    .number()
    .positive()
    .default(2)
    .meta({ sweep: { from: 1, to: 3, step: 0.5 } }),
  ...sizing,
});

/** Buys below the lower band and leaves at the middle; the mirror image when shorts are allowed. */
export const bollingerReversion = defineStrategy({
  name: 'bollinger-reversion',
  version: '1.0.0',
  about: 'buys below the lower band, leaves at the mean',
  params,
  warmup: ({ period }) => period,
  create({ params: { period, width, fraction, short }, instruments }) {
    const size = fractionOf(fraction, instruments);
    const states = new PerInstrument(instruments, () => ({ bands: bollinger(period, width), stance: 0 }));
    return {
      ...remembered(states),
      onAction: states.onAction,
      onBar(bar, ctx) {
        const state = states.of(bar);
        if (state === undefined) return;
        const seen = states.inLine(bar);
        const bands = state.bands.update(seen.close);
        if (bands === undefined) return;
        const { close } = seen;
        let { stance } = state;
        if (close < bands.lower) stance = 1;
        else if (close > bands.upper && short) stance = -1;
        else if ((stance > 0 && close >= bands.middle) || (stance < 0 && close <= bands.middle)) stance = 0;
        if (stance === state.stance && ctx.targeted(bar.instrument) !== null) return;
        state.stance = stance;
        ctx.targetPercent(bar.instrument, stance * size, {
          confidence: stance === 0 ? 1 : confidenceOf(close - bands.middle, bands.upper - bands.lower),
          reason: 'close {0}, bands {1} to {2}',
          values: [close, bands.lower, bands.upper],
        });
      },
    };
  },
});
