import { assert, must } from '../base/assert.ts';
import { IdTable } from '../base/id-table.ts';
import type { Id } from '../base/ids.ts';
import { mulDiv } from '../base/rounding.ts';
import { takeOut } from '../base/take-out.ts';
import type { OrderOrigin, OrderTerms } from '../model/order.ts';
import { splitLots, splitTerms, type SplitRatio } from '../model/split.ts';
import type { RiskApproved } from './approved.ts';

/** What one approved order may still do. Sizes in lots, prices in ticks. */
export interface Reservation {
  readonly orderId: Id;
  /** Which one it was to be opened. */
  place: number;
  readonly agent: number;
  readonly origin: OrderOrigin;
  approved: RiskApproved<OrderTerms>;
  /** Not filled yet. */
  lots: number;
  /** The worst price at which it may fill. */
  worstTicks: number;
  filledLots: number;
  /** What splits have made of the lots that had filled, beyond their number: children go by both together. */
  gainedLots: number;
  /** A replacement that the venue has not confirmed: until then either may fill, and the larger counts. */
  asked: { approved: RiskApproved<OrderTerms>; lots: number; worstTicks: number } | undefined;
  /** What became of it is not known. */
  unknown: boolean;
  /** A child works part of its parent's lots and reserves nothing of its own. */
  readonly parent: Reservation | undefined;
  /** Lots of this order that live children work. */
  childLots: number;
  /** Done itself, kept for children that still live. */
  closing: boolean;
}

/** Everything in flight: what was approved and has neither filled nor ended. Orders with a parent stand behind it. */
export class Reservations {
  private readonly byId = new IdTable<Reservation>();
  private opened = 0;
  private readonly byInstrument: Reservation[][];
  /** Instruments with something in flight, unsorted: what a sum over the account must visit. */
  private readonly busy: number[] = [];

  constructor(instrumentCount: number) {
    this.byInstrument = Array.from({ length: instrumentCount }, () => []);
  }

  get busyInstruments(): readonly number[] {
    return this.busy;
  }

  of(instrument: number): readonly Reservation[] {
    return this.byInstrument[instrument];
  }

  get(orderId: Id): Reservation | undefined {
    return this.byId.get(orderId);
  }

  /** In the order in which they were opened. */
  all(): readonly Reservation[] {
    return this.byId.values().sort((a, b) => a.place - b.place);
  }

  open(
    approved: RiskApproved<OrderTerms>,
    agent: number,
    origin: OrderOrigin,
    worstTicks: number,
    parent?: Reservation,
  ): Reservation {
    const { orderId, value: terms } = approved;
    assert(!this.byId.has(orderId), () => `order ${orderId} is already in flight`);
    const reservation: Reservation = {
      orderId,
      place: this.opened++,
      agent,
      origin,
      approved,
      lots: terms.lots,
      worstTicks,
      filledLots: 0,
      gainedLots: 0,
      asked: undefined,
      unknown: false,
      parent,
      childLots: 0,
      closing: false,
    };
    this.byId.set(orderId, reservation);
    if (parent !== undefined) {
      parent.childLots += terms.lots;
      return reservation;
    }
    const list = this.byInstrument[terms.instrument];
    if (list.length === 0) this.busy.push(terms.instrument);
    list.push(reservation);
    return reservation;
  }

  /** A fill of an order that is not in flight (it came after the cancel) changes the position and nothing here. */
  fill(orderId: Id, lots: number): void {
    const reservation = this.byId.get(orderId);
    if (reservation === undefined) return;
    const { parent } = reservation;
    if (parent !== undefined) {
      parent.childLots -= Math.min(lots, reservation.lots);
      take(parent, lots);
    }
    take(reservation, lots);
    if (reservation.lots === 0 && reservation.asked === undefined) this.done(orderId);
    if (parent !== undefined && parent.lots === 0) this.done(parent.orderId);
  }

  /** Filled, cancelled, rejected, expired: it can fill no more. Asking twice does no harm. */
  done(orderId: Id): void {
    const reservation = this.byId.get(orderId);
    if (reservation === undefined) return;
    if (reservation.childLots > 0) {
      reservation.closing = true;
      reservation.lots = reservation.childLots;
      reservation.asked = undefined;
      return;
    }
    this.byId.delete(orderId);
    const { parent } = reservation;
    if (parent === undefined) {
      this.unlist(reservation);
      return;
    }
    parent.childLots -= reservation.lots;
    if (parent.closing) this.done(parent.orderId);
  }

  /** A replacement is on its way; `lots` is what it leaves open. */
  ask(orderId: Id, approved: RiskApproved<OrderTerms>, lots: number, worstTicks: number): void {
    must(this.byId.get(orderId), 'only an order in flight can be replaced').asked = { approved, lots, worstTicks };
  }

