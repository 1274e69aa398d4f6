import { Fault } from '../base/fault.ts';
import type { Us } from '../base/time.ts';
import { notionalFactor, priceOf } from '../model/instrument.ts';
import type {
  Context,
  LogLevel,
  OrderChanges,
  OrderRequest,
  OrderView,
  TargetOptions,
} from '../strategies/strategy.ts';
import type { Account } from './account.ts';
import type { OwnOrders } from './own-orders.ts';
import { recordRefusal } from './refusals.ts';
import type { Targets } from './targets.ts';
import type { Timers } from './timers.ts';

/** The world of one agent: what it may see and do, and nothing else. */
export class AgentContext implements Context {
  private readonly account: Account;
  private readonly agent: number;
  private readonly targets: Targets;
  private readonly ownOrders: OwnOrders;
  private readonly timers: Timers;
  /** The agent's instruments: their names, and their places in the run's list. */
  private readonly names: readonly string[];
  private readonly assigned: readonly number[];
  private readonly turns: ReadonlyMap<string, number>;
  /** Agents ask about the instrument they were just handed: it is the last one again, or the next. */
  private at = 0;
  private atName: string;
  private atPlace: number;
  /** Per instrument of the run: worth of a lot per unit of price, in the instrument's currency. */
  private readonly notionals: Float64Array;

  constructor(account: Account, agent: number, targets: Targets, ownOrders: OwnOrders, timers: Timers) {
    this.account = account;
    this.agent = agent;
    this.targets = targets;
    this.ownOrders = ownOrders;
    this.timers = timers;
    this.assigned = account.spec.agents[agent].instruments;
    this.names = this.assigned.map((place) => account.instruments[place].name);
    this.turns = new Map(this.names.map((name, turn) => [name, turn]));
    this.atName = this.names[0];
    this.atPlace = this.assigned[0];
    this.notionals = Float64Array.from(account.instruments, notionalFactor);
  }

  get nowUs(): Us {
    return this.account.nowUs;
  }
  get equity(): number {
    return this.account.equityOf(this.agent);
  }
  get cash(): number {
    return this.account.cashOf(this.agent);
  }

  position(instrument: string): number {
    const place = this.place(instrument);
    return this.account.ledger.position(this.agent, place) * this.account.instruments[place].lot;
  }

  targeted(instrument: string): number | null {
    return this.targets.quantity(this.agent, this.place(instrument));
  }

  orders(): readonly OrderView[] {
    return this.ownOrders.views(this.agent);
  }

  target(instrument: string, quantity: number | null, options?: TargetOptions): void {
    const place = this.place(instrument);
    const lots = quantity === null ? Number.NaN : this.targets.toLots(place, quantity);
    this.targets.set(this.agent, place, lots, options);
  }

  targetValue(instrument: string, value: number, options?: TargetOptions): void {
    const place = this.place(instrument);
    const { account } = this;
    const price = account.lastTicks[place];
    const known = account.instruments[place];
    const perUnit = (priceOf(known, price) * this.notionals[place] * account.ledger.rateOf(known.currency)) / known.lot;
    if (!(perUnit > 0)) {
      recordRefusal(account, account.intentId(), this.agent, place, 0, NO_PRICE);
      return;
    }
    this.targets.set(this.agent, place, this.targets.toLots(place, value / perUnit), options);
  }

  targetPercent(instrument: string, fraction: number, options?: TargetOptions): void {
    this.targetValue(instrument, fraction * this.equity, options);
  }

  intend(request: OrderRequest): string {
    return this.ownOrders.intend(this.agent, this.place(request.instrument), request);
  }
  cancel(orderId: string): void {
    this.ownOrders.cancel(this.agent, orderId);
  }
  replace(orderId: string, changes: OrderChanges): void {
    this.ownOrders.replace(this.agent, orderId, changes);
  }
  setTimer(name: string, atUs: Us): void {
    this.timers.set(this.agent, name, atUs);
  }
  log(level: LogLevel, text: string, values?: readonly (number | string)[]): void {
    this.account.notice(`log-${level}`, this.agent, text, values);
  }

  private place(name: string): number {
    if (this.atName !== name) this.turnTo(name);
    return this.atPlace;
  }

  private turnTo(name: string): void {
    const next = this.at + 1 === this.names.length ? 0 : this.at + 1;
    const found = this.names[next] === name ? next : this.turns.get(name);
    if (found === undefined) {
      throw new Fault(
        'strategy',
        `instrument: expected one of this agent's (${this.names.join(', ')}), was ${JSON.stringify(name)}`,
      );
    }
    this.at = found;
    this.atName = name;
    this.atPlace = this.assigned[found];
  }
}

const NO_PRICE = {
  rule: 'no-price',
  severity: 'warning',
  scope: 'instrument',
  limit: 0,
  value: 0,
  maxLots: 0,
} as const;
