import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Buffer } from 'node:buffer';
import type { BrokerCash, BrokerPosition } from '../../brokers/broker.ts';
import type { WireReport, WireStanding } from '../../brokers/paper/protocol.ts';
import { Journal } from '../../journal/journal.ts';
import { Exchange } from './exchange.ts';
import { holdFolder } from './hold.ts';
import { replayInto } from './record.ts';
import { readVenueSpec, SPEC_FILE } from './spec.ts';

/** What a venue's own record says, made anew from it: the oracle for what was lost and what was doubled. */
export interface VenueLedger {
  readonly orders: readonly WireStanding[];
  /** Everything that was ever said, in order. */
  readonly reports: readonly WireReport[];
  readonly positions: readonly BrokerPosition[];
  readonly cash: readonly BrokerCash[];
}

/** Reads the record in a venue's folder. A `Fault` while a venue runs there: ask that one. */
export async function readVenueLedger(dir: string): Promise<VenueLedger> {
  const hold = await holdFolder(dir);
  const journal = await Journal.open(join(dir, 'journal'), { verify: 'tail' });
  try {
    const file = join(dir, SPEC_FILE);
    const reports: WireReport[] = [];
    const exchange = new Exchange(readVenueSpec(readFileSync(file, 'utf8'), file), (report) => reports.push(report));
    for (const { payload } of journal.read()) replayInto(exchange, Buffer.from(payload));
    return {
      orders: [...exchange.orders.all()].map((order) => order.standing()),
      reports,
      positions: exchange.positions(),
      cash: exchange.cash(),
    };
  } finally {
    await journal.close();
    hold.close();
  }
}
