import type { Axis } from '../../research/axis.ts';
import type { MetricName } from '../../research/metric-names.ts';
import { scoreOf, type SweepRow } from '../../research/sweep-row.ts';

/** A wider axis is drawn in so many steps of neighbouring values. */
const STEPS_MAX = 24;
const SPAN_STEPS = 12;
/** Axes beyond are in the table only: pairs grow with the square. */
export const AXES_MAX = 10;

/** An axis as it is drawn: steps with labels. */
export interface DrawnAxis {
  readonly key: string;
  readonly labels: readonly string[];
  /** The step of a value. */
  stepOf(value: unknown): number;
  /** Where a value stands from one end to the other, 0 to 1. */
  shareOf(value: unknown): number;
}

/** Mean, best and number of the scores at each step, or pair of steps (the first axis by rows); mean and best are null without any. */
export interface Cells {
  readonly first: number;
  /** -1: of the first axis alone. */
  readonly second: number;
  readonly mean: readonly (number | null)[];
  readonly best: readonly (number | null)[];
  readonly count: readonly number[];
}

function drawnAxis(axis: Axis): DrawnAxis {
  const { key } = axis;
  if ('values' in axis) {
    const { values } = axis;
    const places = new Map<unknown, number>(values.map((value, place) => [value, place]));
    const wide = Math.ceil(values.length / STEPS_MAX);
    const steps = Math.ceil(values.length / wide);
    const placeOf = (value: unknown): number => places.get(value) ?? 0;
    return {
      key,
      labels: Array.from({ length: steps }, (_, step) => {
        const [from, to] = [values[step * wide], values[Math.min(values.length, (step + 1) * wide) - 1]];
        return from === to ? String(from) : `${String(from)}–${String(to)}`;
      }),
      stepOf: (value) => Math.floor(placeOf(value) / wide),
      shareOf: (value) => (values.length === 1 ? 0.5 : placeOf(value) / (values.length - 1)),
    };
  }
  const { from, to, log } = axis;
  const shareOf = (value: unknown): number => {
    const number = Number(value);
    return log ? Math.log(number / from) / Math.log(to / from) : (number - from) / (to - from);
  };
  const edge = (step: number): string => {
    const share = step / SPAN_STEPS;
    return String(Number((log ? from * (to / from) ** share : from + share * (to - from)).toPrecision(3)));
  };
  return {
    key,
    labels: Array.from({ length: SPAN_STEPS }, (_, step) => `${edge(step)}–${edge(step + 1)}`),
    stepOf: (value) => Math.min(SPAN_STEPS - 1, Math.floor(shareOf(value) * SPAN_STEPS)),
    shareOf,
  };
}

/** Sums up the rows of a sweep's first rung; what it keeps depends on the axes, not on the number of rows. */
export class SweepCells {
  readonly axes: readonly DrawnAxis[];
  private readonly objective: MetricName;
  private readonly sums: { first: number; second: number; sum: Float64Array; best: Float64Array; count: Int32Array }[] =
    [];
  private readonly steps: Int32Array;

  constructor(axes: readonly Axis[], objective: MetricName) {
    this.axes = axes.slice(0, AXES_MAX).map(drawnAxis);
    this.objective = objective;
    this.steps = new Int32Array(this.axes.length);
    for (let first = 0; first < this.axes.length; first++) {
      for (let second = -1; second < this.axes.length; second++) {
        if (second >= 0 && second <= first) continue;
        const size = this.axes[first].labels.length * (second < 0 ? 1 : this.axes[second].labels.length);
        const best = new Float64Array(size).fill(Number.NaN);
        this.sums.push({ first, second, sum: new Float64Array(size), best, count: new Int32Array(size) });
      }
    }
  }

  add(row: SweepRow): void {
    const score = scoreOf(row, this.objective);
    if (Number.isNaN(score)) return;
    for (const [i, axis] of this.axes.entries()) this.steps[i] = axis.stepOf(row.parameters[axis.key]);
    for (const { first, second, sum, best, count } of this.sums) {
      const cell =
        second < 0 ? this.steps[first] : this.steps[first] * this.axes[second].labels.length + this.steps[second];
      sum[cell] += score;
      count[cell] += 1;
      if (!(best[cell] >= score)) best[cell] = score;
    }
  }

  cells(): Cells[] {
    return this.sums.map(({ first, second, sum, best, count }) => ({
      first,
      second,
      mean: Array.from(sum, (value, i) => (count[i] === 0 ? null : rounded(value / count[i]))),
      best: Array.from(best, (value) => (Number.isNaN(value) ? null : rounded(value))),
      count: [...count],
    }));
  }
}

/** As many digits as anybody reads: the page stays small. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
