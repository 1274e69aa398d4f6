import type { Id } from '../base/ids.ts';
import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import { Netting } from '../consensus/netting.ts';
import type { Decision } from '../consensus/decision.ts';
import type { WorkingOrders } from '../execution/working-order.ts';
import { splitLots, type SplitRatio } from '../model/split.ts';
import { OrderOrigin, type OrderTerms, OrderType, Side, TimeInForce } from '../model/order.ts';
import { type Account, IntentKind } from './account.ts';
import type { Crosses } from './crosses.ts';
import type { ExitDesk } from './exits.ts';
import type { Placement } from './placement.ts';
import { recordCut } from './refusals.ts';
import type { Slices } from './slices.ts';

const SAVED = ['goals', 'decisionOf', 'decidedLots', 'origin', 'pending', 'waiting', 'cutBy'];

/**
 * The end of a window: votes become one decision per instrument, account limits cut it, opposite wishes cross inside, and one
 * order leaves for the rest. Reducing decisions go first; then by instrument.
 */
export class Decisions {
  private readonly account: Account;
  private readonly working: WorkingOrders;
  private readonly crosses: Crosses;
  private readonly placement: Placement;
  private readonly exits: ExitDesk;
  private readonly slices: Slices;
  private readonly netting: Netting;
  /** Per instrument: whom its orders and crosses are for, the agents assigned to it and then the house. */
  readonly owners: readonly Int32Array[];
  /** Per instrument: where each owner should stand; what an order or a cross that could not leave yet is for. */
  private readonly goals: readonly Float64Array[];
  private readonly decisionOf: Float64Array;
  /** What the last vote that was acted upon decided, before limits. */
  private readonly decidedLots: Float64Array;
  private readonly origin: OrderOrigin[];
  /** A decision waits for a cancel, for its turn under the order rate, or for the bar that follows a collar. */
  private readonly pending: Uint8Array;
  /** How many are pending. */
  private waiting = 0;
  private readonly held: Float64Array;
  /** The rule that cut the standing decision; '' when nothing did. */
  private readonly cutBy: string[];
  private readonly closing: Int32Array;
  private readonly postponed: Int32Array;
  private readonly windowUs: Us;

  constructor(
    account: Account,
    working: WorkingOrders,
    crosses: Crosses,
    placement: Placement,
    exits: ExitDesk,
    slices: Slices,
  ) {
    const ownerCount = account.agentCount + 1;
    this.account = account;
    this.working = working;
    this.crosses = crosses;
    this.placement = placement;
    this.exits = exits;
    this.slices = slices;
    this.netting = new Netting(ownerCount);
    this.owners = account.consensus.votes.assigned.map((agents) => Int32Array.of(...agents, account.house));
    this.goals = account.instruments.map(() => new Float64Array(ownerCount));
    this.decisionOf = new Float64Array(account.instrumentCount);
    this.decidedLots = new Float64Array(account.instrumentCount);
    this.origin = account.instruments.map(() => OrderOrigin.target);
    this.pending = new Uint8Array(account.instrumentCount);
    this.held = new Float64Array(ownerCount);
    this.cutBy = account.instruments.map(() => '');
    this.closing = new Int32Array(account.instrumentCount);
    this.postponed = new Int32Array(account.instrumentCount);
    this.windowUs = account.spec.consensus.windowUs ?? 0;
  }

  /** Decides the instruments whose window closes now; those whose window is still open stay marked. */
  close(): void {
    const { account, postponed } = this;
    if (account.dirtyCount === 0) return;
    const count = this.gather();
    const list = count > 1 ? this.closing.subarray(0, count).sort() : this.closing;
    let later = 0;
    for (let k = 0; k < count; k++) {
      const instrument = list[k];
      if (!this.decide(instrument, count > 1)) postponed[later++] = instrument;
    }
    for (let k = 0; k < later; k++) this.decide(postponed[k], false);
    for (let k = 0; k < count; k++) account.dirty[list[k]] = 0;
  }

  /** Takes the instruments whose window closes now out of the marked ones. */
  private gather(): number {
    const { account, closing, windowUs } = this;
    const { dirty, dirtyList, openedUs, nowUs } = account;
    let count = 0;
    let open = 0;
    for (let k = 0; k < account.dirtyCount; k++) {
      const instrument = dirtyList[k];
      if (dirty[instrument] === 1 && nowUs < openedUs[instrument] + windowUs) dirtyList[open++] = instrument;
      else closing[count++] = instrument;
    }
    account.dirtyCount = open;
    return count;
  }

