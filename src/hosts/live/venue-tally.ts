import type { Id } from '../../core/base/ids.ts';
import { Fault } from '../../core/base/fault.ts';
import { Fingerprint, type FingerprintState } from '../venue/fingerprint.ts';
import type { VenueTotals } from '../venue/totals.ts';
import { isOfKnownOrder } from './known-order.ts';
import type { Reviewed } from './review.ts';

interface VenueTallyState {
  readonly isSure: boolean;
  readonly unheard: readonly Id[];
  readonly heard: FingerprintState;
  readonly booked: FingerprintState;
}

/**
 * What a session has heard of its venue, in memory that does not grow with what was traded: enough to say that nothing was lost or
 * doubled. Where that cannot be said, `VenueAccount` goes through everything and counts.
 */
export class VenueTally {
  /** False once a report came that this cannot place: of an order that nothing is known of any more, or never was. */
  private isSure = true;
  /** Orders of ours that the venue has not spoken of. */
  private unheard = new Set<Id>();
  private readonly heard = new Fingerprint();
  private readonly booked = new Fingerprint();
  private readonly isOurs: (order: Id) => boolean;

  /** `isOurs`: of an order, now that the input is processed. */
  constructor(isOurs: (order: Id) => boolean) {
    this.isOurs = isOurs;
  }

  see({ event, origin, out }: Reviewed): void {
    for (let row = 0; row < out.orders.count; row++) this.unheard.add(out.orders.id[row]);
    if (event.kind !== 'report' || origin.source !== 'venue') return;
    const { kind, orderId, fillId } = event.report;
    if (!isOfKnownOrder(event.report)) return;
    if (this.unheard.delete(orderId)) this.heard.add(orderId, 0);
    else if (!this.isOurs(orderId)) this.isSure = false;
    if (kind === 'filled' && out.fills.count > 0) this.booked.add(orderId, fillId);
  }

  /**
   * Whether the venue has taken just those orders that we have heard of, and told just those fills that we have booked. It numbers
   * a fill once, so that one that was booked twice is not among them.
   */
  agrees({ taken, filled }: Pick<VenueTotals, 'taken' | 'filled'>): boolean {
    return this.isSure && this.heard.equals(taken) && this.booked.equals(filled);
  }

  save(): VenueTallyState {
    const { isSure, unheard, heard, booked } = this;
    return { isSure, unheard: [...unheard], heard: heard.save(), booked: booked.save() };
  }

  /** What `save` told. */
  load(state: unknown): void {
    const { isSure, unheard, heard, booked } = (state ?? {}) as Partial<VenueTallyState>;
    if (isSure === undefined || unheard === undefined || heard === undefined || booked === undefined)
      throw new Fault('integrity', 'saved counts: expected what was heard of the venue');
    this.isSure = isSure;
    this.unheard = new Set(unheard);
    this.heard.load(heard);
    this.booked.load(booked);
  }
}
