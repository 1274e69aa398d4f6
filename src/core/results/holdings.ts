/** What there was to hold at each closed session, and what was held: enough to ask what else could have been done with it. */
export class Holdings {
  readonly instruments: number;
  /** What a lot was worth at its first open, account currency; NaN before there was a price. */
  readonly firstValues: Float64Array;
  /** A row a session, a cell an instrument: what a lot was worth at the close (NaN before there was a price) and the lots held. */
  readonly lotValues: number[] = [];
  readonly lots: number[] = [];
  /** What had been put into the instrument by then, account currency: paid for what was bought and in costs, less what came back. */
  readonly paid: number[] = [];
  sessions = 0;
  /** There were more sessions than are kept. */
  truncated = false;
  private readonly cellsMax: number;

  constructor(instruments: number, cellsMax = 2_000_000) {
    this.instruments = instruments;
    this.firstValues = new Float64Array(instruments).fill(Number.NaN);
    this.cellsMax = cellsMax;
  }

  /** Begins a session's row: false where there is no room for it. `set` every instrument then. */
  begin(): boolean {
    if (this.truncated || (this.sessions + 1) * this.instruments > this.cellsMax) {
      this.truncated = true;
      return false;
    }
    this.sessions += 1;
    return true;
  }

  set(lotValue: number, lots: number, paid: number): void {
    this.lotValues.push(lotValue);
    this.lots.push(lots);
    this.paid.push(paid);
  }
}
