import type { Id } from '../base/ids.ts';
import { OrderOrigin, type Side } from '../model/order.ts';
import type { AccountView } from './account-view.ts';
import { amountOf, isOff, type Limits, within } from './limits.ts';
import type { RuleName } from './refusal.ts';
import { openTicks, type Reservation, type Reservations } from './reservations.ts';
import { SideLoad } from './side-load.ts';
import type { AverageVolume } from './volume.ts';

/** Which bucket an instrument is in (its smallest member), or -1: none yet. */
export interface BucketView {
  bucketOf(instrument: number): number;
}

/** What is not counted, because the order in question takes its place. */
export interface Replaced {
  /** this order */
  readonly orderId?: Id;
  /** the netted orders of the instrument: a new decision replaces them */
  readonly netted?: boolean;
  /** resting exits of the instrument: a netted order changes what they protect, and its sender resizes them with it */
  readonly exits?: boolean;
}

const NOTHING: Replaced = {};

/**
 * How much one more order may add. `prepare` reads the account and everything in flight once, then `broken(lots)` asks
 * about a size: the first rule that its worst case breaks, with that rule's limit and value. The worst case of an
 * instrument is the larger of |position + all open buys| and |position - all open sells|, each order at its worst price:
 * whichever of the open orders fill, and in whatever order, the account stays within it. The answer only gets worse as the
 * size grows, so the largest size allowed is found by halving.
 */
export class Allowance {
  /** The limit and the value of the rule that `broken` named last. */
  limit = Number.NaN;
  value = Number.NaN;
  /** How much of that value one lot makes, near enough to guess from. */
  private perLot = Number.NaN;
  /** The size up to which the order only brings the position nearer to zero, whatever else in flight fills. */
  reduceLots = 0;

  private readonly limits: Limits;
  private readonly cashAccount: boolean;
  private readonly account: AccountView;
  private readonly reservations: Reservations;
  private readonly volume: AverageVolume;
  private readonly buckets: BucketView;
  private readonly instrumentCount: number;
  /** The side of the order in question, its order left out. */
  private readonly load = new SideLoad();
  private readonly scratch = new SideLoad();

  private instrument = 0;
  private side: Side = 1;
  private replaced: Replaced = NOTHING;
  private ticks = 0;
  private group: Id | undefined;
  private perTickLot = 0;
  private equity = 0;
  private grossElsewhere = 0;
  private bucketElsewhere = 0;
  private cashLeft = 0;
  private averageVolume = 0;

  constructor(
    limits: Limits,
    accountType: 'margin' | 'cash',
    account: AccountView,
    reservations: Reservations,
    volume: AverageVolume,
    buckets: BucketView,
    instrumentCount: number,
  ) {
    this.limits = limits;
    this.cashAccount = accountType === 'cash';
    this.account = account;
    this.reservations = reservations;
    this.volume = volume;
    this.buckets = buckets;
    this.instrumentCount = instrumentCount;
  }

  /** Reads what `reduceLots` needs; cheap, and enough for an order that only reduces. */
  prepareReducing(instrument: number, side: Side, replaced: Replaced = NOTHING): void {
    const position = this.account.positionLots(instrument);
    this.instrument = instrument;
    this.side = side;
    this.replaced = replaced;
    this.gather(this.load, instrument, side, replaced);
    this.reduceLots = Math.max(0, -position * side - this.load.lots());
  }

  /** The rest, after `prepareReducing` of the same order. */
  prepare(ticks: number, group: Id | undefined): void {
    const { account, limits, instrument, replaced } = this;
    this.ticks = ticks;
    this.group = group;
    this.perTickLot = account.notionalPerTickLot(instrument);
    this.equity = account.equity();
    this.grossElsewhere = isOff(limits.gross) ? 0 : this.worstElsewhere(instrument);
    this.bucketElsewhere = isOff(limits.bucket) ? 0 : this.worstInBucket(instrument);
    this.cashLeft = this.cashAccount ? account.cashFree() - this.openCost(replaced, instrument) : 0;
    this.averageVolume = this.volume.averageLots(instrument);
  }

  /** The first rule that an order of this size breaks, in a fixed order of rules; `undefined` when it breaks none. */
  broken(lots: number): RuleName | undefined {
    if (lots <= this.reduceLots) return undefined;
    const { limits, equity } = this;
    const ours = this.sideWorst(lots);
    if (this.breaks(ours, limits.position, equity)) return 'position';
    // The other side's worst case is no matter: where it is the larger one, this order does not change it.
    if (this.breaks(this.grossElsewhere + ours, limits.gross, equity)) return 'gross';
    const bucketed = this.buckets.bucketOf(this.instrument) >= 0;
    if (bucketed && this.breaks(this.bucketElsewhere + ours, limits.bucket, equity)) return 'bucket';
    if (this.cashAccount) {
      if (this.side < 0) return this.says('shorts', this.reduceLots, lots, 1);
      const cost = lots * this.ticks * this.perTickLot;
      if (!within(cost, this.cashLeft)) return this.says('cash', this.cashLeft, cost, this.ticks * this.perTickLot);
    }
    const mostLots = limits.orderVolume * this.averageVolume;
    if (!Number.isNaN(mostLots) && !within(lots, mostLots)) return this.says('orderVolume', mostLots, lots, 1);
    return undefined;
  }

