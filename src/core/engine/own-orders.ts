import { type Id, idText } from '../base/ids.ts';
import { Fault } from '../base/fault.ts';
import { type Instrument, lotsOf, priceOf, quantityOf } from '../model/instrument.ts';
import { OrderOrigin, OrderType, type OrderTerms, Side, TimeInForce } from '../model/order.ts';
import type { Order } from '../orders/order.ts';
import type { OrderChanges, OrderRequest, OrderView } from '../strategies/strategy.ts';
import { type Account, IntentKind } from './account.ts';
import type { Placement, TermChanges } from './placement.ts';
import { type Refusal, recordRefusal } from './refusals.ts';

const TYPES: Readonly<Record<OrderRequest['orderType'], OrderType>> = {
  market: OrderType.market,
  limit: OrderType.limit,
  stop: OrderType.stop,
  'stop-limit': OrderType.stopLimit,
  trailing: OrderType.trailing,
};

interface Wish {
  readonly id: Id;
  readonly agent: number;
  readonly terms: OrderTerms;
}

type Change = { readonly kind: 'cancel'; readonly id: Id } | { readonly kind: 'replace'; readonly id: Id; readonly changes: OrderChanges };

/**
 * Orders that agents place themselves. They wait for the end of the instant, reducing ones go first, and each passes the
 * hard gate with its terms as they are: it is approved or refused, never shrunk.
 */
export class OwnOrders {
  private readonly account: Account;
  private readonly placement: Placement;
  /** Agents whose wishes do not count: paused or killed. */
  private readonly muted: Uint8Array;
  private wishes: Wish[] = [];
  private changes: Change[] = [];
  private readonly ids = new Map<string, Id>();

  constructor(account: Account, placement: Placement, muted: Uint8Array) {
    this.account = account;
    this.placement = placement;
    this.muted = muted;
  }

  intend(agent: number, instrument: number, request: OrderRequest): string {
    const { account } = this;
    const known = account.instruments[instrument];
    const id = account.orderId();
    const text = idText('o', id);
    if (this.muted[agent] === 1 || account.nowUs < account.spec.fromUs) return text;
    const place = agent * account.instrumentCount + instrument;
    const terms = readTerms(known, request, this.groupOf(request));
    const refusal = account.intentKind[place] === IntentKind.target ? MIXED : offGrid(known, terms);
    if (refusal !== undefined) {
      recordRefusal(account, id, agent, instrument, terms.lots * terms.side, refusal);
      return text;
    }
    account.intentKind[place] = IntentKind.order;
    this.ids.set(text, id);
    this.wishes.push({ id, agent, terms });
    this.bracket(agent, known, request, id, terms);
    return text;
  }

  /** The children of a bracket: one-cancels-other, asleep until the entry fills. */
  private bracket(agent: number, known: Instrument, request: OrderRequest, parent: Id, entry: OrderTerms): void {
    if (request.stopLoss === undefined && request.takeProfit === undefined) return;
    const side = entry.side === Side.buy ? Side.sell : Side.buy;
    const common = { instrument: entry.instrument, side, lots: entry.lots, timeInForce: TimeInForce.gtc, parent, group: parent } as const;
    if (request.stopLoss !== undefined) {
      this.wishes.push({ id: this.account.orderId(), agent, terms: { ...common, type: OrderType.stop, stopTicks: toTicks(known, request.stopLoss) } });
    }
    if (request.takeProfit !== undefined) {
      this.wishes.push({ id: this.account.orderId(), agent, terms: { ...common, type: OrderType.limit, limitTicks: toTicks(known, request.takeProfit) } });
    }
  }

  private groupOf(request: OrderRequest): Id | undefined {
    if (request.oneCancels === undefined) return undefined;
    return this.idOf(request.oneCancels);
  }

  private idOf(text: string): Id {
    const id = this.ids.get(text);
    if (id === undefined) throw new Fault('strategy', `order id: expected one that intend() returned, was ${JSON.stringify(text)}`);
    return id;
  }

  cancel(agent: number, orderId: string): void {
    const id = this.idOf(orderId);
    const waiting = this.wishes.findIndex((wish) => wish.id === id && wish.agent === agent);
    if (waiting >= 0) this.wishes.splice(waiting, 1);
    else this.changes.push({ kind: 'cancel', id });
  }

  replace(_agent: number, orderId: string, changes: OrderChanges): void {
    this.changes.push({ kind: 'replace', id: this.idOf(orderId), changes });
  }

  /** All of this agent's live orders are cancelled (a kill). */
  cancelAll(agent: number): void {
    this.wishes = this.wishes.filter((wish) => wish.agent !== agent);
    for (const order of this.account.orders.live()) {
      if (order.origin === OrderOrigin.intent && order.agent === agent) this.changes.push({ kind: 'cancel', id: order.id });
    }
  }

  get idle(): boolean {
    return this.wishes.length === 0 && this.changes.length === 0;
  }

