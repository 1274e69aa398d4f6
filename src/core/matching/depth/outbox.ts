import type { Us } from '../../base/time.ts';
import { Report, type Reports } from '../../model/report.ts';

/** Reports on their way, as JSON. */
export interface OutboxState {
  readonly lastDueUs: Us | null;
  readonly reports: readonly (Omit<Report, 'fee' | 'slippage'> & { fee: string; slippage: string; dueUs: Us })[];
}

const FIRST_CAPACITY = 64;

/** Reports that the venue has made and that have yet to reach us, in a ring of reused objects: none overtakes another. */
export class Outbox {
  private rows: Report[] = Array.from({ length: FIRST_CAPACITY }, () => new Report());
  private dueUs = new Float64Array(FIRST_CAPACITY);
  private head = 0;
  private count = 0;
  private lastDueUs: Us = Number.NEGATIVE_INFINITY;

  /** When the next one reaches us. */
  get nextUs(): Us {
    return this.count > 0 ? this.dueUs[this.head] : Number.POSITIVE_INFINITY;
  }

  put(report: Report, dueUs: Us): void {
    if (this.count === this.rows.length) this.grow();
    this.lastDueUs = Math.max(this.lastDueUs, dueUs);
    const at = (this.head + this.count) & (this.rows.length - 1);
    Object.assign(this.rows[at], report);
    this.dueUs[at] = this.lastDueUs;
    this.count += 1;
  }

  /** Hands over what has reached us by now. */
  deliver(nowUs: Us, into: Reports): void {
    while (this.count > 0 && this.dueUs[this.head] <= nowUs) {
      const report = this.rows[this.head];
      Object.assign(into.add(report.kind, report.orderId, report.instrument, report.tsUs), report);
      this.head = (this.head + 1) & (this.rows.length - 1);
      this.count -= 1;
    }
  }

  save(): OutboxState {
    const reports = Array.from({ length: this.count }, (_, i) => {
      const at = (this.head + i) & (this.rows.length - 1);
      const { fee, slippage, ...rest } = this.rows[at];
      return { ...rest, fee: String(fee), slippage: String(slippage), dueUs: this.dueUs[at] };
    });
    return { lastDueUs: Number.isFinite(this.lastDueUs) ? this.lastDueUs : null, reports };
  }

  /** Into an empty one. */
  load({ lastDueUs, reports }: OutboxState): void {
    for (const { dueUs, fee, slippage, ...rest } of reports) {
      this.put(Object.assign(new Report(), rest, { fee: BigInt(fee), slippage: BigInt(slippage) }), dueUs);
    }
    this.lastDueUs = lastDueUs ?? Number.NEGATIVE_INFINITY;
  }

  private grow(): void {
    const { length } = this.rows;
    const order = Array.from({ length }, (_, i) => (this.head + i) & (length - 1));
    const dueUs = new Float64Array(2 * length);
    order.forEach((at, i) => (dueUs[i] = this.dueUs[at]));
    this.rows = [...order.map((at) => this.rows[at]), ...Array.from({ length }, () => new Report())];
    this.dueUs = dueUs;
    this.head = 0;
  }
}