  /**
   * The largest size up to `lots` that breaks no rule, after `broken(lots)` has named one. Leaves `limit` and `value` as that set
   * them. By halving, from where the excess over the limit says that it lies: a rule is nearly a straight line.
   */
  largest(lots: number): number {
    const { limit, value } = this;
    let low = Math.min(lots, this.reduceLots);
    let high = lots;
    const guess = Math.floor(lots - (value - limit) / this.perLot);
    // Whatever the guess is worth, each probe only narrows the range: at it and beside it first, then in the middle.
    for (let probe = 0; low < high; probe++) {
      const near = guess + (probe === 0 ? 0 : low === guess ? 1 : -1);
      const next = probe < 2 && near > low && near <= high ? near : low + Math.ceil((high - low) / 2);
      if (this.broken(next) === undefined) low = next;
      else high = next - 1;
    }
    this.limit = limit;
    this.value = value;
    return low;
  }

  private breaks(value: number, limit: Limits['position'], equity: number): boolean {
    const most = amountOf(limit, equity);
    if (within(value, most)) return false;
    this.limit = most;
    this.value = value;
    this.perLot = this.ticks * this.perTickLot;
    return true;
  }

  private says(rule: RuleName, limit: number, value: number, perLot: number): RuleName {
    this.limit = limit;
    this.value = value;
    this.perLot = perLot;
    return rule;
  }

  private sideWorst(lots: number): number {
    const { account, load, instrument } = this;
    const position = account.positionLots(instrument) * this.side;
    const weight = load.worstWith(position, account.priceTicks(instrument), lots, this.ticks, this.group);
    return money(weight, this.perTickLot);
  }

  /** Everything open on one side; reduce-only orders cannot raise anything: the venue cuts them at zero. */
  private gather(load: SideLoad, instrument: number, side: Side, replaced: Replaced): void {
    load.clear();
    const { reservations } = this;
    for (const reservation of reservations.of(instrument)) {
      const terms = reservation.approved.value;
      if (terms.side !== side || terms.reduceOnly === true || takenBy(replaced, reservation)) continue;
      const lots = reservations.workableLots(reservation);
      if (lots > 0) load.add(lots, openTicks(reservation), terms.group);
    }
  }

  /** The worst case of an instrument as it stands, in account currency. */
  private worstOf(instrument: number): number {
    const { account, scratch } = this;
    const position = account.positionLots(instrument);
    const last = account.priceTicks(instrument);
    this.gather(scratch, instrument, 1, NOTHING);
    const up = scratch.worst(position, last);
    this.gather(scratch, instrument, -1, NOTHING);
    return money(Math.max(up, scratch.worst(-position, last)), account.notionalPerTickLot(instrument));
  }

  private nowOf(instrument: number): number {
    const { account } = this;
    const lots = Math.abs(account.positionLots(instrument));
    return lots === 0 ? 0 : money(lots * account.priceTicks(instrument), account.notionalPerTickLot(instrument));
  }

  /** Gross worst case of all other instruments: today's gross, and what open orders may add to it. */
  private worstElsewhere(instrument: number): number {
    let sum = this.account.grossExposure() - this.nowOf(instrument);
    for (const other of this.reservations.busyInstruments) {
      if (other !== instrument) sum += this.worstOf(other) - this.nowOf(other);
    }
    return sum;
  }

  private worstInBucket(instrument: number): number {
    const bucket = this.buckets.bucketOf(instrument);
    let sum = 0;
    if (bucket < 0) return sum;
    for (let other = 0; other < this.instrumentCount; other++) {
      if (other !== instrument && this.buckets.bucketOf(other) === bucket) sum += this.worstOf(other);
    }
    return sum;
  }

  /** What the open buys of the account may cost at their worst prices. */
  private openCost(replaced: Replaced, instrument: number): number {
    let sum = 0;
    for (const other of this.reservations.busyInstruments) {
      this.gather(this.scratch, other, 1, other === instrument ? replaced : NOTHING);
      sum += money(this.scratch.value(), this.account.notionalPerTickLot(other));
    }
    return sum;
  }
}

function takenBy(replaced: Replaced, { orderId, origin }: Reservation): boolean {
  if (orderId === replaced.orderId) return true;
  if (origin === OrderOrigin.exit) return replaced.exits === true;
  return replaced.netted === true && origin !== OrderOrigin.intent;
}

/** What weighs nothing is worth nothing, though its rate be unknown. */
function money(weight: number, perTickLot: number): number {
  return weight === 0 ? 0 : weight * perTickLot;
}