  /** The window closes: cancels and changes first, then reducing orders, then the others. */
  close(): void {
    if (this.idle) return;
    const { account } = this;
    const { wishes, changes } = this;
    this.wishes = [];
    this.changes = [];
    for (const change of changes) this.apply(change);
    const reduces = wishes.map(({ terms }) => account.risk.reduces(terms.instrument, terms.side * terms.lots));
    const refused = new Set<Id>();
    for (const reducing of [true, false]) {
      wishes.forEach(({ id, agent, terms }, k) => {
        if (reduces[k] !== reducing || (terms.parent !== undefined && refused.has(terms.parent))) return;
        if (this.placement.place(id, terms, OrderOrigin.intent, agent, 0) === undefined) refused.add(id);
      });
    }
  }

  private apply(change: Change): void {
    const order = this.account.orders.get(change.id);
    if (order === undefined) return;
    if (change.kind === 'cancel') this.placement.cancel(order);
    else this.placement.replace(order, this.ticked(order, change.changes));
  }

  private ticked(order: Order, changes: OrderChanges): TermChanges {
    const known = this.account.instruments[order.terms.instrument];
    return {
      lots: changes.quantity === undefined ? undefined : lotsOf(known, changes.quantity),
      limitTicks: changes.limitPrice === undefined ? undefined : toTicks(known, changes.limitPrice),
      stopTicks: changes.stopPrice === undefined ? undefined : toTicks(known, changes.stopPrice),
    };
  }

  views(agent: number): readonly OrderView[] {
    const views: OrderView[] = [];
    for (const order of this.account.orders.live()) {
      if (order.agent !== agent || order.origin !== OrderOrigin.intent) continue;
      const { terms } = order;
      const known = this.account.instruments[terms.instrument];
      views.push({
        id: idText('o', order.id),
        instrument: known.name,
        side: terms.side === Side.buy ? 'buy' : 'sell',
        quantity: quantityOf(known, terms.lots),
        filled: quantityOf(known, order.filledLots),
        state: order.state,
        limitPrice: terms.limitTicks === undefined ? undefined : priceOf(known, terms.limitTicks),
        stopPrice: terms.stopTicks === undefined ? undefined : priceOf(known, terms.stopTicks),
      });
    }
    return views;
  }
}

const MIXED: Refusal = { rule: 'mixed-intents', severity: 'warning', scope: 'strategy', limit: Number.NaN, value: Number.NaN, maxLots: 0 };

/** Ticks of a price; a fraction where it lies between two, which `offGrid` refuses. */
function toTicks(known: Instrument, price: number): number {
  if (typeof price !== 'number' || !Number.isFinite(price)) throw new Fault('strategy', `price: expected a finite number, was ${String(price)}`);
  const ticks = (price * known.priceDenominator) / known.priceNumerator;
  const nearest = Math.round(ticks);
  return Math.abs(ticks - nearest) <= 1e-9 * Math.max(1, Math.abs(ticks)) ? nearest : ticks;
}

/** A price off the tick: the refusal names the ticks below and above it, in `limit` and `value`, as prices. */
function offGrid(known: Instrument, terms: OrderTerms): Refusal | undefined {
  for (const ticks of [terms.limitTicks, terms.stopTicks]) {
    if (ticks === undefined || Number.isInteger(ticks)) continue;
    const [below, above] = [priceOf(known, Math.floor(ticks)), priceOf(known, Math.ceil(ticks))];
    return { rule: 'off-tick', severity: 'warning', scope: 'instrument', limit: below, value: above, maxLots: 0 };
  }
  return undefined;
}

function readTerms(known: Instrument, request: OrderRequest, group: Id | undefined): OrderTerms {
  const type = TYPES[request.orderType];
  if (type === undefined) throw new Fault('strategy', `orderType: expected one of ${Object.keys(TYPES).join(', ')}, was ${String(request.orderType)}`);
  if (request.side !== 'buy' && request.side !== 'sell') throw new Fault('strategy', `side: expected buy or sell, was ${String(request.side)}`);
  const lots = lotsOf(known, request.quantity);
  if (!Number.isSafeInteger(lots) || lots <= 0) {
    throw new Fault('strategy', `quantity: expected at least one lot (${known.lot}) of ${known.name}, was ${String(request.quantity)}`);
  }
  const needs = (name: 'limitPrice' | 'stopPrice' | 'trailDistance' | 'expireUs', wanted: boolean): void => {
    if (wanted && request[name] === undefined) throw new Fault('strategy', `${name}: a ${request.timeInForce === 'GTD' ? 'GTD' : request.orderType} order needs it`);
  };
  needs('limitPrice', type === OrderType.limit || type === OrderType.stopLimit);
  needs('stopPrice', type === OrderType.stop || type === OrderType.stopLimit);
  needs('trailDistance', type === OrderType.trailing);
  needs('expireUs', request.timeInForce === 'GTD');
  return {
    instrument: known.index,
    side: request.side === 'buy' ? Side.buy : Side.sell,
    lots,
    type,
    limitTicks: request.limitPrice === undefined ? undefined : toTicks(known, request.limitPrice),
    stopTicks: request.stopPrice === undefined ? undefined : toTicks(known, request.stopPrice),
    trailTicks: request.trailDistance === undefined ? undefined : Math.max(1, Math.round(toTicks(known, request.trailDistance))),
    timeInForce: request.timeInForce ?? TimeInForce.gtc,
    expireUs: request.expireUs,
    postOnly: request.postOnly,
    reduceOnly: request.reduceOnly,
    group,
  };
}
