import type { MetricName } from './metric-names.ts';
import { type SweepRow, scoreOf } from './sweep-row.ts';

const BEST_KEPT = 200;
const FAILURES_KEPT = 20;

/** What a sweep keeps in memory of its rows: counts, the best and the first failures. Bounded, whatever the number of points. */
export class SweepTally {
  readonly counts = { evaluations: 0, ok: 0, refused: 0, failed: 0 };
  readonly failures: SweepRow[] = [];
  /** Of the rung at hand, the best first; ties by number. */
  best: SweepRow[] = [];
  private readonly objective: MetricName;
  private rung = 0;

  constructor(objective: MetricName) {
    this.objective = objective;
  }

  add(row: SweepRow): void {
    this.counts.evaluations += 1;
    this.counts[row.status] += 1;
    if (row.rung !== this.rung) {
      this.rung = row.rung;
      this.best = [];
    }
    if (row.status !== 'ok') {
      if (this.failures.length < FAILURES_KEPT) this.failures.push(row);
      return;
    }
    this.place(row);
  }

  private place(row: SweepRow): void {
    const { best, objective } = this;
    const score = scoreOf(row, objective);
    if (Number.isNaN(score)) return;
    let place = best.length;
    // Rows come in the order of numbers: an equal score stands behind.
    while (place > 0 && scoreOf(best[place - 1], objective) < score) place -= 1;
    if (place >= BEST_KEPT) return;
    best.splice(place, 0, row);
    if (best.length > BEST_KEPT) best.pop();
  }
}
