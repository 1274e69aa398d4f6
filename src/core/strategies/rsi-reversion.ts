import { z } from 'zod';
import { rsi } from '../indicators/rsi.ts';
import { defineStrategy } from './define-strategy.ts';
import { PerInstrument } from './per-instrument.ts';
import { remembered } from './remembered.ts';
import { confidenceOf, fractionOf, sizing } from './sizing.ts';

const params = z
  .strictObject({
    period: z
      .int()
      .min(2)
      .default(14)
      .meta({ sweep: { from: 5, to: 30, step: 5 } }),
    oversold: z.number().min(0).max(100).default(30),
    overbought: z.number().min(0).max(100).default(70),
    exit: z.number().min(0).max(100).default(55),
    ...sizing,
  })
  .refine(({ oversold, exit, overbought }) => oversold < exit && exit < overbought, {
    path: ['exit'],
    error: 'must lie between oversold and overbought',
  });

/** Buys what has fallen fast, and leaves when the strength index is back; the mirror image when shorts are allowed. */
export const rsiReversion = defineStrategy({
  name: 'rsi-reversion',
  version: '1.0.0',
  about: 'buys oversold instruments, leaves when RSI is back',
  params,
  warmup: ({ period }) => period + 1,
  create({ params: { period, oversold, overbought, exit, fraction, short }, instruments }) {
    const size = fractionOf(fraction, instruments);
    const states = new PerInstrument(instruments, () => ({ strength: rsi(period), stance: 0 }));
    return {
      ...remembered(states),
      onAction: states.onAction,
      onBar(bar, ctx) {
        const state = states.of(bar);
        if (state === undefined) return;
        const seen = states.inLine(bar);
        const strength = state.strength.update(seen.close);
        if (strength === undefined) return;
        let { stance } = state;
        if (strength < oversold) stance = 1;
        else if (strength > overbought && short) stance = -1;
        else if ((stance > 0 && strength > exit) || (stance < 0 && strength < exit)) stance = 0;
        if (stance === state.stance && ctx.targeted(bar.instrument) !== null) return;
        state.stance = stance;
        ctx.targetPercent(bar.instrument, stance * size, {
          confidence: stance === 0 ? 1 : confidenceOf(strength - 50, 50),
          reason: 'RSI {0}, bought below {1}',
          values: [strength, oversold],
        });
      },
    };
  },
});
