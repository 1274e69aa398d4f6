import { type DifferenceEvent, DifferenceKind } from '../model/difference.ts';
import { Report, ReportKind } from '../model/report.ts';
import type { Order } from '../orders/order.ts';
import type { Account } from './account.ts';
import type { Fills } from './fills.ts';
import type { Placement } from './placement.ts';

/** What became of a difference. */
export const Resolution = {
  /** the fill went through its order, under its own number, as if it had been reported */ fillApplied: 'fill-applied',
  /** the house has it: posted as a reconciliation, worth and cash as contributed */ adopted: 'adopted',
  fillTakenBack: 'fill-taken-back',
  /** nobody knows what became of the order: new risk on it waits for a query */ unknown: 'unknown',
  /** the order is asked to end */ cancelled: 'cancelled',
  /** nothing is done by itself: a person looks */ person: 'person',
  /** lots cannot be valued yet: it will be found again */ waitsForPrice: 'waits-for-price',
} as const;
export type Resolution = (typeof Resolution)[keyof typeof Resolution];

/**
 * Brings our books in line with the venue's, difference by difference, by postings and orders that stand on record. The
 * venue is right about what it filled and holds; what no agent's order explains is the house's. Differences come fills first,
 * then orders, positions, cash, as `execution/reconcile.ts` sorts them.
 */
export class Reconciler {
  private readonly account: Account;
  private readonly fills: Fills;
  private readonly placement: Placement;
  private readonly report = new Report();

  constructor(account: Account, fills: Fills, placement: Placement) {
    this.account = account;
    this.fills = fills;
    this.placement = placement;
  }

  take(difference: DifferenceEvent): void {
    const { account } = this;
    const { reconciliations } = account.out;
    const row = account.out.add(reconciliations);
    reconciliations.tsUs[row] = account.nowUs;
    reconciliations.kind[row] = difference.kind;
    reconciliations.instrument[row] = difference.instrument;
    reconciliations.order[row] = difference.orderId;
    reconciliations.lots[row] = difference.lots;
    reconciliations.priceTicks[row] = difference.priceTicks;
    reconciliations.cash[row] = difference.cash;
    reconciliations.reference[row] = difference.reference;
    reconciliations.resolution[row] = this.resolve(difference);
  }

  private resolve(difference: DifferenceEvent): Resolution {
    const order = this.account.orders.get(difference.orderId);
    switch (difference.kind) {
      case DifferenceKind.fillMissing:
        return order === undefined ? this.adopt(difference) : this.apply(order, difference, ReportKind.filled);
      case DifferenceKind.fillForeign:
        return this.adopt(difference);
      case DifferenceKind.fillUnknown:
        if (order?.fills.get(difference.fillId) === undefined) return this.takeBack(difference);
        return this.apply(order, difference, ReportKind.busted);
      case DifferenceKind.orderMissing:
      case DifferenceKind.orderDisputed:
        return order === undefined || order.done ? Resolution.person : this.lose(order);
      case DifferenceKind.orderUnknown:
        return order === undefined ? Resolution.person : this.end(order);
      case DifferenceKind.orderDiffers:
        return order === undefined ? Resolution.person : this.retire(order, difference);
      case DifferenceKind.orderForeign:
        return Resolution.person;
      case DifferenceKind.positionDiffers:
        return this.adoptPosition(difference);
      case DifferenceKind.cashDiffers:
        this.account.ledger.deposit(this.account.house, difference.currency, difference.cash);
        return Resolution.adopted;
    }
  }

  /** As if the venue had reported it: a fill that is known already changes nothing. */
  private apply(order: Order, difference: DifferenceEvent, kind: ReportKind): Resolution {
    const { account, report } = this;
    const { instrument, lots, priceTicks, cash, fillId } = difference;
    this.begin(order, kind);
    report.lots = Math.abs(lots);
    report.priceTicks = priceTicks;
    report.fillId = fillId;
    const fee = -cash - account.ledger.worthOf(instrument, lots, priceTicks);
    report.fee = kind === ReportKind.busted ? -fee : fee;
    this.fills.onReport(report);
    return kind === ReportKind.busted ? Resolution.fillTakenBack : Resolution.fillApplied;
  }

  private begin(order: Order, kind: ReportKind): void {
    const { report } = this;
    Object.assign(report, new Report());
    report.kind = kind;
    report.orderId = order.id;
    report.instrument = order.terms.instrument;
    report.tsUs = this.account.nowUs;
  }

  private adopt({ instrument, lots, priceTicks, cash }: DifferenceEvent): Resolution {
    const { ledger, house } = this.account;
    ledger.reconcile(house, instrument, lots, priceTicks, cash);
    return Resolution.adopted;
  }

  private takeBack({ instrument, lots, priceTicks, cash }: DifferenceEvent): Resolution {
    const { ledger, house } = this.account;
    ledger.reconcile(house, instrument, -lots, priceTicks, -cash);
    return Resolution.fillTakenBack;
  }

  private adoptPosition({ instrument, lots }: DifferenceEvent): Resolution {
    const { ledger, house, lastTicks } = this.account;
    if (Number.isNaN(lastTicks[instrument])) return Resolution.waitsForPrice;
    ledger.reconcile(house, instrument, lots, lastTicks[instrument], 0n);
    return Resolution.adopted;
  }

  private lose(order: Order): Resolution {
    if (order.state !== 'unknown') {
      this.begin(order, ReportKind.lost);
      this.fills.onReport(this.report);
    }
    return Resolution.unknown;
  }

  /** It lives at the venue and not with us, who have seen it end: nobody wants it any more. */
  private end(order: Order): Resolution {
    if (order.done) this.placement.cancelAgain(order);
    else this.placement.cancel(order);
    return Resolution.cancelled;
  }

  /** What works there is not what risk approved: its terms are taken as they are, and it is asked to end. */
  private retire(order: Order, { lots, priceTicks }: DifferenceEvent): Resolution {
    if (order.done) return Resolution.person;
    this.begin(order, ReportKind.replaced);
    this.report.lots = Math.abs(lots);
    this.report.priceTicks = Number.isNaN(priceTicks) ? 0 : priceTicks;
    this.fills.onReport(this.report);
    this.placement.cancel(order);
    return Resolution.cancelled;
  }
}
