import type { MeteredBroker } from '../../brokers/metered-broker.ts';
import type { Trader } from '../../runtime/trader.ts';
import type { Clock } from '../../telemetry/clock.ts';
import { type Health, progressProbe } from '../../telemetry/health.ts';

/** An input that nobody has taken for so long is not on its way: longer than the venue is waited for. */
const STALL_MS = 3_000;

/** What must be well besides the parts that speak for themselves. */
export function probe(health: Health, clock: Clock, trader: Trader, broker: MeteredBroker): void {
  health.probe('broker', () => (broker.isConnected ? '' : 'the venue is out of reach'));
  const progress = {
    stallMs: STALL_MS,
    waiting: () => trader.progress.waiting,
    done: () => trader.progress.done,
  };
  health.probe('inputs', progressProbe(clock, 'inputs', progress));
}
