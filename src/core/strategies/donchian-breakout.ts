import { z } from 'zod';
import { donchian } from '../indicators/donchian.ts';
import { defineStrategy } from './define-strategy.ts';
import { PerInstrument } from './per-instrument.ts';
import { remembered } from './remembered.ts';
import { confidenceOf, fractionOf, sizing } from './sizing.ts';

const params = z.strictObject({
  entry: z
    .int()
    .positive()
    .default(55)
    .meta({ sweep: { from: 10, to: 100, step: 10 } }),
  exit: z
    .int()
    .positive()
    .default(20)
    .meta({ sweep: { from: 5, to: 50, step: 5 } }),
  ...sizing,
});

/** Long when a close breaks the highest high of the bars before it, out when one breaks the shorter channel's lowest low. */
export const donchianBreakout = defineStrategy({
  name: 'donchian-breakout',
  version: '1.0.0',
  about: 'buys a break of the channel, leaves at a break of the shorter one',
  params,
  warmup: ({ entry, exit }) => Math.max(entry, exit) + 1,
  create({ params: { entry, exit, fraction, short }, instruments }) {
    const size = fractionOf(fraction, instruments);
    const states = new PerInstrument(instruments, () => ({
      entry: donchian(entry),
      exit: donchian(exit),
      upper: Number.NaN,
      lower: Number.NaN,
      exitUpper: Number.NaN,
      exitLower: Number.NaN,
      stance: 0,
    }));
    return {
      ...remembered(states),
      onAction: states.onAction,
      onBar(bar, ctx) {
        const state = states.of(bar);
        if (state === undefined) return;
        const seen = states.inLine(bar);
        const { close } = seen;
        let stance = state.stance;
        if (close > state.upper) stance = 1;
        else if (close < state.lower) stance = short ? -1 : 0;
        else if ((stance > 0 && close < state.exitLower) || (stance < 0 && close > state.exitUpper)) stance = 0;
        const known = !Number.isNaN(state.upper) && !Number.isNaN(state.exitUpper);
        if (known && (stance !== state.stance || ctx.targeted(bar.instrument) === null)) {
          state.stance = stance;
          const level = stance > 0 ? state.upper : stance < 0 ? state.lower : state.exitLower;
          ctx.targetPercent(bar.instrument, stance * size, {
            confidence: stance === 0 ? 1 : confidenceOf(close - level, (state.upper - state.lower) / 4),
            reason: 'close {0} against the channel {1}',
            values: [close, level],
          });
        }
        const channel = state.entry.update(seen);
        if (channel !== undefined) {
          state.upper = channel.upper;
          state.lower = channel.lower;
        }
        const shorter = state.exit.update(seen);
        if (shorter !== undefined) {
          state.exitUpper = shorter.upper;
          state.exitLower = shorter.lower;
        }
      },
    };
  },
});
