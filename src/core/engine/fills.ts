import { Allocator } from '../consensus/allocate.ts';
import { splitMoney } from '../execution/split-money.ts';
import type { WorkingOrders } from '../execution/working-order.ts';
import { priceOf } from '../model/instrument.ts';
import { OrderOrigin } from '../model/order.ts';
import { type Report, ReportKind } from '../model/report.ts';
import type { Order } from '../orders/order.ts';
import { type Id, idText } from '../base/ids.ts';
import { toNumber } from '../base/decimal.ts';
import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { OrderUpdate } from '../strategies/strategy.ts';
import type { Account } from './account.ts';
import type { Agent } from './agent.ts';
import type { Crosses } from './crosses.ts';
import type { Decisions } from './decisions.ts';
import type { ExitDesk } from './exits.ts';
import type { Slices } from './slices.ts';
import type { Targets } from './targets.ts';

/** What one agent got of a fill. */
class Part {
  agent = 0;
  beforeLots = 0;
  signedLots = 0;
  fee = 0n;
}

const SAVED = ['collared'];
/** In the place of an order's id: lots that went from one owner to another. */
const CROSS: Id = 0;

/** What a venue reports, applied: the order's state, the ledger, reservations, and who is told. */
export class Fills {
  private readonly account: Account;
  private readonly agents: readonly Agent[];
  private readonly working: WorkingOrders;
  private readonly crosses: Crosses;
  private readonly decisions: Decisions;
  private readonly exits: ExitDesk;
  private readonly targets: Targets;
  private readonly slices: Slices;
  private readonly allocator: Allocator;
  private readonly given: Float64Array;
  /** Who was reached by the fill at hand: the first so many of these. */
  private readonly parts: readonly Part[];
  private reached = 0;
  /** What became of an order has just become known. */
  private resolved = false;
  /** Per instrument: the collar stopped its order; the decision is made again at the close of that bar. */
  readonly collared: Uint8Array;

  constructor(
    account: Account,
    agents: readonly Agent[],
    working: WorkingOrders,
    crosses: Crosses,
    decisions: Decisions,
    exits: ExitDesk,
    targets: Targets,
    slices: Slices,
  ) {
    this.account = account;
    this.agents = agents;
    this.working = working;
    this.crosses = crosses;
    this.decisions = decisions;
    this.exits = exits;
    this.targets = targets;
    this.slices = slices;
    slices.tell((instrument, filled) => this.ended(instrument, filled));
    this.parts = Array.from({ length: account.agentCount }, () => new Part());
    this.allocator = new Allocator(account.agentCount + 1);
    this.given = new Float64Array(account.agentCount + 1);
    this.collared = new Uint8Array(account.instrumentCount);
  }

  onReport(report: Report): void {
    if (report.kind === ReportKind.crossPrice) {
      this.cross(report);
      return;
    }
    const { account } = this;
    const order = account.orders.get(report.orderId);
    if (order === undefined) {
      account.notice('warning', -1, 'the venue reports an order that is not ours: {0}', [idText('o', report.orderId)]);
      return;
    }
    // A cancel that crossed the order's end on its way is no news.
    if (report.kind === ReportKind.cancelRejected && order.done) return;
    const wasUnknown = order.state === 'unknown';
    const outcome = account.orders.apply(order, report);
    if (!outcome.applied) {
      account.notice('warning', order.agent, 'a report was refused: {0} ({1})', [report.kind, outcome.refusal]);
      return;
    }
    this.update(order, report);
    if (wasUnknown !== (order.state === 'unknown')) this.doubt(order, !wasUnknown);
    if (report.kind === ReportKind.filled) this.fill(order, report, order.terms.side * report.lots);
    else if (report.kind === ReportKind.busted) this.fill(order, report, -order.terms.side * report.lots);
    else if (report.kind === ReportKind.replaced) account.risk.onReplaced(order.id, true);
    else if (report.kind === ReportKind.replaceRejected) account.risk.onReplaced(order.id, false);
    else if (report.kind === ReportKind.triggered) this.triggered(order);
    if (order.done) this.done(order, report);
    if (order.origin === OrderOrigin.target) this.slices.onReport(order, report);
    this.tell(order, report);
    if (!this.resolved) return;
    this.resolved = false;
    this.decisions.reconsider();
  }

  /** Nobody knows what became of the order, which keeps new risk off its instrument; or now somebody does. */
  private doubt(order: Order, unknown: boolean): void {
    const { account } = this;
    account.risk.onUnknown(order.id, unknown || this.otherDoubt(order));
    if (unknown) account.notice('unknown', order.agent, 'what became of {0} is not known', [idText('o', order.id)]);
    else this.resolved = true;
  }

