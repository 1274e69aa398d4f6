import { correlationClusters } from '../statistics/clusters.ts';
import { correlationOf } from '../statistics/covariance.ts';
import { type SquareMatrix, zeros } from '../statistics/matrix.ts';
import type { SessionReturns } from './session-returns.ts';

/** RiskMetrics's decay for a month: about 66 sessions count, enough for a correlation to mean something. */
const DECAY = 0.97;
/** Joined while d = √((1 - ρ)/2) <= 0.5: a correlation of one half or more. */
const CUT = 0.5;
/** A new partition must be found this often in a row before it is used. */
const CONFIRMATIONS = 2;

/**
 * Which instruments move together: average linkage on the correlations of an EWMA covariance that is carried from session
 * to session. Instruments with too few returns are in no bucket. The bucket's name is its smallest member.
 */
export class Buckets {
  private readonly returns: SessionReturns;
  private readonly covariance: SquareMatrix;
  private readonly last: Float64Array;
  private readonly current: Int32Array;
  private readonly candidate: Int32Array;
  private sightings = 0;
  private started = false;
  private sessions = 0;

  constructor(returns: SessionReturns) {
    const { instrumentCount } = returns;
    this.returns = returns;
    this.covariance = zeros(instrumentCount);
    this.last = new Float64Array(instrumentCount);
    this.current = new Int32Array(instrumentCount).fill(-1);
    this.candidate = new Int32Array(instrumentCount).fill(-1);
  }

  bucketOf(instrument: number): number {
    return this.current[instrument];
  }

  /** After the returns of the session have been pushed. NaN: no new close, which moves nothing. */
  onSession(returns: ArrayLike<number>): void {
    const { size, values } = this.covariance;
    const keep = this.sessions === 0 ? 0 : DECAY;
    this.sessions += 1;
    for (let i = 0; i < size; i++) this.last[i] = Number.isNaN(returns[i]) ? 0 : returns[i];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const value = keep * values[i * size + j] + (1 - keep) * this.last[i] * this.last[j];
        values[i * size + j] = value;
        values[j * size + i] = value;
      }
    }
    this.rebucket();
  }

  private rebucket(): void {
    const known: number[] = [];
    for (let i = 0; i < this.current.length; i++) if (this.returns.enough(i)) known.push(i);
    if (known.length === 0) return;
    const labels = new Int32Array(this.current.length).fill(-1);
    const clusters = correlationClusters(correlationOf(this.among(known)), CUT);
    known.forEach((instrument, k) => (labels[instrument] = known[clusters[k]]));
    this.sightings = same(labels, this.candidate) ? this.sightings + 1 : 1;
    this.candidate.set(labels);
    if (!this.started || this.sightings >= CONFIRMATIONS) {
      this.current.set(labels);
      this.started = true;
    }
  }

  private among(known: readonly number[]): SquareMatrix {
    const matrix = zeros(known.length);
    for (let i = 0; i < known.length; i++) {
      for (let j = 0; j < known.length; j++) {
        matrix.values[i * known.length + j] = this.covariance.values[known[i] * this.covariance.size + known[j]];
      }
    }
    return matrix;
  }

  save(): BucketsState {
    return {
      covariance: [...this.covariance.values],
      current: [...this.current],
      candidate: [...this.candidate],
      sightings: this.sightings,
      started: this.started,
      sessions: this.sessions,
    };
  }

  load(state: BucketsState): void {
    this.covariance.values.set(state.covariance);
    this.current.set(state.current);
    this.candidate.set(state.candidate);
    this.sightings = state.sightings;
    this.started = state.started;
    this.sessions = state.sessions;
  }
}

export interface BucketsState {
  covariance: number[];
  current: number[];
  candidate: number[];
  sightings: number;
  started: boolean;
  sessions: number;
}

function same(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
