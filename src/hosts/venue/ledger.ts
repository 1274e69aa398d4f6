import { join } from 'node:path';
import { Buffer } from 'node:buffer';
import type { BrokerCash, BrokerPosition } from '../../brokers/broker.ts';
import type { WireStanding } from '../../brokers/paper/protocol.ts';
import type { WireReport } from '../../brokers/paper/report-row.ts';
import { recordsIn } from '../../journal/recorded.ts';
import { Exchange } from './exchange.ts';
import { replayInto } from './record.ts';
import { specIn } from './spec.ts';

/** What a venue's own record says, made anew from it: the oracle for what was lost and what was doubled. */
export interface VenueLedger {
  readonly orders: readonly WireStanding[];
  /** Everything that was ever said, in order. */
  readonly reports: readonly WireReport[];
  readonly positions: readonly BrokerPosition[];
  readonly cash: readonly BrokerCash[];
}

/** Reads the record in a venue's folder, also while a venue runs there: as far as it was then. */
export function readVenueLedger(dir: string): VenueLedger {
  const reports: WireReport[] = [];
  const exchange = new Exchange(specIn(dir), (report) => reports.push(report));
  for (const { payload } of recordsIn(join(dir, 'journal'))) replayInto(exchange, Buffer.from(payload));
  return {
    orders: [...exchange.orders.all()].map((order) => order.standing()),
    reports,
    positions: exchange.positions(),
    cash: exchange.cash(),
  };
}
