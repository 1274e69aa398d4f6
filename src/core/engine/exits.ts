import type { Id } from '../base/ids.ts';
import { Rounding, mulDiv } from '../base/rounding.ts';
import { must } from '../base/assert.ts';
import { fieldsOf, loadFields, saveFields, saveState, type SavedState } from '../base/state.ts';
import type { BarEvent } from '../model/bar.ts';
import { OrderOrigin, OrderType, Side, TimeInForce } from '../model/order.ts';
import { splitMark, splitTicks, type SplitRatio } from '../model/split.ts';
import type { Order } from '../orders/order.ts';
import type { Exits } from '../strategies/strategy.ts';
import { type Account, IntentKind } from './account.ts';
import type { Crosses } from './crosses.ts';
import type { Placement } from './placement.ts';
import type { IntentSource, Targets } from './targets.ts';
import type { WorkingOrders } from '../execution/working-order.ts';

type ExitReason = Extract<IntentSource, 'stop-loss' | 'take-profit' | 'trailing-stop'>;

interface Wanted {
  readonly reason: ExitReason;
  readonly type: OrderType;
  readonly levelTicks: number;
  readonly trailTicks: number;
}

interface Resting {
  readonly order: Order;
  readonly wanted: Wanted;
  cancelling: boolean;
}

interface SavedResting {
  readonly place: number;
  readonly order: Id;
  readonly wanted: Wanted;
  readonly cancelling: boolean;
}

/** Millionths of a fraction: exits are given as 0.05, levels are exact. */
const PART = 1_000_000;

const SAVED = ['suspended', 'barsHeld', 'bestTicks', 'atClose', 'reasons'];

/**
 * Stop-loss, take-profit, trailing and time exits of agents' positions. Under `sum`, or with one agent, the first three rest
 * at the venue as a one-cancels-other group sized to the agent's position; under a vote, and where risk refuses the
 * resting order, they are read at each close. A time exit is always read at the close. An exit that has spoken makes the
 * agent's target 0 and latches.
 */
export class ExitDesk {
  private readonly account: Account;
  private readonly targets: Targets;
  private readonly placement: Placement;
  private readonly working: WorkingOrders;
  private readonly crosses: Crosses;
  /** Per instrument: killed, nothing rests; exits are read at the close. */
  private readonly suspended: Uint8Array;
  /** Per (agent, instrument): base bars since the position was opened, and the best price since, in ticks. */
  private readonly barsHeld: Int32Array;
  private readonly bestTicks: Float64Array;
  /** Risk refused the resting order: this place is read at the close. */
  private readonly atClose: Uint8Array;
  private readonly resting: (Resting[] | undefined)[];
  private reasons = new Map<Id, ExitReason>();
  private readonly any: boolean;

  constructor(account: Account, targets: Targets, placement: Placement, working: WorkingOrders, crosses: Crosses) {
    this.account = account;
    this.targets = targets;
    this.placement = placement;
    this.working = working;
    this.crosses = crosses;
    this.suspended = new Uint8Array(account.instrumentCount);
    const places = account.agentCount * account.instrumentCount;
    this.barsHeld = new Int32Array(places);
    this.bestTicks = new Float64Array(places);
    this.atClose = new Uint8Array(places);
    this.resting = Array.from({ length: places }, () => undefined);
    this.any = account.spec.agents.some((agent) => agent.exits !== undefined);
  }

  /** What closed the position of this exit order. */
  reasonOf({ id, origin }: Order): ExitReason | undefined {
    return origin === OrderOrigin.exit ? this.reasons.get(id) : undefined;
  }

  private exitsOf(agent: number, instrument: number): Exits | undefined {
    return (
      this.targets.exits[agent * this.account.instrumentCount + instrument] ?? this.account.spec.agents[agent].exits
    );
  }

