import { assert } from '../../base/assert.ts';
import type { Us } from '../../base/time.ts';

/** How long a message is on its way, in microseconds. */
export interface Latency {
  /** What the feed took for an event of this moment; NaN where the data does not say. */
  observe(atUs: Us, feedUs: number): void;
  /** Of what leaves at this moment, which is not after the last one observed by more than the data has gaps. */
  at(atUs: Us): number;
  save(): LatencyState;
  load(state: LatencyState): void;
}

/** Null where nothing has been observed. */
export type LatencyState = readonly (number | null)[];

/** It holds parameters only; a venue takes latencies of its own from it. */
export interface LatencyModel {
  make(): Latency;
}

/** What is assumed where nobody says anything: slower than a private line, each way. */
export const PESSIMISTIC_LATENCY_US = 100_000;

class ConstantLatency implements Latency {
  private readonly us: number;

  constructor(us: number) {
    this.us = us;
  }

  observe(): void {}

  at(): number {
    return this.us;
  }

  save(): LatencyState {
    return [];
  }

  load(): void {}
}

export function constantLatency(us = PESSIMISTIC_LATENCY_US): LatencyModel {
  assert(us >= 0, 'latency cannot be negative');
  return { make: () => new ConstantLatency(us) };
}

/** The feed's own latency times `factor`, plus `offsetUs`; `unknownUs` until the data has shown one. */
export interface FeedLatencyOptions {
  readonly factor?: number;
  readonly offsetUs?: number;
  readonly unknownUs?: number;
}

class FeedLatency implements Latency {
  private readonly options: Required<FeedLatencyOptions>;
  /** The last two moments observed and what the feed took then. */
  private beforeUs = Number.NaN;
  private beforeFeedUs = Number.NaN;
  private lastUs = Number.NaN;
  private lastFeedUs = Number.NaN;

  constructor(options: Required<FeedLatencyOptions>) {
    this.options = options;
  }

  observe(atUs: Us, feedUs: number): void {
    if (Number.isNaN(feedUs) || atUs < this.lastUs) return;
    if (atUs > this.lastUs) {
      this.beforeUs = this.lastUs;
      this.beforeFeedUs = this.lastFeedUs;
    }
    this.lastUs = atUs;
    this.lastFeedUs = feedUs;
  }

  at(atUs: Us): number {
    const { factor, offsetUs, unknownUs } = this.options;
    if (Number.isNaN(this.lastUs)) return unknownUs;
    return Math.max(0, Math.round(factor * this.feedAt(atUs) + offsetUs));
  }

  save(): LatencyState {
    return [this.beforeUs, this.beforeFeedUs, this.lastUs, this.lastFeedUs].map((us) => (Number.isNaN(us) ? null : us));
  }

  load(state: LatencyState): void {
    const [beforeUs, beforeFeedUs, lastUs, lastFeedUs] = state.map((us) => us ?? Number.NaN);
    Object.assign(this, { beforeUs, beforeFeedUs, lastUs, lastFeedUs });
  }

  /** On the line between the two moments; beyond them that of the nearer. */
  private feedAt(atUs: Us): number {
    const { beforeUs, beforeFeedUs, lastUs, lastFeedUs } = this;
    if (atUs >= lastUs || Number.isNaN(beforeUs)) return lastFeedUs;
    if (atUs <= beforeUs) return beforeFeedUs;
    return beforeFeedUs + ((lastFeedUs - beforeFeedUs) * (atUs - beforeUs)) / (lastUs - beforeUs);
  }
}

/** The two timestamps of the data say how slow the line was at each moment; orders are taken to be so too. */
export function feedLatency(options: FeedLatencyOptions = {}): LatencyModel {
  const { factor = 1, offsetUs = 0, unknownUs = PESSIMISTIC_LATENCY_US } = options;
  assert(factor >= 0 && unknownUs >= 0, 'latency cannot be negative');
  return { make: () => new FeedLatency({ factor, offsetUs, unknownUs }) };
}
