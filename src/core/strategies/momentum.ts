import { z } from 'zod';
import { closeToClose } from '../indicators/close-to-close.ts';
import { roc } from '../indicators/roc.ts';
import { defineStrategy } from './define-strategy.ts';
import { PerInstrument } from './per-instrument.ts';
import { remembered } from './remembered.ts';
import { confidenceOf, fractionOf, sizing } from './sizing.ts';

const params = z.strictObject({
  lookback: z
    .int()
    .positive()
    .default(120)
    .meta({ sweep: { from: 20, to: 240, step: 20 } }),
  volatilityPeriod: z.int().min(2).default(20),
  targetVolatility: z.number().positive().default(0.15).describe('of the position, a year'),
  barsPerYear: z.number().positive().default(252),
  rebalanceBars: z.int().positive().default(20).describe('bars between two looks'),
  ...sizing,
});

/** Time-series momentum: the sign of the past return, sized so that the position has the wanted volatility. */
export const momentum = defineStrategy({
  name: 'momentum',
  version: '1.0.0',
  about: 'follows the past return, sized to a target volatility',
  params,
  warmup: ({ lookback, volatilityPeriod }) => Math.max(lookback, volatilityPeriod) + 1,
  create({
    params: { lookback, volatilityPeriod, targetVolatility, barsPerYear, rebalanceBars, fraction, short },
    instruments,
  }) {
    const most = fractionOf(fraction, instruments);
    const states = new PerInstrument(instruments, () => ({
      change: roc(lookback),
      spread: closeToClose(volatilityPeriod),
      wait: 0,
    }));
    return {
      ...remembered(states),
      onAction: states.onAction,
      onBar(bar, ctx) {
        const state = states.of(bar);
        if (state === undefined) return;
        const seen = states.inLine(bar);
        const change = state.change.update(seen.close);
        const spread = state.spread.update(seen.close);
        if (change === undefined || spread === undefined) return;
        state.wait -= 1;
        if (state.wait > 0 && ctx.targeted(bar.instrument) !== null) return;
        state.wait = rebalanceBars;
        const yearly = spread * Math.sqrt(barsPerYear);
        const direction = change > 0 ? 1 : short && change < 0 ? -1 : 0;
        const weight = yearly > 0 ? direction * most * Math.min(1, targetVolatility / yearly) : 0;
        ctx.targetPercent(bar.instrument, weight, {
          confidence: confidenceOf(change / 100, yearly * Math.sqrt(lookback / barsPerYear)),
          reason: 'return {0} % over the lookback, volatility {1} a year',
          values: [change, yearly],
        });
      },
    };
  },
});
