import { unreachable } from '../base/assert.ts';
import type { Difference, KnownFill, OpenOrder } from '../execution/difference.ts';
import { DifferenceEvent, type DifferenceKind } from '../model/difference.ts';

/**
 * A difference that a comparison found, as the inputs that resolve it, to be entered in this order. `fillIdOf` is how the
 * broker's names of fills become the numbers under which its reports come.
 */
export function differenceEvents(difference: Difference, fillIdOf: (executionId: string) => number): DifferenceEvent[] {
  switch (difference.kind) {
    case 'fill-missing':
    case 'fill-foreign':
    case 'fill-unknown':
      return [ofFill(difference.kind, difference.fill, fillIdOf)];
    case 'fill-differs':
      return [
        ofFill('fill-unknown', difference.ours, fillIdOf),
        ofFill(difference.theirs.orderId === undefined ? 'fill-foreign' : 'fill-missing', difference.theirs, fillIdOf),
      ];
    case 'order-missing':
    case 'order-unknown':
    case 'order-foreign':
      return [ofOrder(difference.kind, difference.order)];
    case 'order-differs':
    case 'order-disputed':
      return [ofOrder(difference.kind, difference.theirs)];
    case 'position-differs': {
      const { kind, instrument, lots } = difference;
      return [Object.assign(new DifferenceEvent(), { kind, instrument, lots })];
    }
    case 'cash-differs': {
      const { kind, currency, amount: cash } = difference;
      return [Object.assign(new DifferenceEvent(), { kind, currency, cash })];
    }
    default:
      return unreachable(difference);
  }
}

function ofFill(kind: DifferenceKind, fill: KnownFill, fillIdOf: (executionId: string) => number): DifferenceEvent {
  const { executionId, orderId = 0, instrument, side, lots, priceTicks, currency, cash, tsUs } = fill;
  return Object.assign(new DifferenceEvent(), {
    kind,
    instrument,
    orderId,
    lots: side * lots,
    priceTicks,
    fillId: fillIdOf(executionId),
    cash,
    currency,
    atUs: tsUs,
    reference: executionId,
  });
}

function ofOrder(kind: DifferenceKind, order: OpenOrder): DifferenceEvent {
  const { orderId = 0, venueOrderId, instrument, side, lots, limitTicks, updatedUs } = order;
  return Object.assign(new DifferenceEvent(), {
    kind,
    instrument,
    orderId,
    lots: side * lots,
    priceTicks: limitTicks,
    atUs: updatedUs,
    reference: venueOrderId,
  });
}
