/** How many sessions value at risk looks back, and how many it wants before it says anything. */
export const SESSIONS_KEPT = 250;
export const SESSIONS_WANTED = 60;

/**
 * The last sessions' returns of every instrument, in a ring of columns. NaN where an instrument had no new close: it did
 * not move, and the session does not count for it.
 */
export class SessionReturns {
  readonly instrumentCount: number;
  private readonly columns: Float64Array;
  private readonly seen: Int32Array;
  private sessions = 0;

  constructor(instrumentCount: number) {
    this.instrumentCount = instrumentCount;
    this.columns = new Float64Array(instrumentCount * SESSIONS_KEPT).fill(Number.NaN);
    this.seen = new Int32Array(instrumentCount);
  }

  push(returns: ArrayLike<number>): void {
    const place = this.sessions % SESSIONS_KEPT;
    for (let instrument = 0; instrument < this.instrumentCount; instrument++) {
      const index = instrument * SESSIONS_KEPT + place;
      if (!Number.isNaN(this.columns[index])) this.seen[instrument] -= 1;
      const value = returns[instrument];
      this.columns[index] = value;
      if (!Number.isNaN(value)) this.seen[instrument] += 1;
    }
    this.sessions += 1;
  }

  /** Sessions in the window. */
  get count(): number {
    return Math.min(this.sessions, SESSIONS_KEPT);
  }

  /** Enough returns of its own, within the window, to be judged. */
  enough(instrument: number): boolean {
    return this.seen[instrument] >= SESSIONS_WANTED;
  }

  /** Adds scale x the instrument's returns to `into`, oldest first; a missing one is 0. */
  addTo(into: Float64Array, instrument: number, scale: number): void {
    const { count, columns } = this;
    const base = instrument * SESSIONS_KEPT;
    const oldest = base + ((this.sessions - count) % SESSIONS_KEPT);
    const end = base + SESSIONS_KEPT;
    for (let i = 0, at = oldest; i < count; i++) {
      const value = columns[at];
      if (!Number.isNaN(value)) into[i] += scale * value;
      at = at + 1 === end ? base : at + 1;
    }
  }

  save(): SessionReturnsState {
    return {
      columns: [...this.columns].map((value) => (Number.isNaN(value) ? null : value)),
      seen: [...this.seen],
      sessions: this.sessions,
    };
  }

  load(state: SessionReturnsState): void {
    state.columns.forEach((value, i) => (this.columns[i] = value ?? Number.NaN));
    this.seen.set(state.seen);
    this.sessions = state.sessions;
  }
}

export interface SessionReturnsState {
  columns: (number | null)[];
  seen: number[];
  sessions: number;
}
