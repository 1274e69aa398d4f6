import { z } from 'zod';
import { atr } from '../indicators/atr.ts';
import { ema } from '../indicators/ema.ts';
import { defineStrategy } from './define-strategy.ts';
import { PerInstrument } from './per-instrument.ts';
import { remembered } from './remembered.ts';
import { confidenceOf, fractionOf, sizing } from './sizing.ts';

const params = z
  .strictObject({
    fast: z
      .int()
      .positive()
      .default(20)
      .meta({ sweep: { from: 5, to: 50, step: 5 } }),
    slow: z
      .int()
      .positive()
      .default(100)
      .meta({ sweep: { from: 20, to: 200, step: 20 } }),
    ...sizing,
  })
  .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'must be smaller than slow' });

/** Long while the fast average is above the slow one, flat (or short) below it. */
export const emaCross = defineStrategy({
  name: 'ema-cross',
  version: '1.0.0',
  about: 'follows the trend: long while the fast EMA is above the slow one',
  params,
  warmup: ({ slow }) => slow,
  create({ params: { fast, slow, fraction, short }, instruments }) {
    const size = fractionOf(fraction, instruments);
    const states = new PerInstrument(instruments, () => ({
      fast: ema(fast),
      slow: ema(slow),
      range: atr(14),
      stance: 0,
    }));
    return {
      ...remembered(states),
      onAction: states.onAction,
      onBar(bar, ctx) {
        const state = states.of(bar);
        if (state === undefined) return;
        const seen = states.inLine(bar);
        state.fast.update(seen.close);
        state.slow.update(seen.close);
        state.range.update(seen);
        const quick = state.fast.last;
        const slack = state.slow.last;
        if (Number.isNaN(quick + slack)) return;
        const stance = quick > slack ? 1 : short ? -1 : 0;
        if (stance === state.stance && ctx.targeted(bar.instrument) !== null) return;
        state.stance = stance;
        ctx.targetPercent(bar.instrument, stance * size, {
          confidence: confidenceOf(quick - slack, state.range.last),
          reason: 'fast average {0} against slow {1}',
          values: [quick, slack],
        });
      },
    };
  },
});
