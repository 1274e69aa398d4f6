import { normalise, type WeightSource } from './learners/learner.ts';

const SESSIONS = 60;

/**
 * Weights from past performance: max(0, mean / sd) of the return that an agent's own target would have made in each of the
 * last sixty sessions, sd with n - 1; 0 before there are two sessions, and where the returns do not vary. Equal when all are 0.
 */
export class Performance implements WeightSource {
  private readonly agents: number;
  /** The last sessions of each agent, a ring. */
  private readonly returns: Float64Array;
  private readonly counts: Uint32Array;
  private readonly session: Float64Array;
  private readonly present: Uint8Array;
  private readonly scores: Float64Array;

  constructor(agents: number) {
    this.agents = agents;
    this.returns = new Float64Array(agents * SESSIONS);
    this.counts = new Uint32Array(agents);
    this.session = new Float64Array(agents);
    this.present = new Uint8Array(agents);
    this.scores = new Float64Array(agents);
  }

  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
    normalise(out, this.scores, awake, voters);
  }

  /** What the targets of those that were awake made in a round, as fractions of equity. */
  add(gains: Float64Array, at: number, known: Uint8Array): void {
    for (let i = 0; i < this.agents; i++) {
      if (known[at + i] === 0) continue;
      this.session[i] += gains[at + i];
      this.present[i] = 1;
    }
  }

  /** Agents that slept through the session have no return in it. */
  endSession(): void {
    for (let i = 0; i < this.agents; i++) {
      if (this.present[i] === 0) continue;
      this.returns[i * SESSIONS + (this.counts[i] % SESSIONS)] = this.session[i];
      this.counts[i] += 1;
      this.session[i] = 0;
      this.present[i] = 0;
      this.scores[i] = this.score(i);
    }
  }

  private score(agent: number): number {
    const count = Math.min(this.counts[agent], SESSIONS);
    const start = agent * SESSIONS;
    let sum = 0;
    for (let k = 0; k < count; k++) sum += this.returns[start + k];
    const mean = sum / count;
    let squares = 0;
    for (let k = 0; k < count; k++) squares += (this.returns[start + k] - mean) ** 2;
    const sd = Math.sqrt(squares / (count - 1));
    return sd > 1e-12 * Math.abs(mean) ? Math.max(0, mean / sd) : 0;
  }
}
