/** Values below this are counted exactly; above, each octave has half as many buckets. */
const EXACT = 128;
const HALF = EXACT / 2;
const EXACT_BITS = 7;
const BUCKETS = EXACT + (32 - EXACT_BITS) * HALF;
/** A little more than 71 minutes; what takes longer is counted as this long. */
export const LATENCY_US_MAX = 2 ** 32 - 1;
/** A quantile is off by at most this part of itself; below 128 us not at all. */
export const QUANTILE_ERROR = 1 / (2 * HALF);

export interface SavedLatencies {
  readonly count: number;
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
  readonly buckets: readonly (readonly [bucket: number, times: number])[];
}

/**
 * Latencies in whole microseconds, in log-linear buckets of one fixed size: recording allocates nothing, and two histograms add
 * up. The idea is that of HdrHistogram: linear inside each power of two.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS);
  count = 0;
  /** Exact, of what was recorded. */
  sumUs = 0;
  minUs = LATENCY_US_MAX;
  maxUs = 0;

  /** Rounded to whole microseconds; what is less than 0 counts as 0. NaN is left out. */
  record(us: number): void {
    if (Number.isNaN(us)) return;
    const value = us <= 0 ? 0 : us >= LATENCY_US_MAX ? LATENCY_US_MAX : Math.round(us);
    this.#counts[bucketOf(value)]++;
    this.count++;
    this.sumUs += value;
    if (value < this.minUs) this.minUs = value;
    if (value > this.maxUs) this.maxUs = value;
  }

  /** The least recorded value that at least this share (0..1) of them does not exceed, within QUANTILE_ERROR; 0 when empty. */
  quantileUs(q: number): number {
    const rank = Math.max(1, Math.ceil(q * this.count - 1e-9));
    if (this.count === 0) return 0;
    if (rank >= this.count) return this.maxUs;
    let seen = 0;
    let bucket = -1;
    while (seen < rank) seen += this.#counts[++bucket];
    return Math.min(this.maxUs, Math.max(this.minUs, middleOf(bucket)));
  }

  /** Adds what the other holds. */
  merge(other: LatencyHistogram): void {
    for (let i = 0; i < BUCKETS; i++) this.#counts[i] += other.#counts[i];
    this.count += other.count;
    this.sumUs += other.sumUs;
    this.minUs = Math.min(this.minUs, other.minUs);
    this.maxUs = Math.max(this.maxUs, other.maxUs);
  }

  /** As JSON: what `load` adds to another. */
  save(): SavedLatencies {
    const { count, sumUs, minUs, maxUs } = this;
    const buckets: [number, number][] = [];
    this.#counts.forEach((times, bucket) => {
      if (times > 0) buckets.push([bucket, times]);
    });
    return { count, sumUs, minUs, maxUs, buckets };
  }

  load({ count, sumUs, minUs, maxUs, buckets }: SavedLatencies): void {
    const other = new LatencyHistogram();
    Object.assign(other, { count, sumUs, minUs, maxUs });
    for (const [bucket, times] of buckets) if (bucket < BUCKETS) other.#counts[bucket] = times;
    this.merge(other);
  }

  reset(): void {
    this.#counts.fill(0);
    this.count = 0;
    this.sumUs = 0;
    this.minUs = LATENCY_US_MAX;
    this.maxUs = 0;
  }
}

function bucketOf(value: number): number {
  if (value < EXACT) return value;
  const octave = 31 - EXACT_BITS - Math.clz32(value);
  return EXACT + octave * HALF + (value >>> (octave + 1)) - HALF;
}

function middleOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const octave = Math.floor((bucket - EXACT) / HALF);
  const width = 2 ** (octave + 1);
  const low = (((bucket - EXACT) % HALF) + HALF) * width;
  return low + (width - 1) / 2;
}
