import { type Id, readId } from '../../core/base/ids.ts';
import { fillIdOf } from '../../brokers/broker.ts';
import type { VenueLedger } from '../venue/ledger.ts';
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

  see({ event, origin, out }: Reviewed): void {
    for (let row = 0; row < out.orders.count; row++) this.sent.add(out.orders.id[row]);
    if (event.kind !== 'report' || origin.source !== 'venue') return;
    const { kind, orderId, fillId } = event.report;
    if (kind === 'cross-price') return;
    this.heard.add(orderId);
    if (kind === 'filled' && out.fills.count > 0) {
      const key = fillKey(orderId, fillId);
      this.booked.set(key, (this.booked.get(key) ?? 0) + 1);
    }
  }

  compare({ orders, reports }: Pick<VenueLedger, 'orders' | 'reports'>): { lost: number; doubled: number } {
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
}

function fillKey(order: Id, fill: number): string {
  return `${order}/${fill}`;
}
