import type { Broker } from '../src/brokers/broker.ts';
import type { Engine } from '../src/core/engine/engine.ts';
import type { VenueService } from '../src/hosts/venue/service.ts';
import type { Journal } from '../src/journal/journal.ts';
import type { Guard } from '../src/runtime/gateway.ts';
import type { Trader } from '../src/runtime/trader.ts';

/** How a guard of the platform is broken: each hook gets a part when it has just been made, before anything uses it. */
export interface Sabotage {
  readonly engine?: (engine: Engine) => void;
  readonly journal?: (journal: Journal) => void;
  readonly broker?: (broker: Broker) => Broker;
  readonly guard?: (guard: Guard) => Guard;
  readonly trader?: (trader: Trader) => void;
  readonly venue?: (service: VenueService) => void;
  readonly skipsAudit?: (sequence: number) => boolean;
}

export const NOTHING_BROKEN: Sabotage = {};