  /** False when the decision does not reduce and only reducing ones are wanted in this pass. */
  private decide(instrument: number, reducingOnly: boolean): boolean {
    const { account } = this;
    // Breakers do not vote, and nobody votes against one: when it is done the instrument is decided again.
    if (this.breaking(instrument)) return true;
    const held = this.hold(instrument);
    const decision = account.consensus.decide(instrument, account.nowUs, held, this.workingLots(instrument));
    const { presentLots, targetLots: decidedLots } = decision;
    const present = account.ledger.accountPosition(instrument);
    const outside = present - presentLots;
    const wanted = decidedLots + outside;
    if (account.dirty[instrument] !== 1 && !this.moved(instrument, decision)) return true;
    const reduces = Math.abs(wanted) <= Math.abs(present) && wanted * present >= 0;
    if (reducingOnly && !reduces) return false;
    this.decidedLots[instrument] = decidedLots;
    const verdict = account.risk.shrinkDecision(instrument, wanted, present, account.nowUs);
    const allowed = verdict.allowedLots - outside;
    const id = this.record(instrument, decision, allowed);
    if (allowed !== decidedLots) {
      recordCut(account, id, -1, instrument, decidedLots, verdict, Math.abs(allowed));
      decision.shrink(allowed);
    }
    this.cutBy[instrument] = allowed === decidedLots ? '' : verdict.rule;
    this.aim(instrument, decision);
    this.decisionOf[instrument] = id;
    this.origin[instrument] = OrderOrigin.target;
    this.pursue(instrument);
    return true;
  }

  /** Goals are the shares of a decision; what the house holds is not for votes to move. */
  private aim(instrument: number, { voters, shares }: Decision): void {
    const goals = this.goals[instrument];
    for (const agent of voters) goals[agent] = shares[agent];
    goals[this.account.house] = 0;
  }

  /**
   * A round without a new vote is acted upon when the decision leaves the band. A decision that was cut does not ask again
   * for what it was refused: it must itself have moved by that much.
   */
  private moved(instrument: number, decision: Decision): boolean {
    if (!decision.send) return false;
    if (this.cutBy[instrument] === '') return true;
    const { band } = this.account.consensus.config;
    return Math.abs(decision.targetLots - this.decidedLots[instrument]) > band * Math.abs(decision.targetLots);
  }

  /** What was decided, in lots of after a split; `rescaled` is what an owner's lots have become. */
  split(instrument: number, ratio: SplitRatio, rescaled: (owner: number, lots: number) => number): void {
    const goals = this.goals[instrument];
    for (let owner = 0; owner < goals.length; owner++) goals[owner] = rescaled(owner, goals[owner]);
    this.decidedLots[instrument] = splitLots(this.decidedLots[instrument], ratio);
  }

  private workingLots(instrument: number): number {
    const { working } = this;
    if (working.orderId[instrument] === 0) return 0;
    return working.side[instrument] * (working.totalLots[instrument] - working.filledLots[instrument]);
  }

  /** Breakers do not vote: every owner is brought to `fraction` of what it holds, order-level positions too. */
  reduce(instrument: number, fraction: number, rule: string): void {
    const { account } = this;
    const goals = this.goals[instrument];
    const present = account.ledger.accountPosition(instrument);
    let allowed = 0;
    for (const owner of this.owners[instrument]) {
      goals[owner] = Math.trunc(account.ledger.position(owner, instrument) * fraction) + 0;
      allowed += goals[owner];
    }
    const id = account.decisionId();
    const { decisions } = account.out;
    const row = account.out.add(decisions);
    decisions.id[row] = id;
    decisions.tsUs[row] = account.nowUs;
    decisions.instrument[row] = instrument;
    decisions.kind[row] = 'breaker';
    decisions.presentLots[row] = present;
    decisions.decidedLots[row] = allowed;
    decisions.allowedLots[row] = allowed;
    decisions.confidence[row] = 1;
    decisions.dissent[row] = 0;
    decisions.participating[row] = 0;
    this.cutBy[instrument] = rule;
    this.decisionOf[instrument] = id;
    this.origin[instrument] = OrderOrigin.breaker;
    this.pursue(instrument);
  }