  /** A base bar has closed: positions age, and exits that are read at the close may speak. Call it before agents see the bar. */
  onBar(agent: number, bar: BarEvent): void {
    const { account } = this;
    const instrument = bar.instrument;
    const lots = account.ledger.position(agent, instrument);
    if (lots === 0) return;
    const place = agent * account.instrumentCount + instrument;
    const exits = this.exitsOf(agent, instrument);
    if (exits === undefined || account.intentKind[place] === IntentKind.order) return;
    this.barsHeld[place] += 1;
    const atVenue = account.exitsAtVenue && this.atClose[place] === 0 && this.suspended[instrument] === 0;
    const long = lots > 0;
    const extreme = atVenue ? (long ? bar.high : bar.low) : bar.close;
    if (long ? extreme > this.bestTicks[place] : extreme < this.bestTicks[place]) this.bestTicks[place] = extreme;
    // Who already asks for flat, or for the other side, is on its way out: nothing is left to say.
    const wish = this.targets.lots[place];
    if (wish === 0 || wish * lots < 0) return;
    if (exits.maxBars !== undefined && this.barsHeld[place] >= exits.maxBars) {
      this.speak(agent, instrument, 'max-bars');
      return;
    }
    if (atVenue) return;
    for (const wanted of this.levels(agent, instrument, exits, long)) {
      const reached =
        (wanted.reason === 'take-profit') === long ? bar.close >= wanted.levelTicks : bar.close <= wanted.levelTicks;
      if (reached) {
        this.speak(agent, instrument, wanted.reason);
        return;
      }
    }
  }

  /** The agent's position changed from `before` lots, at this price. */
  onPosition(agent: number, instrument: number, before: number, priceTicks: number): void {
    const { account } = this;
    const place = agent * account.instrumentCount + instrument;
    const after = account.ledger.position(agent, instrument);
    if (Math.sign(after) === Math.sign(before)) return;
    this.barsHeld[place] = 0;
    this.bestTicks[place] = priceTicks;
    this.atClose[place] = 0;
  }

  /** An exit order of this agent triggered or filled: its target is 0 now, and stays ignored until it asks for something else. */
  onSpoken(agent: number, instrument: number, reason: ExitReason): void {
    this.speak(agent, instrument, reason);
  }

  private speak(agent: number, instrument: number, reason: IntentSource): void {
    const { account, targets } = this;
    const place = agent * account.instrumentCount + instrument;
    const wish = targets.lots[place];
    const position = account.ledger.position(agent, instrument);
    const latch = Math.sign(Number.isNaN(wish) || wish === 0 ? position : wish);
    targets.set(agent, instrument, 0, undefined, reason);
    if (latch !== 0) targets.latched[place] = latch;
  }

  private levels(agent: number, instrument: number, exits: Exits, long: boolean): Wanted[] {
    const average = this.account.ledger.averagePriceTicks(agent, instrument);
    const place = agent * this.account.instrumentCount + instrument;
    const sign = long ? 1 : -1;
    const wanted: Wanted[] = [];
    if (exits.stopLoss !== undefined) {
      wanted.push({
        reason: 'stop-loss',
        type: OrderType.stop,
        levelTicks: Math.round(average * (1 - sign * exits.stopLoss)),
        trailTicks: 0,
      });
    }
    if (exits.trailingStop !== undefined) {
      const trailTicks = Math.max(
        1,
        mulDiv(Math.round(average), Math.round(exits.trailingStop * PART), PART, Rounding.nearest),
      );
      const levelTicks = Math.round(this.bestTicks[place]) - sign * trailTicks;
      wanted.push({ reason: 'trailing-stop', type: OrderType.trailing, levelTicks, trailTicks });
    }
    if (exits.takeProfit !== undefined) {
      wanted.push({
        reason: 'take-profit',
        type: OrderType.touch,
        levelTicks: Math.round(average * (1 + sign * exits.takeProfit)),
        trailTicks: 0,
      });
    }
    return wanted;
  }

  /**
   * Brings the resting exits of a place in line with its position: called after the position or the working order of the
   * instrument changed. What no longer fits is cancelled; the new group is placed when the old one is gone.
   */
  sync(agent: number, instrument: number): void {
    const { account } = this;
    if (!this.rests) return;
    const place = agent * account.instrumentCount + instrument;
    const resting = this.resting[place];
    const none = account.intentKind[place] === IntentKind.order || this.suspended[instrument] === 1;
    const lots = none ? 0 : this.protectedLots(agent, instrument);
    if (resting === undefined && lots === 0) return;
    if (resting !== undefined && resting.length > 0) {
      if (
        resting.every(({ order, cancelling }) => !cancelling && order.leavesLots === Math.abs(lots)) &&
        resting[0].order.terms.side === -Math.sign(lots)
      )
        return;
      for (const exit of resting) {
        if (exit.cancelling) continue;
        exit.cancelling = true;
        this.placement.cancel(exit.order);
      }
      return;
    }
    const exits = this.exitsOf(agent, instrument);
    if (exits === undefined || lots === 0 || this.atClose[place] === 1) return;
    this.rest(agent, instrument, lots, exits);
  }

