import type { Broker, CancelScope } from '../../brokers/broker.ts';
import { type Clock, sleep } from '../../telemetry/clock.ts';

/** What became of the orders that a kill reaches. */
export interface CancelResult {
  /** Whether the venue answered to the end; otherwise `unknown` may not be all. */
  readonly outcome: 'known' | 'unknown';
  readonly why: string;
  /** Client order ids. */
  readonly cancelled: readonly string[];
  readonly unknown: readonly string[];
}

const PASSES_MAX = 5;
const BETWEEN_MS = 50;

/**
 * Cancels at the venue until a look back finds nothing more: an order may have been on its way when the latch fell. The broker
 * is connected.
 */
export async function cancelAtVenue(broker: Broker, scope: CancelScope, clock: Clock): Promise<CancelResult> {
  const cancelled = new Set<string>();
  const unknown = new Set<string>();
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const answer = await broker.cancelAll(scope);
    if (answer.outcome === 'unknown')
      return { outcome: 'unknown', why: answer.why, cancelled: [...cancelled], unknown: [...unknown] };
    const { value } = answer;
    for (const id of value.cancelled) cancelled.add(id);
    unknown.clear();
    for (const id of value.unknown) unknown.add(id);
    if (pass > 0 && value.cancelled.length === 0 && unknown.size === 0) break;
    await sleep(clock, BETWEEN_MS);
  }
  const known = unknown.size === 0;
  const why = known ? '' : 'orders that the venue could not say anything about';
  return { outcome: known ? 'known' : 'unknown', why, cancelled: [...cancelled], unknown: [...unknown] };
}