  /** A breaker's reduction is under way here. */
  private breaking(instrument: number): boolean {
    if (this.origin[instrument] !== OrderOrigin.breaker) return false;
    return this.working.orderId[instrument] !== 0 || this.pending[instrument] === 1 || this.crosses.waiting(instrument);
  }

  /** An order or a cross of this instrument is over: after a breaker's reduction the standing votes are looked at again. */
  settled(instrument: number): void {
    if (this.origin[instrument] !== OrderOrigin.breaker || this.breaking(instrument)) return;
    this.origin[instrument] = OrderOrigin.target;
    this.account.markDirty(instrument, 1);
  }

  /** Lots that the targets of the instrument's agents hold, in `held`. */
  private hold(instrument: number): Float64Array {
    const { account, held } = this;
    for (const agent of account.consensus.votes.assigned[instrument])
      held[agent] = this.heldForTarget(instrument, agent);
    return held;
  }

  /** What order-level intents hold stands outside the vote. */
  private heldForTarget(instrument: number, agent: number): number {
    const { account } = this;
    const place = agent * account.instrumentCount + instrument;
    return account.intentKind[place] === IntentKind.order ? 0 : account.ledger.position(agent, instrument);
  }

  /** Brings what works in line with the goals; what must be cancelled first makes it wait for the answer. */
  pursue(instrument: number): void {
    const { account, working, crosses } = this;
    if (working.orderId[instrument] !== 0 || crosses.waiting(instrument)) {
      if (this.serves(instrument)) return;
      this.wait(instrument);
      crosses.cancel(instrument);
      if (this.slices.active(instrument)) {
        this.take(instrument);
        return;
      }
      const order = account.orders.get(working.orderId[instrument]);
      if (order !== undefined && working.cancelling[instrument] === 0) {
        working.cancelling[instrument] = 1;
        this.placement.cancel(order);
      }
      if (order !== undefined) return;
    }
    this.place(instrument, false);
  }

  /** Children of what works in slices are taken back; when none is left, what waits for that goes on. */
  private take(instrument: number): void {
    if (this.working.cancelling[instrument] === 1) return;
    this.working.cancelling[instrument] = 1;
    this.slices.stop(instrument);
  }

  /** What works and crosses already leads to the goals. */
  private serves(instrument: number): boolean {
    if (this.working.cancelling[instrument] === 1) return false;
    const { working, crosses } = this;
    const goals = this.goals[instrument];
    for (const owner of this.owners[instrument]) {
      const underWay = working.waiting(instrument, owner) + crosses.waitingFor(instrument, owner);
      if (this.heldForGoal(instrument, owner) + underWay !== goals[owner]) return false;
    }
    return true;
  }

  private heldForGoal(instrument: number, owner: number): number {
    const { account } = this;
    if (this.origin[instrument] === OrderOrigin.breaker) return account.ledger.position(owner, instrument);
    return owner === account.house ? 0 : this.heldForTarget(instrument, owner);
  }

  /** Nothing works: cross what cancels out and send one order for the rest. One that had to wait (`late`) and is refused now is decided again. */
  private place(instrument: number, late: boolean): void {
    const { netting, held } = this;
    const owners = this.owners[instrument];
    this.crosses.cancel(instrument);
    if (this.pending[instrument] === 1) {
      this.pending[instrument] = 0;
      this.waiting -= 1;
    }
    for (const owner of owners) held[owner] = this.heldForGoal(instrument, owner);
    netting.net(this.goals[instrument], held, owners);
    if (netting.crossCount > 0) this.crosses.begin(instrument, netting);
    if (netting.lots !== 0) this.sendNet(instrument, late);
    // What crosses now leaves the exits' protection, whether or not an order goes with it.
    this.exits.syncAll(instrument);
  }

  /** What is left after crossing leaves as one order, or waits for its turn under the order rate. */
  private sendNet(instrument: number, late: boolean): void {
    const { account, netting, working } = this;
    if (account.risk.orderRateWaitUs(account.nowUs) > 0 && !account.risk.reduces(instrument, netting.lots)) {
      this.wait(instrument);
      return;
    }
    const side = netting.lots > 0 ? Side.buy : Side.sell;
    const id = account.orderId();
    const terms = {
      instrument,
      side,
      lots: Math.abs(netting.lots),
      type: OrderType.market,
      timeInForce: TimeInForce.gtc,
    };
    if (this.send(id, terms)) working.begin(instrument, id, side, netting.asks, this.owners[instrument]);
    else if (late) account.markDirty(instrument, 1);
  }

