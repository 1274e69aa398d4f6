import type { Clock } from '../../telemetry/clock.ts';
import { type Rate, TokenBucket } from './token-bucket.ts';

const RATE: Rate = { perSecond: 0.5, burst: 30 };
const ADDRESSES_MAX = 4_096;

/** Whoever cannot show who they are, again and again, waits. By address; of too many addresses the oldest is forgotten. */
export class FailureLimit {
  private readonly clock: Clock;
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  count(address: string): void {
    const nowUs = this.clock.steadyUs();
    let bucket = this.buckets.get(address);
    if (bucket === undefined) {
      if (this.buckets.size >= ADDRESSES_MAX) this.buckets.delete(this.buckets.keys().next().value ?? '');
      bucket = new TokenBucket(RATE, nowUs);
      this.buckets.set(address, bucket);
    }
    bucket.take(nowUs);
  }

  /** 0, or for how long nothing is taken from there. */
  seconds(address: string): number {
    return this.buckets.get(address)?.seconds(this.clock.steadyUs()) ?? 0;
  }
}
