import { z } from 'zod';
import { defineStrategy } from './define-strategy.ts';
import { PerInstrument } from './per-instrument.ts';
import { remembered } from './remembered.ts';
import { fractionOf, sizing } from './sizing.ts';

/** Buys each instrument at its first bar and keeps it: the measure that every other agent is held against. */
export const buyAndHold = defineStrategy({
  name: 'buy-and-hold',
  version: '1.0.0',
  about: 'buys at the first bar and holds',
  params: z.strictObject({ fraction: sizing.fraction }),
  create({ params, instruments }) {
    const fraction = fractionOf(params.fraction, instruments);
    const states = new PerInstrument(instruments, () => ({ bought: false }));
    return {
      ...remembered(states),
      onAction: states.onAction,
      onBar(bar, ctx) {
        const state = states.of(bar);
        if (state === undefined || state.bought) return;
        ctx.targetPercent(bar.instrument, fraction, {
          reason: 'hold {0} of equity from {1}',
          values: [fraction, bar.close],
        });
        state.bought = ctx.targeted(bar.instrument) !== null;
      },
    };
  },
});