  /** The one netted order of the instrument: whole, or the parent of slices, whose first leaves at the end of the instant. */
  private send(id: Id, terms: OrderTerms): boolean {
    const { placement, slices } = this;
    const { instrument, lots } = terms;
    const origin = this.origin[instrument];
    if (!slices.wanted(origin, lots))
      return placement.place(id, terms, origin, -1, this.decisionOf[instrument]) !== undefined;
    const approved = placement.parent(id, terms, origin);
    if (approved !== undefined) slices.begin(approved, this.decisionOf[instrument]);
    return approved !== undefined;
  }

  private wait(instrument: number): void {
    if (this.pending[instrument] === 1) return;
    this.pending[instrument] = 1;
    this.waiting += 1;
  }

  /** The working order has ended or been cancelled; what waited for that goes on. */
  resume(instrument: number): void {
    if (this.pending[instrument] === 1) this.place(instrument, true);
  }

  /** A netted order that this agent has part in is taken back; the rest is decided again without it. */
  withdraw(instrument: number, agent: number): void {
    const { account, working } = this;
    if (this.crosses.waitingFor(instrument, agent) !== 0) this.crosses.cancel(instrument);
    if (this.slices.active(instrument) && working.waiting(instrument, agent) !== 0) this.take(instrument);
    const order = account.orders.get(working.orderId[instrument]);
    if (order === undefined || working.waiting(instrument, agent) === 0 || working.cancelling[instrument] === 1) return;
    working.cancelling[instrument] = 1;
    this.placement.cancel(order);
  }

  /** No decision waits for a cancel, a turn or a bar. */
  get idle(): boolean {
    return this.waiting === 0;
  }

  /** Decisions that waited for their turn under the order rate. Cheap while none waits. */
  retry(): void {
    if (this.waiting === 0) return;
    for (let i = 0; i < this.account.instrumentCount; i++) {
      if (this.pending[i] === 1 && this.working.orderId[i] === 0) this.place(i, true);
    }
  }

  /** Decisions whose cutting rule has lifted are made again: looked at once a session and a risk day, and when a halt ends. */
  reconsider(): void {
    const { account } = this;
    for (let i = 0; i < account.instrumentCount; i++) {
      if (this.cutBy[i] !== '' && account.risk.lifted(i)) account.markDirty(i, 1);
    }
  }

  /** The first price of an instrument is known: what was cut for want of it is decided again. */
  priced(instrument: number): void {
    if (this.cutBy[instrument] === 'price') this.account.markDirty(instrument, 1);
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }

  private record(instrument: number, decision: Decision, allowedLots: number): Id {
    const { account } = this;
    const { decisions } = account.out;
    const id = account.decisionId();
    const row = account.out.add(decisions);
    decisions.id[row] = id;
    decisions.tsUs[row] = account.nowUs;
    decisions.instrument[row] = instrument;
    decisions.kind[row] = decision.kind;
    decisions.presentLots[row] = decision.presentLots;
    decisions.decidedLots[row] = decision.targetLots;
    decisions.allowedLots[row] = allowedLots;
    decisions.confidence[row] = decision.confidence;
    decisions.dissent[row] = decision.dissent;
    decisions.participating[row] = decision.participants;
    this.recordVotes(id, instrument, decision);
    return id;
  }

  private recordVotes(id: Id, instrument: number, { voters, weights, shares, participating }: Decision): void {
    const { account } = this;
    const { votes } = account.out;
    const { targets, confidences } = account.consensus.votes;
    const start = instrument * account.agentCount;
    for (const agent of voters) {
      const row = account.out.add(votes);
      votes.decision[row] = id;
      votes.agent[row] = agent;
      votes.targetLots[row] = targets[start + agent];
      votes.confidence[row] = confidences[start + agent];
      votes.weight[row] = weights[agent];
      votes.shareLots[row] = shares[agent];
      votes.awake[row] = participating[agent];
    }
  }
}
