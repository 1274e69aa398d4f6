import { z } from 'zod';

/** Fields that the built-in agents share: how much of its equity an agent puts into one instrument, and whether it sells short. */
export const sizing = {
  fraction: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe('of its equity into each instrument; default 1 / instruments'),
  short: z.boolean().default(false).describe('also take short positions'),
};

export function fractionOf(fraction: number | undefined, instruments: readonly string[]): number {
  return fraction ?? 1 / instruments.length;
}

/** A distance as a confidence: 0.5 at none, towards 1 at `scale` and beyond. */
export function confidenceOf(distance: number, scale: number): number {
  return scale > 0 ? 0.5 + 0.5 * Math.min(1, Math.abs(distance) / scale) : 0.5;
}
