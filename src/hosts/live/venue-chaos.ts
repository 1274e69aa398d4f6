import type { LiveConfig } from '../../config/live-section.ts';
import type { Chaos } from '../venue/chaos.ts';

/** `live.venue`, as the exchange's process is told to behave: messages go astray whatever they say, orders and fills among them. */
export function venueChaos({ latencyMs, jitterMs, faults }: LiveConfig['venue'], seed: number): Partial<Chaos> {
  return {
    seed,
    latencyMs,
    jitterMs,
    refuse: faults.rejects,
    drop: faults.lostReplies,
    duplicate: faults.duplicateFills,
    late: faults.fillsBeforeAck,
    cut: faults.disconnects,
  };
}
