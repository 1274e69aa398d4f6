import type { Summary } from '../backtest/result.ts';
import type { Outcome } from './jobs.ts';
import { type MetricName, metricNames } from './metric-names.ts';
import type { ParameterValues } from './parameters.ts';

/** One evaluation of a sweep as it is kept: a line of `points.jsonl`, a row of `points.parquet`. */
export interface SweepRow {
  /** Its place in the order of the sweep, from 0. */
  readonly row: number;
  /** Under halving a point has a row for each rung that it reached. */
  readonly point: number;
  readonly rung: number;
  readonly share: number;
  readonly status: Outcome['status'];
  readonly parameters: ParameterValues;
  /** null unless `status` is ok. */
  readonly metrics: Summary['metrics'] | null;
  readonly counts: Summary['counts'] | null;
  readonly endEquity: string | null;
  readonly configHash: string | null;
  readonly resultHash: string | null;
  readonly error: string | null;
}

/** Where an evaluation stands in its sweep. */
export type Place = Pick<SweepRow, 'row' | 'point' | 'rung' | 'share' | 'parameters'>;

export function rowOf({ row, point, rung, share, parameters }: Place, outcome: Outcome): SweepRow {
  const ok = outcome.status === 'ok' ? outcome : undefined;
  return {
    row,
    point,
    rung,
    share,
    status: outcome.status,
    parameters,
    metrics: ok?.metrics ?? null,
    counts: ok?.counts ?? null,
    endEquity: ok?.endEquity ?? null,
    configHash: ok?.configHash ?? null,
    resultHash: ok?.resultHash ?? null,
    error: outcome.status === 'ok' ? null : outcome.error,
  };
}

/** What the sweep looks for, of a row; NaN where it has none. */
export function scoreOf({ metrics }: SweepRow, objective: MetricName): number {
  return metrics?.[objective] ?? Number.NaN;
}

/** A line of the file, read back; undefined for one that is not whole. */
export function parseRow(line: string): SweepRow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { row, point, rung, status, parameters, metrics } = (value ?? {}) as Partial<Record<string, unknown>>;
  const whole =
    Number.isSafeInteger(row) &&
    Number.isSafeInteger(point) &&
    Number.isSafeInteger(rung) &&
    typeof parameters === 'object' &&
    parameters !== null &&
    (status === 'ok' ? isMetrics(metrics) : (status === 'refused' || status === 'failed') && metrics === null);
  return whole ? (value as SweepRow) : undefined;
}

function isMetrics(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return metricNames.every((name) => fields[name] === null || typeof fields[name] === 'number');
}
