import { Fault } from '../core/base/fault.ts';
import type { ParameterRange } from '../config/sweep-section.ts';
import type { ParameterValue } from './parameters.ts';

/** One parameter and what it may be: a list of values, or anything from `from` to `to`. */
export type Axis =
  | { readonly key: string; readonly values: readonly ParameterValue[] }
  | {
      readonly key: string;
      readonly from: number;
      readonly to: number;
      readonly log: boolean;
      readonly whole: boolean;
    };

const VALUES_MAX = 100_000;

/** A range as it is written -> an axis. `whole` parameters get whole numbers, each once. `field` is where it stands, for messages. */
export function axisOf(key: string, range: ParameterRange, whole: boolean, field: string): Axis {
  if (Array.isArray(range)) return { key, values: range };
  const { from, to, count, scale } = range;
  const log = scale === 'log';
  const step = range.step ?? (whole && !log && count === undefined ? 1 : undefined);
  if (step === undefined && count === undefined) return { key, from, to, log, whole };
  // A hair is forgiven: 0.1 to 0.3 by 0.1 is three values.
  const length = step === undefined ? (count ?? 2) : Math.floor((to - from) / step + 1e-9) + 1;
  if (length > VALUES_MAX) {
    throw new Fault(
      'config',
      `${field}: expected at most ${VALUES_MAX.toLocaleString('en-US')} values, were ${length.toLocaleString('en-US')}`,
    );
  }
  const values: number[] = [];
  for (let i = 0; i < length; i++) {
    const exact = step === undefined ? between(from, to, log, i / (length - 1)) : from + i * step;
    const value = plain(exact, whole && step === undefined);
    if (values.at(-1) !== value) values.push(value);
  }
  return { key, values };
}

/** The value at this share of the way, which is < 1 for a draw. */
export function valueAt(axis: Axis, share: number): ParameterValue {
  if ('values' in axis) return axis.values[Math.min(axis.values.length - 1, Math.floor(share * axis.values.length))];
  const { from, to, log, whole } = axis;
  // Each whole number has the same share of the way.
  if (whole && !log) return from + Math.floor(share * (to - from + 1));
  return plain(between(from, to, log, share), whole);
}

function between(from: number, to: number, log: boolean, share: number): number {
  return log ? from * (to / from) ** share : from + (to - from) * share;
}

/** Without the dust of binary fractions: 0.1 + 2 x 0.1 is 0.3. */
function plain(value: number, whole: boolean): number {
  return whole ? Math.round(value) : Number(value.toPrecision(12));
}
