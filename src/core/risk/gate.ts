import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import { OrderOrigin, type OrderTerms, OrderType } from '../model/order.ts';
import type { SplitRatio } from '../model/split.ts';
import type { AccountView } from './account-view.ts';
import type { Allowance, Replaced } from './allowance.ts';
import { claimMaker, type RiskApproved } from './approved.ts';
import type { Blocks } from './blocks.ts';
import { collarTicks, outsideCollar, worstTicks } from './collar.ts';
import type { Duplicates } from './duplicates.ts';
import type { Limits } from './limits.ts';
import type { OrderRate } from './order-rate.ts';
import { type RiskRefused, refuse } from './refusal.ts';
import type { Reservations } from './reservations.ts';

const approve = claimMaker();

const NETTED: Replaced = { exits: true };
const ALONE: Replaced = {};

/** Part of an approved order, to be worked on its own. What is not said is the parent's. */
export interface Slice {
  readonly orderId: Id;
  readonly lots: number;
  readonly type?: OrderTerms['type'];
  /** No worse than the parent's limit. */
  readonly limitTicks?: number;
  readonly timeInForce?: OrderTerms['timeInForce'];
}

/**
 * The hard gate: the last thing before an order leaves. It approves and reserves, or refuses and says what would have
 * passed; it never changes a size. A reducing order always passes: no limit, no collar, no halt may keep a position from
 * being closed. Resting exits do not count against a netted order, or a protective stop would keep a position from being
 * closed: whoever sends a netted order resizes the exits of that instrument in the same step. Reduce-only orders count for
 * nothing, because the venue cuts them at zero.
 */
export class Gate {
  private readonly limits: Limits;
  private readonly account: AccountView;
  private readonly reservations: Reservations;
  private readonly allowance: Allowance;
  private readonly blocks: Blocks;
  private readonly rate: OrderRate;
  private readonly duplicates: Duplicates;
  private readonly instrumentCount: number;

  constructor(
    limits: Limits,
    account: AccountView,
    reservations: Reservations,
    allowance: Allowance,
    blocks: Blocks,
    rate: OrderRate,
    duplicates: Duplicates,
    instrumentCount: number,
  ) {
    this.limits = limits;
    this.account = account;
    this.reservations = reservations;
    this.allowance = allowance;
    this.blocks = blocks;
    this.rate = rate;
    this.duplicates = duplicates;
    this.instrumentCount = instrumentCount;
  }

  /** `agent` is -1 for a netted order, of several agents. */
  pass(
    terms: OrderTerms,
    orderId: Id,
    agent: number,
    origin: OrderOrigin,
    nowUs: Us,
  ): RiskApproved<OrderTerms> | RiskRefused {
    const verdict = this.judge(terms, orderId, agent, origin, nowUs, agent < 0 ? NETTED : ALONE);
    if (verdict.refused) return verdict;
    this.reservations.open(verdict, agent, origin, this.worstOf(verdict.value));
    this.rate.sent(nowUs);
    if (origin === OrderOrigin.intent) this.duplicates.sent(agent, terms, nowUs);
    return verdict;
  }

  /**
   * New terms for an order in flight; `lots` is the new total. Until the venue has answered, the old and the new terms both
   * count. A second replacement waits for the answer to the first. Less of the same always passes.
   */
  replace(orderId: Id, terms: OrderTerms, nowUs: Us): RiskApproved<OrderTerms> | RiskRefused {
    const reservation = this.reservations.get(orderId);
    const left = reservation === undefined ? Number.NaN : terms.lots - reservation.filledLots;
    if (
      reservation === undefined ||
      reservation.closing ||
      !sameOrder(reservation.approved.value, terms) ||
      !(left > 0)
    ) {
      return refuse('sanity', Number.NaN, left, 0);
    }
    if (reservation.asked !== undefined) return refuse('unknown', 0, 1, 0);
    const { agent, origin } = reservation;
    if (left <= reservation.lots && samePrices(reservation.approved.value, terms)) {
      return this.asked(orderId, terms, left, reservation.worstTicks, reservation.approved.reducing, nowUs);
    }
    const verdict = this.judge({ ...terms, lots: left }, orderId, agent, origin, nowUs, { orderId, exits: agent < 0 });
    if (verdict.refused) return { ...verdict, maxLots: verdict.maxLots + reservation.filledLots };
    const { value, reducing } = verdict;
    return this.asked(orderId, { ...value, lots: terms.lots }, left, this.worstOf(value), reducing, nowUs);
  }

  /** What is in flight in an instrument that was split is approved as it now stands: its worth has not changed. */
  split(instrument: number, ratio: SplitRatio): void {
    this.reservations.split(instrument, ratio, approve);
  }

  private asked(
    orderId: Id,
    terms: OrderTerms,
    left: number,
    worst: number,
    reducing: boolean,
    nowUs: Us,
  ): RiskApproved<OrderTerms> {
    const approved = approve(orderId, terms, reducing);
    this.reservations.ask(orderId, approved, left, worst);
    this.rate.sent(nowUs);
    return approved;
  }

