import { join } from 'node:path';
import type { Broker } from '../../brokers/broker.ts';
import { DryRunBroker } from '../../brokers/dry-run/broker.ts';
import { MeteredBroker } from '../../brokers/metered-broker.ts';
import { PaperBroker } from '../../brokers/paper/broker.ts';
import type { LiveConfig } from '../../config/live-section.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { Log } from '../../telemetry/logs.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { specHash, type VenueSpec } from '../venue/spec.ts';
import { venueEndpoint } from '../venue/spawn.ts';

export interface BrokerParts {
  /** Of the session. */
  readonly dir: string;
  /** Which start of it this is: the venue listens to the newest alone. */
  readonly start: number;
  readonly live: LiveConfig;
  readonly spec: VenueSpec;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Who takes the session's orders: its own venue, or nobody in a dry run. */
export function sessionBroker(parts: BrokerParts): MeteredBroker {
  return new MeteredBroker(plainBroker(parts), parts.clock, parts.metrics);
}

function plainBroker({ dir, start, live, spec, clock, log }: BrokerParts): Broker {
  const { name, timeoutUs, pingUs } = live.broker;
  if (name === 'dry-run') return new DryRunBroker((request) => log.info('dry run', { ...request }));
  return new PaperBroker({
    clock,
    role: 'trader',
    fence: start,
    endpoint: venueEndpoint(join(dir, 'venue')),
    spec: specHash(spec),
    timeoutMs: timeoutUs / 1_000,
    pingMs: pingUs / 1_000,
  });
}
