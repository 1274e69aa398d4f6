import { decimalOf } from '../base/decimal.ts';
import { makeInstrument } from '../model/instrument.ts';
import { OrderOrigin, type OrderTerms, OrderType, type Side, TimeInForce } from '../model/order.ts';
import type { AccountView } from './account-view.ts';
import { type AgentLimit, resolveRisk } from './risk-config.ts';
import type { RiskRefused } from './refusal.ts';
import { Risk } from './risk.ts';

/** An account whose numbers a test sets by hand: lots, marks in ticks of 0.01, one currency. */
export class PlainAccount implements AccountView {
  cash: number;
  readonly lots: number[];
  readonly ticks: number[];
  readonly rate: number[];
  /** Instead of cash and positions at the marks. */
  fixedEquity: number | undefined;

  constructor(instrumentCount: number, cash: number, ticks = 10_000) {
    this.cash = cash;
    this.lots = Array.from({ length: instrumentCount }, () => 0);
    this.ticks = Array.from({ length: instrumentCount }, () => ticks);
    this.rate = Array.from({ length: instrumentCount }, () => 0.01);
  }

  /** A fill: the position moves, the cash pays. */
  trade(instrument: number, signedLots: number, ticks: number): void {
    this.lots[instrument] += signedLots;
    this.cash -= signedLots * ticks * this.rate[instrument];
  }

  equity(): number {
    if (this.fixedEquity !== undefined) return this.fixedEquity;
    let sum = this.cash;
    this.lots.forEach((lots, i) => (sum += lots === 0 ? 0 : lots * this.ticks[i] * this.rate[i]));
    return sum;
  }
  positionLots(instrument: number): number {
    return this.lots[instrument];
  }
  priceTicks(instrument: number): number {
    return this.ticks[instrument];
  }
  notionalPerTickLot(instrument: number): number {
    return this.rate[instrument];
  }
  grossExposure(): number {
    let sum = 0;
    this.lots.forEach((lots, i) => (sum += lots === 0 ? 0 : Math.abs(lots) * this.ticks[i] * this.rate[i]));
    return sum;
  }
  cashFree(): number {
    return this.cash;
  }
}

export interface BenchOptions {
  instruments?: number;
  agents?: readonly string[];
  cash?: number;
  type?: 'margin' | 'cash';
  own?: Readonly<Record<string, AgentLimit>>;
}

/** Risk over a plain account, with the `risk` section of a run file; all on `none` but what the section names. */
export class Bench {
  readonly account: PlainAccount;
  readonly risk: Risk;
  private readonly agents: readonly string[];
  private readonly section: Readonly<Record<string, unknown>>;
  private readonly options: BenchOptions;
  private orders = 0;

  constructor(section: Readonly<Record<string, unknown>> = {}, options: BenchOptions = {}) {
    this.section = section;
    this.options = options;
    this.account = new PlainAccount(options.instruments ?? 1, options.cash ?? 100_000);
    this.agents = options.agents ?? ['a', 'b'];
    this.risk = this.again();
  }

  /** Another Risk of the same configuration over the same account: what a restart makes. */
  again(): Risk {
    const { type = 'margin', own } = this.options;
    const config = resolveRisk({ profile: 'unlimited', ...this.section }, { accountType: type, seed: 1, agents: own });
    const instruments = this.account.lots.map((_, i) =>
      makeInstrument({ name: `I${i}`, currency: 'USD', tickSize: decimalOf(0.01), lotSize: decimalOf(1) }, i),
    );
    return new Risk(config, instruments, this.agents, this.account);
  }

  nextId(): number {
    this.orders += 1;
    return this.orders;
  }

  /** Sends a netted market order of so many signed lots through the gate. */
  send(
    signedLots: number,
    terms: Partial<OrderTerms> = {},
    nowUs = 0,
    origin: OrderOrigin = OrderOrigin.target,
    agent = -1,
  ) {
    return this.risk.gate(order(signedLots, terms), this.nextId(), agent, origin, nowUs);
  }

  /** The same of agent 0's own. */
  intend(signedLots: number, terms: Partial<OrderTerms> = {}, nowUs = 0, agent = 0) {
    return this.send(signedLots, terms, nowUs, OrderOrigin.intent, agent);
  }

  /** A fill, as the engine tells it: the ledger first. */
  fill(orderId: number, lots: number, ticks?: number): void {
    const value = this.risk.approvedOf(orderId)?.value;
    if (value === undefined) throw new Error(`order ${orderId} is not in flight`);
    this.account.trade(value.instrument, value.side * lots, ticks ?? this.account.ticks[value.instrument]);
    this.risk.onFill(orderId, lots);
  }
}

export function order(signedLots: number, terms: Partial<OrderTerms> = {}): OrderTerms {
  return {
    instrument: 0,
    side: (signedLots > 0 ? 1 : -1) as Side,
    lots: Math.abs(signedLots),
    type: OrderType.market,
    timeInForce: TimeInForce.gtc,
    ...terms,
  };
}

/** The refusal, or undefined: so that a test can say what it expects of either in one line. */
export function refusalOf(verdict: { refused: boolean }): RiskRefused | undefined {
  return verdict.refused ? (verdict as RiskRefused) : undefined;
}
