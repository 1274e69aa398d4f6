import type { Engine } from '../core/engine/engine.ts';
import type { MarketRecord } from '../core/market/market-record.ts';
import { RecordCursor } from '../core/market/record-cursor.ts';
import { LateRecord } from '../core/matching/depth/late-record.ts';
import { FillNumbers } from '../core/matching/order-fills.ts';
import { Driver } from './driver.ts';
import type { Listener } from './listener.ts';
import { type Plan, sourcesOf } from './plan.ts';
import { latencyOf, makeBookVenue, makeVenue } from './venue.ts';

/**
 * An engine and its venues over the data of a plan, ready to be walked once. `opened` are the plan's recorded markets, in its order;
 * they are the caller's to close.
 */
export function driverOf(plan: Plan, engine: Engine, listener: Listener, opened: readonly MarketRecord[] = []): Driver {
  const { execution } = plan.file;
  const numbers = new FillNumbers();
  const { dataLatency } = execution;
  const late = (record: MarketRecord) =>
    dataLatency === undefined ? record : new LateRecord(record, latencyOf(dataLatency));
  const records = opened.map((record, k) => new RecordCursor(late(record), plan.records[k].toUs));
  return new Driver(engine, makeVenue(engine.account, execution, numbers), {
    ...(records.length === 0
      ? {}
      : { recorded: { records, venue: makeBookVenue(engine.account, execution, numbers) } }),
    sources: sourcesOf(plan),
    delivery: plan.delivery,
    rates: plan.rates,
    actions: plan.actions,
    fillAtClose: execution.fill === 'close',
    listener,
  });
}