  /**
   * A part of an approved order as an order of its own. All live parts together never exceed what the parent has left, nor
   * may one pay more than the parent: what was reserved for the parent covers them.
   */
  child(parent: RiskApproved<OrderTerms>, slice: Slice): RiskApproved<OrderTerms> | RiskRefused {
    const reservation = this.reservations.get(parent.orderId);
    const left =
      reservation === undefined || reservation.closing || reservation.unknown
        ? 0
        : reservation.lots - reservation.childLots;
    if (reservation === undefined || !isSize(slice.lots) || slice.lots > left)
      return refuse('parent', left, slice.lots, left);
    const { value } = reservation.approved;
    const terms: OrderTerms = {
      ...value,
      lots: slice.lots,
      type: slice.type ?? value.type,
      limitTicks: slice.limitTicks ?? value.limitTicks,
      timeInForce: slice.timeInForce ?? value.timeInForce,
    };
    const { limitTicks } = value;
    if (
      limitTicks !== undefined &&
      terms.limitTicks !== undefined &&
      (terms.limitTicks - limitTicks) * value.side > 0
    ) {
      return refuse('parent', limitTicks, terms.limitTicks, left);
    }
    if (!isSane(terms, this.instrumentCount)) return refuse('sanity', Number.NaN, slice.limitTicks ?? Number.NaN, 0);
    const approved = approve(slice.orderId, terms, reservation.approved.reducing);
    this.reservations.open(approved, reservation.agent, reservation.origin, reservation.worstTicks, reservation);
    return approved;
  }

  /** Approvals again, after a restart, for what was in flight. */
  restore(orderId: Id, terms: OrderTerms, reducing: boolean): RiskApproved<OrderTerms> {
    return approve(orderId, terms, reducing);
  }

  private judge(
    terms: OrderTerms,
    orderId: Id,
    agent: number,
    origin: OrderOrigin,
    nowUs: Us,
    replaced: Replaced,
  ): RiskApproved<OrderTerms> | RiskRefused {
    if (!isSane(terms, this.instrumentCount)) return refuse('sanity', Number.MAX_SAFE_INTEGER, terms.lots, 0);
    const { instrument, side, lots } = terms;
    const { allowance } = this;
    allowance.prepareReducing(instrument, side, replaced);
    const { reduceLots } = allowance;
    if (terms.reduceOnly === true || lots <= reduceLots || this.reservations.coversChild(terms, replaced.orderId)) {
      return approve(orderId, withoutCollar(terms), true);
    }

    const block = this.blocks.over(instrument, agent);
    if (block !== undefined) return refuse(block, 0, lots, reduceLots, this.blocks.scope);

    const last = this.account.priceTicks(instrument);
    const full = this.withCollar(terms, last);
    if (full.limitTicks !== undefined && terms.type !== OrderType.market) {
      const from = terms.type === OrderType.stopLimit ? (terms.stopTicks ?? last) : last;
      const edge = collarTicks(side, from, this.limits.collar);
      if (edge !== undefined && outsideCollar(side, full.limitTicks, from, this.limits.collar)) {
        return refuse('collar', edge, full.limitTicks, reduceLots);
      }
    }
    if (origin === OrderOrigin.intent && replaced.orderId === undefined) {
      const since = this.duplicates.sinceUs(agent, terms, nowUs);
      if (since !== undefined) return refuse('duplicate', this.limits.duplicateWithinUs, since, reduceLots);
    }
    if (this.rate.waitUs(nowUs) > 0) {
      return refuse('orderRate', this.limits.ordersPerMinute, this.rate.count(nowUs) + 1, reduceLots);
    }
    allowance.prepare(this.worstOf(full), terms.group);
    const rule = allowance.broken(lots);
    if (rule !== undefined) {
      const most = allowance.largest(lots);
      return refuse(rule, allowance.limit, allowance.value, most);
    }
    return approve(orderId, full, false);
  }

  private worstOf(terms: OrderTerms): number {
    return worstTicks(terms, this.account.priceTicks(terms.instrument), this.limits.collar);
  }

  private withCollar(terms: OrderTerms, lastTicks: number): OrderTerms {
    if (terms.type !== OrderType.market) return terms;
    const edge = collarTicks(terms.side, lastTicks, this.limits.collar);
    return terms.limitTicks === edge ? terms : { ...terms, limitTicks: edge };
  }
}

function withoutCollar(terms: OrderTerms): OrderTerms {
  return terms.type === OrderType.market && terms.limitTicks !== undefined
    ? { ...terms, limitTicks: undefined }
    : terms;
}

function sameOrder(a: OrderTerms, b: OrderTerms): boolean {
  return (
    a.instrument === b.instrument &&
    a.side === b.side &&
    a.type === b.type &&
    a.reduceOnly === b.reduceOnly &&
    a.group === b.group
  );
}

function samePrices(a: OrderTerms, b: OrderTerms): boolean {
  return a.limitTicks === b.limitTicks && a.stopTicks === b.stopTicks && a.trailTicks === b.trailTicks;
}

/** Terms that mean something: whole positive sizes and prices, the prices that the type wants, nothing beyond 2^53. */
function isSane(
  { instrument, side, lots, type, limitTicks, stopTicks, trailTicks }: OrderTerms,
  instrumentCount: number,
): boolean {
  if (!Number.isInteger(instrument) || instrument < 0 || instrument >= instrumentCount) return false;
  if ((side !== 1 && side !== -1) || !isSize(lots)) return false;
  if (!isPrice(limitTicks, lots) || !isPrice(stopTicks, lots) || !isPrice(trailTicks, lots)) return false;
  switch (type) {
    case OrderType.market:
      return true;
    case OrderType.limit:
      return limitTicks !== undefined;
    case OrderType.stop:
    case OrderType.touch:
      return stopTicks !== undefined;
    case OrderType.stopLimit:
      return limitTicks !== undefined && stopTicks !== undefined;
    case OrderType.trailing:
      return trailTicks !== undefined;
    default:
      return false;
  }
}

/** Where one is given. */
function isPrice(ticks: number | undefined, lots: number): boolean {
  return ticks === undefined || (isSize(ticks) && lots * ticks <= Number.MAX_SAFE_INTEGER);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
