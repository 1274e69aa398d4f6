import type { MetricName } from '../../research/metric-names.ts';
import { scoreOf, type SweepRow } from '../../research/sweep-row.ts';
import { type DrawnAxis, rounded } from './sweep-cells.ts';

/** A point as a line across the axes. */
export interface SweepLine {
  readonly point: number;
  readonly score: number;
  /** Where it crosses each axis, 0 to 1. */
  readonly at: readonly number[];
  readonly values: readonly (string | number | boolean | null)[];
}

const LINES_MAX = 800;

/** Lines for a drawing: all points of a small sweep, of a large one every so-manieth, whatever its score. */
export class SweepLines {
  /** Every so-manieth point is drawn. */
  readonly every: number;
  readonly lines: SweepLine[] = [];
  private readonly axes: readonly DrawnAxis[];
  private readonly objective: MetricName;

  constructor(axes: readonly DrawnAxis[], objective: MetricName, points: number) {
    this.axes = axes;
    this.objective = objective;
    this.every = Math.max(1, Math.ceil(points / LINES_MAX));
  }

  /** `always`: a point that is drawn however many there are. */
  add(row: SweepRow, always: boolean): void {
    if (!always && row.point % this.every !== 0) return;
    const score = scoreOf(row, this.objective);
    if (Number.isNaN(score)) return;
    const values = this.axes.map(({ key }) => row.parameters[key] ?? null);
    const at = this.axes.map((axis, i) => Number(axis.shareOf(values[i]).toFixed(4)));
    this.lines.push({ point: row.point, score: rounded(score), at, values });
  }
}