  /** Best prices and levels after a split; what rests goes with the other orders. */
  split(instrument: number, ratio: SplitRatio): void {
    for (let agent = 0; agent < this.account.agentCount; agent++) {
      const place = agent * this.account.instrumentCount + instrument;
      this.bestTicks[place] = splitMark(this.bestTicks[place], ratio);
      this.resting[place] = this.resting[place]?.map(({ order, wanted, cancelling }) => ({
        order,
        wanted: {
          ...wanted,
          levelTicks: splitTicks(wanted.levelTicks, ratio),
          trailTicks: splitTicks(wanted.trailTicks, ratio),
        },
        cancelling,
      }));
    }
  }

  /** The position less what a working order or a cross is already closing. */
  private protectedLots(agent: number, instrument: number): number {
    const lots = this.account.ledger.position(agent, instrument);
    const after = lots + this.working.waiting(instrument, agent) + this.crosses.waitingFor(instrument, agent);
    if (Math.sign(after) !== Math.sign(lots)) return 0;
    return Math.abs(after) < Math.abs(lots) ? after : lots;
  }

  private rest(agent: number, instrument: number, lots: number, exits: Exits): void {
    const { account } = this;
    const place = agent * account.instrumentCount + instrument;
    const placed: Resting[] = [];
    let group: Id | undefined;
    for (const wanted of this.levels(agent, instrument, exits, lots > 0)) {
      const id = account.orderId();
      group ??= id;
      const order = this.placement.place(
        id,
        {
          instrument,
          side: lots > 0 ? Side.sell : Side.buy,
          lots: Math.abs(lots),
          type: wanted.type,
          stopTicks: wanted.levelTicks,
          trailTicks: wanted.type === OrderType.trailing ? wanted.trailTicks : undefined,
          timeInForce: TimeInForce.gtc,
          group,
        },
        OrderOrigin.exit,
        agent,
        0,
      );
      if (order === undefined) {
        this.atClose[place] = 1;
        continue;
      }
      this.reasons.set(id, wanted.reason);
      placed.push({ order, wanted, cancelling: false });
    }
    this.resting[place] = placed.length > 0 ? placed : undefined;
  }

  /** A kill took every order from the venue: what protects positions is read at closes until it is released. */
  suspend(instrument: number, suspended: boolean): void {
    this.suspended[instrument] = suspended ? 1 : 0;
    this.syncAll(instrument);
  }

  /** `sync` of everyone who may hold this instrument. */
  syncAll(instrument: number): void {
    if (!this.rests) return;
    for (const agent of this.account.consensus.votes.assigned[instrument]) this.sync(agent, instrument);
  }

  /** An exit order has ended, filled or not. */
  onDone(order: Order): void {
    this.reasons.delete(order.id);
    const { instrument } = order.terms;
    const place = order.agent * this.account.instrumentCount + instrument;
    const left = this.resting[place]?.filter((exit) => exit.order !== order);
    this.resting[place] = left === undefined || left.length === 0 ? undefined : left;
    if (this.resting[place] === undefined) this.sync(order.agent, instrument);
  }

  /** Resting orders by their ids. */
  save(): SavedState {
    const resting = this.resting.flatMap((group, place) =>
      (group ?? []).map(({ order, wanted, cancelling }) => ({
        place,
        order: order.id,
        wanted: saveState(wanted),
        cancelling,
      })),
    );
    return { ...saveFields(this, SAVED), resting };
  }

  /** The orders must be loaded before. */
  load(state: SavedState): void {
    loadFields(this, SAVED, state);
    const resting = fieldsOf(state, 'exits').resting as unknown as readonly SavedResting[];
    for (const { place, order: id, wanted, cancelling } of resting) {
      const order = must(this.account.orders.get(id), 'an exit that rests is a known order');
      (this.resting[place] ??= []).push({ order, wanted, cancelling });
    }
  }

  /** Exits rest at the venue, and there are some. */
  private get rests(): boolean {
    return this.account.exitsAtVenue && !this.idle;
  }

  /** No agent has exits of its own in the configuration, and none came with a target so far. */
  get idle(): boolean {
    return !this.any && !this.targets.anyExits;
  }
}
