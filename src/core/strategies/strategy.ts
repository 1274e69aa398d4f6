import type { z } from 'zod';
import type { Random } from '../base/random.ts';
import type { Us } from '../base/time.ts';
import type { Bar } from '../model/bar.ts';

/** How a position is left: fractions of the agent's average price (0.05 = 5 %), and a number of base bars. */
export interface Exits {
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
  readonly maxBars?: number;
}

export interface TargetOptions {
  /** 0..1, default 1: how sure the agent is; methods that weigh votes read it. */
  readonly confidence?: number;
  /** A template with the values' places: 'close {0} above mean {1}'. Rendered only when somebody reads it. */
  readonly reason?: string;
  readonly values?: readonly (number | string)[];
  /** For how many base bars the agent expects this to hold; recorded with the intent. */
  readonly horizonBars?: number;
  readonly exits?: Exits;
}

/** An order of the agent's own: not voted on, but past the same risk gate. Prices and quantities in units. */
export interface OrderRequest {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly orderType: 'market' | 'limit' | 'stop' | 'stop-limit' | 'trailing';
  readonly limitPrice?: number;
  readonly stopPrice?: number;
  /** trailing: the distance kept from the best price, in units of price. */
  readonly trailDistance?: number;
  /** Default GTC. */
  readonly timeInForce?: 'DAY' | 'GTC' | 'GTD' | 'IOC' | 'FOK';
  /** GTD: the last moment at which it may fill. */
  readonly expireUs?: Us;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  /** A bracket: once filled, these work as one-cancels-other on what was filled. Prices. */
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  /** One-cancels-other with an order placed before. */
  readonly oneCancels?: string;
  readonly reason?: string;
  readonly values?: readonly (number | string)[];
}

export interface OrderChanges {
  readonly quantity?: number;
  readonly limitPrice?: number;
  readonly stopPrice?: number;
}

/** An order as an agent sees it. */
export interface OrderView {
  readonly id: string;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly filled: number;
  readonly state: string;
  readonly limitPrice: number | undefined;
  readonly stopPrice: number | undefined;
}

/** The best bid and offer. A view, valid during the call; what is not offered is NaN, of size 0. */
export interface QuoteView {
  readonly instrument: string;
  readonly tsUs: Us;
  /** The step of prices: limits lie on whole multiples of it. */
  readonly tickSize: number;
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

/** A trade that others made. A view, valid during the call. */
export interface TradeView {
  readonly instrument: string;
  readonly tsUs: Us;
  readonly price: number;
  readonly quantity: number;
  /** Who took: the buyer, the seller, or nobody says. */
  readonly aggressor: 'buy' | 'sell' | undefined;
}

export type BookSide = 'bid' | 'ask';

/**
 * The venue's book after what it told last, without our own orders. A view, valid during the call; what is not offered is
 * NaN, of size 0.
 */
export interface BookView {
  readonly instrument: string;
  readonly tsUs: Us;
  /** The step of prices: limits lie on whole multiples of it. */
  readonly tickSize: number;
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
  /** Half-way between the best bid and the best offer; NaN where a side is empty. */
  readonly middle: number;
  /** (bid size - ask size) / (bid size + ask size) of the best levels, -1 to 1; NaN where both are empty. */
  readonly imbalance: number;
  /** How many levels a side has. */
  levels(side: BookSide): number;
  /** Price of a level, the best being 0; NaN beyond the last. */
  price(side: BookSide, level: number): number;
  /** Size of a level, the best being 0; 0 beyond the last. */
  size(side: BookSide, level: number): number;
  /** Size at a price; 0 where nothing stands, or the price is off the tick. */
  sizeAt(side: BookSide, price: number): number;
}

/** What was allocated to this agent, of one fill or one internal cross. A view, valid during the call. */
export interface FillView {
  readonly orderId: string;
  readonly instrument: string;
  /** Positive bought, negative sold; in units. */
  readonly quantity: number;
  readonly price: number;
  /** Account-facing money of the instrument's currency. */
  readonly fee: number;
  readonly tsUs: Us;
  /** True for an internal transfer between agents: no order, no cost. */
  readonly crossed: boolean;
}

/**
 * What has happened to an instrument between two bars; orders, targets, exits and positions have been brought in line when an
 * agent hears of it. A view, valid during the call.
 */
export interface ActionView {
  readonly kind: 'split' | 'dividend' | 'funding';
  readonly instrument: string;
  readonly tsUs: Us;
  /** New units for an old one: 2 when a share became two. Earlier prices divided by it are comparable with later ones. 1 for other kinds. */
  readonly ratio: number;
  /** A dividend of one unit in the instrument's currency, or a rate of funding; 0 for a split. */
  readonly amount: number;
}

/** A change of one of the agent's own orders. A view, valid during the call. */
export interface OrderUpdate {
  readonly orderId: string;
  readonly instrument: string;
  readonly state: string;
  readonly filled: number;
  readonly reason: string;
  readonly tsUs: Us;
}

export interface TimerView {
  readonly name: string;
  readonly tsUs: Us;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What an agent sees and may do. There is nothing else: no clock, no other agent's state, no keys. */
export interface Context {
  readonly nowUs: Us;
  /** Its sub-account's under `sum`, the account's otherwise; account currency. */
  readonly equity: number;
  readonly cash: number;
  /** What was allocated to this agent, in units. */
  position(instrument: string): number;
  /** What it last asked for, in units; null when it abstains. */
  targeted(instrument: string): number | null;
  orders(): readonly OrderView[];
  /** A target stands until it is changed; null abstains. */
  target(instrument: string, quantity: number | null, options?: TargetOptions): void;
  /** Money of the account's currency, at the last price, once. */
  targetValue(instrument: string, value: number, options?: TargetOptions): void;
  /** A fraction of `equity`, at the last price, once. */
  targetPercent(instrument: string, fraction: number, options?: TargetOptions): void;
  /** Places an order of its own; returns its id. */
  intend(request: OrderRequest): string;
  cancel(orderId: string): void;
  replace(orderId: string, changes: OrderChanges): void;
  setTimer(name: string, atUs: Us): void;
  log(level: LogLevel, text: string, values?: readonly (number | string)[]): void;
}

/** A JSON value: what `save` returns and `load` takes. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Handlers {
  onStart?(ctx: Context): void;
  onBar?(bar: Bar, ctx: Context): void;
  onQuote?(quote: QuoteView, ctx: Context): void;
  onTrade?(trade: TradeView, ctx: Context): void;
  onBook?(book: BookView, ctx: Context): void;
  onFill?(fill: FillView, ctx: Context): void;
  onOrder?(update: OrderUpdate, ctx: Context): void;
  onAction?(action: ActionView, ctx: Context): void;
  onTimer?(timer: TimerView, ctx: Context): void;
  onStop?(ctx: Context): void;
  save?(): Json;
  load?(state: Json): void;
}

export interface Setup<Params> {
  readonly params: Params;
  /** The instruments this agent is assigned, sorted by name. */
  readonly instruments: readonly string[];
  /** The agent's own seeded stream of numbers in [0, 1). */
  readonly random: Random;
}

export interface Strategy<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly version: string;
  readonly params: Schema;
  /** One line for `conclave strategies list`. */
  readonly about?: string;
  /** Bars of an instrument wanted before the first decision on it. */
  warmup?(params: z.output<Schema>): number;
  create(setup: Setup<z.output<Schema>>): Handlers;
}
