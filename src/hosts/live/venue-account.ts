import { type Id, readId, sequenceOf } from '../../core/base/ids.ts';
import { fillIdOf } from '../../brokers/broker.ts';
import type { VenueLedger } from '../venue/ledger.ts';
import { isOfKnownOrder } from './known-order.ts';
import type { Reviewed } from './review.ts';

/**
 * What a session did, held against what its venue says of it. Lost: an order that the venue has spoken of and has no more, a
 * fill there that is not on record here. Doubled: an order there beyond the one for each of ours, a fill that was booked twice.
 * Of a session that was killed, fills on their way count as lost until it was started again and has fetched them.
 */
export class VenueAccount {
  private readonly sent = new Set<Id>();
  private readonly heard = new Set<Id>();
  private readonly booked = new Map<string, number>();
  private lastInput = 0;
  private lastReport = 0;

  see({ event, origin, out }: Reviewed): void {
    for (let row = 0; row < out.orders.count; row++) this.sent.add(out.orders.id[row]);
    this.lastInput = event.sequence;
    if (event.kind !== 'report' || origin.source !== 'venue') return;
    this.lastReport = origin.sequence;
    const { kind, orderId, fillId } = event.report;
    if (!isOfKnownOrder(event.report)) return;
    this.heard.add(orderId);
    if (kind === 'filled' && out.fills.count > 0) {
      const key = fillKey(orderId, fillId);
      this.booked.set(key, (this.booked.get(key) ?? 0) + 1);
    }
  }

  /** `goesOn`: the session runs, and what the venue had of it after its last input that was seen, and told since, is on its way. */
  compare(ledger: Pick<VenueLedger, 'orders' | 'reports'>, goesOn = false): { lost: number; doubled: number } {
    const orders = goesOn ? ledger.orders.filter(({ clientOrderId }) => this.isSeen(clientOrderId)) : ledger.orders;
    const reports = goesOn ? ledger.reports.filter(({ number }) => number <= this.lastReport) : ledger.reports;
    const there = new Map<Id, number>();
    for (const { clientOrderId } of orders) {
      const id = readId('o', clientOrderId) ?? -1;
      there.set(id, (there.get(id) ?? 0) + 1);
    }
    let lost = 0;
    let doubled = 0;
    for (const id of this.heard) if (!there.has(id)) lost += 1;
    for (const [id, times] of there) doubled += this.sent.has(id) ? times - 1 : times;
    for (const { kind, clientOrderId, executionId } of reports) {
      if (kind !== 'filled') continue;
      if (!this.booked.has(fillKey(readId('o', clientOrderId) ?? -1, fillIdOf(executionId)))) lost += 1;
    }
    for (const times of this.booked.values()) doubled += times - 1;
    return { lost, doubled };
  }

  private isSeen(clientOrderId: string): boolean {
    return sequenceOf(readId('o', clientOrderId) ?? 0) <= this.lastInput;
  }
}

function fillKey(order: Id, fill: number): string {
  return `${order}/${fill}`;
}
