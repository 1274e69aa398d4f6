import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';

/** How our books and a broker's differ: what resolves each is in `engine/reconciler.ts`. */
export const DifferenceKind = {
  /** they filled, we never heard */ fillMissing: 'fill-missing',
  /** filled by an order that is not ours */ fillForeign: 'fill-foreign',
  /** we heard of a fill that they do not have */ fillUnknown: 'fill-unknown',
  /** open here, not there */ orderMissing: 'order-missing',
  /** open there under an id of ours, not open here */ orderUnknown: 'order-unknown',
  /** open there, not ours */ orderForeign: 'order-foreign',
  /** size or limit differ */ orderDiffers: 'order-differs',
  /** what we and they say of an order cannot both be so */ orderDisputed: 'order-disputed',
  positionDiffers: 'position-differs',
  cashDiffers: 'cash-differs',
} as const;
export type DifferenceKind = (typeof DifferenceKind)[keyof typeof DifferenceKind];

/** One difference, found by a comparison outside, in a reused object. A fill that differs comes as one unknown and one missing. */
export class DifferenceEvent {
  kind: DifferenceKind = DifferenceKind.fillMissing;
  /** -1: none (cash). */
  instrument = -1;
  /** Ours; 0 where it is not. */
  orderId: Id = 0;
  /** fill: signed size. order-differs: the venue's total size. position: what they have more than we. */
  lots = 0;
  /** fill: its price. order-differs: the venue's limit, NaN without one. */
  priceTicks = Number.NaN;
  /** fill: the number under which a report of it comes (`Report.fillId`). */
  fillId = 0;
  /** fill: what it did to the cash of its currency, fees included. cash: what they have more than we. Ledger units. */
  cash = 0n;
  currency = '';
  /** When it happened, as they say. */
  atUs: Us = 0;
  /** The broker's name for the fill or the order. */
  reference = '';
}
