import type { BrokerReport } from '../broker.ts';

/**
 * Brings what a venue says into its order: reports by number, each once, and an answer only after every report that was made
 * before it. A gap holds everything back until the missing reports have come.
 */
export class Inbox {
  /** The number of the last report that was told. */
  last: number;
  /** The highest number that is known to exist. */
  known: number;
  private readonly onReport: (report: BrokerReport) => void;
  private readonly early = new Map<number, BrokerReport>();
  private held: { readonly last: number; readonly tell: () => void }[] = [];

  constructor(last: number, onReport: (report: BrokerReport) => void) {
    this.last = last;
    this.known = last;
    this.onReport = onReport;
  }

  /** Reports are missing: ask for those after `last`. */
  get hasGap(): boolean {
    return this.known > this.last;
  }

  /** False when it had been told already. */
  report(report: BrokerReport): boolean {
    const { early } = this;
    const { number } = report;
    if (number <= this.last || (early.size > 0 && early.has(number))) return false;
    this.known = Math.max(this.known, number);
    if (number > this.last + 1) {
      if (early.size < EARLY_MAX) early.set(number, report);
      return true;
    }
    this.last = number;
    this.onReport(report);
    if (early.size > 0) this.goOn();
    this.release();
    return true;
  }

  /** Tells it when all reports up to `last` have been told; what is put in first is told first. */
  after(last: number, tell: () => void): void {
    this.known = Math.max(this.known, last);
    if (last <= this.last && this.held.length === 0) {
      tell();
      return;
    }
    this.held.push({ last, tell });
    this.release();
  }

  /** What is held back is not told any more: the connection that it came over is gone. */
  drop(): void {
    this.held = [];
    this.early.clear();
    this.known = this.last;
  }

  /** With what came before its time. */
  private goOn(): void {
    const { early } = this;
    for (let next = early.get(this.last + 1); next !== undefined; next = early.get(this.last + 1)) {
      early.delete(next.number);
      this.last = next.number;
      this.onReport(next);
    }
  }

  private release(): void {
    if (this.held.length === 0) return;
    const ready = this.held.findIndex(({ last }) => last > this.last);
    for (const { tell } of this.held.splice(0, ready < 0 ? this.held.length : ready)) tell();
  }
}

/** More is asked for again. */
const EARLY_MAX = 10_000;