  /** The venue's answer to a replacement. */
  answer(orderId: Id, accepted: boolean): void {
    const reservation = this.byId.get(orderId);
    if (reservation?.asked === undefined) return;
    if (accepted) {
      reservation.approved = reservation.asked.approved;
      reservation.lots = reservation.asked.lots;
      reservation.worstTicks = reservation.asked.worstTicks;
    }
    reservation.asked = undefined;
    if (reservation.lots === 0) this.done(orderId);
  }

  /** What is in flight, after a split: as many new lots as the venue makes of the rest, at the new prices. */
  split(
    instrument: number,
    ratio: SplitRatio,
    approve: (orderId: Id, terms: OrderTerms, reducing: boolean) => RiskApproved<OrderTerms>,
  ): void {
    const after = ({ orderId, value, reducing }: RiskApproved<OrderTerms>, filledLots: number) => {
      const terms = splitTerms(value, filledLots, ratio);
      return terms === undefined ? undefined : approve(orderId, terms, reducing);
    };
    for (const reservation of this.of(instrument)) {
      assert(reservation.childLots === 0, 'an order that is worked in slices is not split');
      const { approved, asked, filledLots } = reservation;
      reservation.approved = after(approved, filledLots) ?? approved;
      reservation.lots = splitLots(reservation.lots, ratio);
      reservation.worstTicks = splitWorst(reservation.worstTicks, ratio);
      // An entry's count is rounded up and a child's down, so that no child seems to have less to work than it has.
      const isChild = approved.value.parent !== undefined;
      const linked = filledLots + reservation.gainedLots;
      const next = mulDiv(linked, ratio.numerator, ratio.denominator, isChild ? 'floor' : 'ceil');
      reservation.gainedLots = next - filledLots;
      if (asked === undefined) continue;
      asked.approved = after(asked.approved, filledLots) ?? asked.approved;
      asked.lots = splitLots(asked.lots, ratio);
      asked.worstTicks = splitWorst(asked.worstTicks, ratio);
    }
  }

  /**
   * What may fill as things stand. A bracket's child works what its entry has filled: while the entry is in flight, no more
   * than that.
   */
  workableLots(reservation: Reservation): number {
    const open = openLots(reservation);
    const entry = this.entryOf(reservation.approved.value);
    return entry === undefined ? open : Math.max(0, Math.min(open, linkedLots(entry) - linkedLots(reservation)));
  }

  /** A bracket's child that can only undo what its entry does: the entry still in flight, and enough of it left for this one. */
  coversChild(terms: OrderTerms, except: Id | undefined): boolean {
    const entry = this.entryOf(terms);
    if (entry === undefined) return false;
    let claimed = terms.lots;
    for (const { orderId, approved } of this.of(terms.instrument)) {
      const { parent, group, lots } = approved.value;
      const rival = parent === terms.parent && orderId !== except && (group === undefined || group !== terms.group);
      if (rival) claimed += lots;
    }
    return claimed <= entry.approved.value.lots;
  }

  private entryOf({ parent, instrument, side }: OrderTerms): Reservation | undefined {
    const entry = parent === undefined ? undefined : this.byId.get(parent);
    if (entry === undefined || entry.closing) return undefined;
    const { value } = entry.approved;
    return value.instrument === instrument && value.side === -side ? entry : undefined;
  }

  /** Puts back what `open` cannot know: after a restart, in the order of `all`. */
  restore(reservation: Reservation): void {
    reservation.place = this.opened++;
    this.byId.set(reservation.orderId, reservation);
    if (reservation.parent !== undefined) return;
    const { instrument } = reservation.approved.value;
    if (this.byInstrument[instrument].length === 0) this.busy.push(instrument);
    this.byInstrument[instrument].push(reservation);
  }

  private unlist(reservation: Reservation): void {
    const { instrument } = reservation.approved.value;
    const list = this.byInstrument[instrument];
    takeOut(list, reservation);
    if (list.length === 0) takeOut(this.busy, instrument);
  }
}

/** Rounded up: the worst price may be that of a middle, and there may be none yet. */
function splitWorst(ticks: number, { numerator, denominator }: SplitRatio): number {
  return Math.ceil((ticks * denominator) / numerator);
}

function take(reservation: Reservation, lots: number): void {
  reservation.filledLots += lots;
  reservation.lots = Math.max(0, reservation.lots - lots);
  const { asked } = reservation;
  if (asked !== undefined) asked.lots = Math.max(0, asked.lots - lots);
}

/** What has filled, in lots of today. */
function linkedLots({ filledLots, gainedLots }: Reservation): number {
  return filledLots + gainedLots;
}

/** The most that may still fill, and the worst price at which: of the order as it stands and as it may have been replaced. */
function openLots({ lots, asked }: Reservation): number {
  return asked === undefined ? lots : Math.max(lots, asked.lots);
}
export function openTicks({ worstTicks, asked }: Reservation): number {
  return asked === undefined ? worstTicks : Math.max(worstTicks, asked.worstTicks);
}