  /** Children share one reservation: it stays in doubt while any of them does. */
  private otherDoubt(order: Order): boolean {
    const parent = this.slices.parentOf(order.id);
    if (parent === order.id) return false;
    const { instrument } = order.terms;
    return this.account.orders
      .liveOf(instrument)
      .some((other) => other !== order && other.state === 'unknown' && this.slices.parentOf(other.id) === parent);
  }

  /** An exit that has triggered has spoken, though a volume cap keeps it from filling yet: what still works toward the old wish ends. */
  private triggered(order: Order): void {
    const exit = this.exits.reasonOf(order);
    if (exit !== undefined) this.exits.onSpoken(order.agent, order.terms.instrument, exit);
  }

  private update(order: Order, report: Report): void {
    const { updates } = this.account.out;
    const row = this.account.out.add(updates);
    updates.tsUs[row] = report.tsUs;
    updates.order[row] = order.id;
    updates.state[row] = order.state;
    updates.filledLots[row] = order.filledLots;
    updates.reason[row] = report.reason;
  }

  private fill(order: Order, report: Report, signedLots: number): void {
    const { account } = this;
    const { instrument } = order.terms;
    const { fills } = account.out;
    const row = account.out.add(fills);
    fills.id[row] = account.fillId();
    fills.tsUs[row] = report.tsUs;
    fills.order[row] = order.id;
    fills.instrument[row] = instrument;
    fills.signedLots[row] = signedLots;
    fills.priceTicks[row] = report.priceTicks;
    fills.fee[row] = report.fee;
    fills.slippage[row] = report.slippage;
    fills.maker[row] = report.maker ? 1 : 0;
    this.reached = 0;
    if (order.agent >= 0) this.post(order, report, order.agent, signedLots, report.fee, report.slippage);
    else this.share(order, report, signedLots);
    if (signedLots * order.terms.side > 0) account.risk.onFill(order.id, Math.abs(signedLots));
    for (let k = 0; k < this.reached; k++) this.follow(order, report, this.parts[k]);
  }

  /** A fill of the netted order, handed out by largest shortfall; price, fee and slippage follow the lots. */
  private share(order: Order, report: Report, signedLots: number): void {
    const { account, working, given } = this;
    const { instrument } = order.terms;
    const owners = this.decisions.owners[instrument];
    const lots = Math.abs(signedLots);
    const asked =
      working.orderId[instrument] === this.slices.parentOf(order.id)
        ? working.totalLots[instrument] - working.filledLots[instrument]
        : 0;
    const within = signedLots * order.terms.side > 0 ? Math.min(lots, asked) : 0;
    for (const owner of owners) given[owner] = 0;
    if (within > 0) {
      this.allocator.allocate(working.asks[instrument], working.got[instrument], within, given, owners);
      working.filledLots[instrument] += within;
    }
    // What nobody asked for (an overfill, a late fill, a bust) is the house's until somebody decides about it.
    given[account.house] += lots - within;
    const sign = Math.sign(signedLots);
    let before = 0;
    for (const owner of owners) {
      if (given[owner] === 0) continue;
      const fee = splitMoney(report.fee, before, given[owner], lots);
      const slippage = splitMoney(report.slippage, before, given[owner], lots);
      before += given[owner];
      this.post(order, report, owner, sign * given[owner], fee, slippage);
    }
  }

  /** Into the ledger and on record. Who follows is told when all of the report is booked. */
  private post(order: Order, report: Report, owner: number, signedLots: number, fee: bigint, slippage: bigint): void {
    const { account } = this;
    const { instrument } = order.terms;
    const beforeLots = account.ledger.position(owner, instrument);
    const reason = this.exits.reasonOf(order) ?? this.reasonOf(order, owner);
    account.ledger.fill(owner, instrument, signedLots, report.priceTicks, fee, slippage);
    this.record(order.id, owner, instrument, signedLots, report.priceTicks, fee, slippage, reason, report.tsUs);
    if (owner === account.house) return;
    const part = this.parts[this.reached++];
    part.agent = owner;
    part.beforeLots = beforeLots;
    part.signedLots = signedLots;
    part.fee = fee;
  }

  /** An exit that was read at the close leaves through the netted order: its owner's part of it is the exit's. */
  private reasonOf({ origin, terms }: Order, owner: number): string {
    if (origin !== OrderOrigin.target || owner === this.account.house) return origin;
    return this.targets.exitAt(owner, terms.instrument) ?? origin;
  }

