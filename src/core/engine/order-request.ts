import type { Id } from '../base/ids.ts';
import { Fault } from '../base/fault.ts';
import { type Instrument, lotsOf, priceOf } from '../model/instrument.ts';
import { OrderType, type OrderTerms, Side, TimeInForce } from '../model/order.ts';
import type { OrderChanges, OrderRequest } from '../strategies/strategy.ts';
import type { TermChanges } from './placement.ts';
import type { Refusal } from './refusals.ts';

const TYPES: Readonly<Record<OrderRequest['orderType'], OrderType>> = {
  market: OrderType.market,
  limit: OrderType.limit,
  stop: OrderType.stop,
  'stop-limit': OrderType.stopLimit,
  trailing: OrderType.trailing,
};

const LIFETIMES: readonly unknown[] = Object.values(TimeInForce);

/** What an agent wrote as the terms of an order; prices between two ticks stay fractions, which `offGrid` refuses. A Fault where it makes no order. */
export function readTerms(known: Instrument, request: OrderRequest, group: Id): OrderTerms {
  const type = TYPES[request.orderType];
  if (type === undefined)
    throw new Fault(
      'strategy',
      `orderType: expected one of ${Object.keys(TYPES).join(', ')}, was ${String(request.orderType)}`,
    );
  if (request.side !== 'buy' && request.side !== 'sell')
    throw new Fault('strategy', `side: expected buy or sell, was ${String(request.side)}`);
  const { timeInForce = TimeInForce.gtc } = request;
  if (!LIFETIMES.includes(timeInForce))
    throw new Fault('strategy', `timeInForce: expected one of ${LIFETIMES.join(', ')}, was ${String(timeInForce)}`);
  const needs = (name: 'limitPrice' | 'stopPrice' | 'trailDistance' | 'expireUs', wanted: boolean): void => {
    if (wanted && request[name] === undefined)
      throw new Fault(
        'strategy',
        `${name}: a ${request.timeInForce === 'GTD' ? 'GTD' : request.orderType} order needs it`,
      );
  };
  const hasLimit = type === OrderType.limit || type === OrderType.stopLimit;
  const hasStop = type === OrderType.stop || type === OrderType.stopLimit;
  needs('limitPrice', hasLimit);
  needs('stopPrice', hasStop);
  needs('trailDistance', type === OrderType.trailing);
  needs('expireUs', timeInForce === TimeInForce.gtd);
  if (request.postOnly === true && (!hasLimit || timeInForce === TimeInForce.ioc || timeInForce === TimeInForce.fok)) {
    throw new Fault(
      'strategy',
      `postOnly: only a limit order that may rest can be post-only, was ${request.orderType} ${timeInForce}`,
    );
  }
  return {
    instrument: known.index,
    side: request.side === 'buy' ? Side.buy : Side.sell,
    lots: readLots(known, request.quantity),
    type,
    limitTicks: hasLimit ? toTicks(known, 'limitPrice', request.limitPrice) : undefined,
    stopTicks: hasStop ? toTicks(known, 'stopPrice', request.stopPrice) : undefined,
    trailTicks:
      type === OrderType.trailing
        ? Math.max(1, Math.round(toTicks(known, 'trailDistance', request.trailDistance) ?? 0))
        : undefined,
    timeInForce,
    expireUs: timeInForce === TimeInForce.gtd ? request.expireUs : undefined,
    postOnly: request.postOnly,
    reduceOnly: request.reduceOnly,
    group,
  };
}

/** The children of a bracket, asleep until the entry fills: one cancels the other. None where it is no bracket. */
export function readChildren(
  known: Instrument,
  request: OrderRequest,
  entry: OrderTerms,
  parent: Id,
  nextId: () => Id,
): { id: Id; terms: OrderTerms }[] {
  const { stopLoss, takeProfit } = request;
  const children: { id: Id; terms: OrderTerms }[] = [];
  const side = entry.side === Side.buy ? Side.sell : Side.buy;
  const common = {
    instrument: entry.instrument,
    side,
    lots: entry.lots,
    timeInForce: TimeInForce.gtc,
    parent,
  } as const;
  const add = (terms: Pick<OrderTerms, 'type' | 'stopTicks' | 'limitTicks'>): void => {
    const id = nextId();
    children.push({ id, terms: { ...common, ...terms, group: children[0]?.id ?? id } });
  };
  if (stopLoss !== undefined) add({ type: OrderType.stop, stopTicks: toTicks(known, 'stopLoss', stopLoss) });
  if (takeProfit !== undefined) add({ type: OrderType.limit, limitTicks: toTicks(known, 'takeProfit', takeProfit) });
  return children;
}

/** What an agent wants changed; a Fault where a size or a price is none. */
export function readChanges(known: Instrument, changes: OrderChanges): TermChanges {
  return {
    lots: changes.quantity === undefined ? undefined : readLots(known, changes.quantity),
    limitTicks: toTicks(known, 'limitPrice', changes.limitPrice),
    stopTicks: toTicks(known, 'stopPrice', changes.stopPrice),
  };
}

function readLots(known: Instrument, quantity: number): number {
  const lots = typeof quantity === 'number' ? lotsOf(known, quantity) : Number.NaN;
  if (Number.isSafeInteger(lots) && lots > 0) return lots;
  throw new Fault(
    'strategy',
    `quantity: expected at least one lot (${known.lot}) of ${known.name}, was ${String(quantity)}`,
  );
}

/** Ticks of a price; a fraction where it lies between two. */
function toTicks(known: Instrument, name: string, price: number | undefined): number | undefined {
  if (price === undefined) return undefined;
  if (typeof price !== 'number' || !Number.isFinite(price) || price <= 0) {
    throw new Fault('strategy', `${name}: expected a finite number above 0, was ${String(price)}`);
  }
  const ticks = (price * known.priceDenominator) / known.priceNumerator;
  const nearest = Math.round(ticks);
  return Math.abs(ticks - nearest) <= 1e-9 * Math.max(1, Math.abs(ticks)) ? nearest : ticks;
}

/** A price off the tick: the refusal names the ticks below and above it, in `limit` and `value`, as prices. */
export function offGrid(known: Instrument, terms: Pick<OrderTerms, 'limitTicks' | 'stopTicks'>): Refusal | undefined {
  for (const ticks of [terms.limitTicks, terms.stopTicks]) {
    if (ticks === undefined || Number.isInteger(ticks)) continue;
    const [below, above] = [priceOf(known, Math.floor(ticks)), priceOf(known, Math.ceil(ticks))];
    return { rule: 'off-tick', severity: 'warning', scope: 'instrument', limit: below, value: above, maxLots: 0 };
  }
  return undefined;
}
