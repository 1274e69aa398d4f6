import type { Axis } from '../axis.ts';
import type { ParameterValue, ParameterValues } from '../parameters.ts';
import { orNull, type ReturnFigures } from './figures.ts';

/** What was left, out of sample, of what the choice had shown in sample. */
export interface Comparison {
  /** Annual growth out of sample over that in sample (Pardo's walk-forward efficiency); null unless the latter is above 0. */
  readonly efficiency: number | null;
  /** The Sharpe ratio in sample less that out of sample. */
  readonly sharpeDecay: number | null;
}

export function compare(inSample: ReturnFigures, outOfSample: ReturnFigures): Comparison {
  const [promised, kept] = [inSample.cagr, outOfSample.cagr];
  const [before, after] = [inSample.sharpe, outOfSample.sharpe];
  return {
    efficiency: promised === null || kept === null || promised <= 0 ? null : orNull(kept / promised),
    sharpeDecay: before === null || after === null ? null : before - after,
  };
}

/** How one parameter was chosen from window to window. */
export interface ParameterStability {
  readonly key: string;
  /** Different values that were chosen. */
  readonly distinct: number;
  readonly mostFrequent: ParameterValue;
  /** Of the windows that chose, those that chose it. */
  readonly share: number;
  /** Of the steps from one choice to the next, those that left the value as it was; null with fewer than two choices. */
  readonly kept: number | null;
  /** The mean step as a share of what was searched, in steps of a list or along a span; null with fewer than two choices. */
  readonly meanStep: number | null;
}

/** `choices` are those of the windows that made one, in their order. */
export function stabilityOf(axes: readonly Axis[], choices: readonly ParameterValues[]): readonly ParameterStability[] {
  if (choices.length === 0) return [];
  return axes.map((axis) => {
    const values = choices.map((parameters) => parameters[axis.key]);
    const counts = new Map<ParameterValue, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    // Of equally frequent ones the first that was chosen.
    const [mostFrequent, most] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
    const steps = values.length - 1;
    let same = 0;
    let moved = 0;
    for (let i = 1; i < values.length; i++) {
      if (values[i] === values[i - 1]) same += 1;
      moved += Math.abs(shareOf(axis, values[i]) - shareOf(axis, values[i - 1]));
    }
    return {
      ...{ key: axis.key, distinct: counts.size, mostFrequent, share: most / values.length },
      kept: steps === 0 ? null : same / steps,
      meanStep: steps === 0 ? null : moved / steps,
    };
  });
}

/** Where a value stands between the ends of what is searched, 0 to 1. */
export function shareOf(axis: Axis, value: ParameterValue): number {
  if ('values' in axis) return axis.values.length === 1 ? 0 : axis.values.indexOf(value) / (axis.values.length - 1);
  const { from, to, log } = axis;
  const number = Number(value);
  return log ? Math.log(number / from) / Math.log(to / from) : (number - from) / (to - from);
}