  /** What a booked fill means for the exits of its agent, and the agent is told. */
  private follow(order: Order, report: Report, { agent, beforeLots, signedLots, fee }: Part): void {
    const { instrument } = order.terms;
    this.exits.onPosition(agent, instrument, beforeLots, report.priceTicks);
    const exit = this.exits.reasonOf(order);
    if (exit !== undefined) this.exits.onSpoken(agent, instrument, exit);
    else this.exits.sync(agent, instrument);
    this.tellFill(agent, instrument, order.id, signedLots, report.priceTicks, fee, report.tsUs);
  }

  private cross(report: Report): void {
    const { account } = this;
    const { instrument, priceTicks, tsUs } = report;
    for (const { giver, receiver, lots } of this.crosses.take(instrument, report.orderId)) {
      const givers = account.ledger.position(giver, instrument);
      const receivers = account.ledger.position(receiver, instrument);
      account.ledger.cross(giver, receiver, instrument, lots, priceTicks);
      this.record(0, giver, instrument, -lots, priceTicks, 0n, 0n, 'cross', tsUs);
      this.record(0, receiver, instrument, lots, priceTicks, 0n, 0n, 'cross', tsUs);
      this.crossed(giver, instrument, givers, -lots, priceTicks, tsUs);
      this.crossed(receiver, instrument, receivers, lots, priceTicks, tsUs);
    }
    this.decisions.settled(instrument);
  }

  private crossed(
    owner: number,
    instrument: number,
    before: number,
    signedLots: number,
    priceTicks: number,
    tsUs: number,
  ): void {
    if (owner === this.account.house) return;
    this.exits.onPosition(owner, instrument, before, priceTicks);
    this.exits.sync(owner, instrument);
    this.tellFill(owner, instrument, CROSS, signedLots, priceTicks, 0n, tsUs);
  }

  private record(
    order: number,
    owner: number,
    instrument: number,
    signedLots: number,
    priceTicks: number,
    fee: bigint,
    slippage: bigint,
    reason: string,
    tsUs: number,
  ): void {
    const { account } = this;
    const { allocations } = account.out;
    const row = account.out.add(allocations);
    allocations.tsUs[row] = tsUs;
    allocations.order[row] = order;
    allocations.owner[row] = owner;
    allocations.instrument[row] = instrument;
    allocations.signedLots[row] = signedLots;
    allocations.priceTicks[row] = priceTicks;
    allocations.fee[row] = fee;
    allocations.slippage[row] = slippage;
    allocations.positionLots[row] = account.ledger.position(owner, instrument);
    allocations.reason[row] = reason;
  }

  /** `order` is `CROSS` where no order was filled. */
  private tellFill(
    owner: number,
    instrument: number,
    order: Id,
    signedLots: number,
    priceTicks: number,
    fee: bigint,
    tsUs: number,
  ): void {
    const agent = this.agents[owner];
    if (agent.handlers.onFill === undefined) return;
    const known = this.account.instruments[instrument];
    this.targets.deferring = true;
    const view = {
      orderId: order === CROSS ? '' : idText('o', order),
      instrument: known.name,
      quantity: signedLots * known.lot,
      price: priceOf(known, priceTicks),
      fee: toNumber({ units: fee, scale: this.account.ledger.scaleOf(known.currency) }),
      tsUs,
      crossed: order === CROSS,
    };
    agent.fill(view);
    this.targets.deferring = false;
  }

  /** The order has ended: reservations go, and what waited for it goes on. */
  private done(order: Order, report: Report): void {
    const { account, working } = this;
    const { instrument } = order.terms;
    account.risk.onDone(order.id);
    account.orders.forget(order);
    if (order.origin === OrderOrigin.exit) {
      this.exits.onDone(order);
      return;
    }
    if (working.orderId[instrument] !== order.id) return;
    this.ended(instrument, report.kind === ReportKind.filled);
  }

  /** What worked in the instrument, whole or in slices, has ended. */
  private ended(instrument: number, filled: boolean): void {
    const { working } = this;
    const cancelledByUs = working.cancelling[instrument] === 1;
    working.end(instrument);
    if (!filled && !cancelledByUs) this.collared[instrument] = 1;
    this.decisions.resume(instrument);
    this.decisions.settled(instrument);
    this.exits.syncAll(instrument);
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }

  private tell(order: Order, report: Report): void {
    if (order.origin !== OrderOrigin.intent) return;
    const known = this.account.instruments[order.terms.instrument];
    this.tellUpdate(order.agent, {
      orderId: idText('o', order.id),
      instrument: known.name,
      state: order.state,
      filled: order.filledLots * known.lot,
      reason: report.reason,
      tsUs: report.tsUs,
    });
  }

  /** News of an agent's own order. What it asks for then waits for the next instant. */
  tellUpdate(agent: number, update: OrderUpdate): void {
    this.targets.deferring = true;
    this.agents[agent].order(update);
    this.targets.deferring = false;
  }
}
