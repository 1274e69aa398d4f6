import type { Us } from '../base/time.ts';
import { ORDER_RATE_WINDOW_US } from './limits.ts';

/** At most so many orders in any minute, over the whole account: the times of the last ones, in a ring. */
export class OrderRate {
  private sentUs: Float64Array;
  private next = 0;

  /** Infinity: no limit. */
  constructor(ordersPerMinute: number) {
    this.sentUs = ringOf(ordersPerMinute);
  }

  /** Another limit; what was sent within the last minute counts against it. */
  limitTo(ordersPerMinute: number): void {
    const sent = [...this.sentUs.subarray(this.next), ...this.sentUs.subarray(0, this.next)];
    this.sentUs = ringOf(ordersPerMinute);
    const kept = sent.slice(Math.max(0, sent.length - this.sentUs.length));
    this.sentUs.set(kept, this.sentUs.length - kept.length);
    this.next = 0;
  }

  /** How long the next order must wait; 0 when it may go now. The minute is half-open: the 61st second is free again. */
  waitUs(nowUs: Us): Us {
    if (this.sentUs.length === 0) return 0;
    return Math.max(0, this.sentUs[this.next] + ORDER_RATE_WINDOW_US - nowUs);
  }

  sent(nowUs: Us): void {
    if (this.sentUs.length === 0) return;
    this.sentUs[this.next] = nowUs;
    this.next = (this.next + 1) % this.sentUs.length;
  }

  /** Orders within the minute that ends now. */
  count(nowUs: Us): number {
    let count = 0;
    for (const us of this.sentUs) if (us > nowUs - ORDER_RATE_WINDOW_US) count += 1;
    return count;
  }

  save(): OrderRateState {
    return { sentUs: [...this.sentUs].map((us) => (Number.isFinite(us) ? us : null)), next: this.next };
  }

  load(state: OrderRateState): void {
    state.sentUs.forEach((us, i) => (this.sentUs[i] = us ?? Number.NEGATIVE_INFINITY));
    this.next = state.next;
  }
}

function ringOf(ordersPerMinute: number): Float64Array {
  const size = ordersPerMinute === Number.POSITIVE_INFINITY ? 0 : ordersPerMinute;
  return new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
}

export interface OrderRateState {
  sentUs: (number | null)[];
  next: number;
}
