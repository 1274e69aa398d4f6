import { must } from '../core/base/assert.ts';
import { type Id, idText } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { type Instrument, priceOf } from '../core/model/instrument.ts';
import { type OrderType, Side, type TimeInForce } from '../core/model/order.ts';
import type { Out } from '../core/model/out.ts';
import type { Report } from '../core/model/report.ts';
import { clientOrderId, type Order } from '../core/orders/order.ts';
import type { OrderState } from '../core/orders/transitions.ts';
import type { Caused } from './caused.ts';
import { clip } from './checked.ts';
import type { Payload } from './contracts.ts';
import type { Thread } from './correlations.ts';
import { agentOrNull } from './outbound-names.ts';
import { Subject } from './subjects.ts';
import { floatText, moneyText, priceOrNull, priceText, quantityOrNull, quantityText } from './wire-numbers.ts';

type OrderSubmit = Payload<typeof Subject.orderSubmit>;

/** What the three messages of an order have in common. */
export function orderTerms(account: Account, out: Out, row: number): OrderSubmit {
  const { orders } = out;
  const id = orders.id[row];
  const instrument = account.instruments[orders.instrument[row]];
  const { terms } = known(account, id);
  const text = clientOrderId(id);
  return {
    orderId: text,
    clientOrderId: text,
    decisionId: orders.decision[row] === 0 ? null : idText('d', orders.decision[row]),
    agentId: agentOrNull(account, orders.agent[row]),
    origin: orders.origin[row] as OrderSubmit['origin'],
    instrument: instrument.name,
    side: orders.side[row] === Side.buy ? 'buy' : 'sell',
    quantity: quantityText(instrument, orders.lots[row]),
    orderType: orders.type[row] as OrderType,
    timeInForce: orders.timeInForce[row] as TimeInForce,
    limitPrice: priceOrNull(instrument, orders.limitTicks[row]),
    stopPrice: priceOrNull(instrument, orders.stopTicks[row]),
    trailDistance: priceOrNull(instrument, orders.trailTicks[row]),
    expireUs: terms.expireUs ?? null,
    postOnly: terms.postOnly === true,
    reduceOnly: terms.reduceOnly === true,
    groupId: orderOrNull(terms.group),
    parentId: orderOrNull(terms.parent),
  };
}

/** An agent's own order is not voted on. */
export function ownDecisionMessage(
  terms: OrderSubmit,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.decision> {
  return {
    agentId: terms.agentId,
    causationId,
    clientOrderId: terms.clientOrderId,
    correlationId,
    decisionId: terms.decisionId,
    expireUs: terms.expireUs,
    groupId: terms.groupId,
    id,
    instrument: terms.instrument,
    kind: 'order',
    limitPrice: terms.limitPrice,
    orderId: terms.orderId,
    orderType: terms.orderType,
    origin: terms.origin,
    parentId: terms.parentId,
    postOnly: terms.postOnly,
    quantity: terms.quantity,
    reduceOnly: terms.reduceOnly,
    side: terms.side,
    stopPrice: terms.stopPrice,
    subject: Subject.decision,
    timeInForce: terms.timeInForce,
    trailDistance: terms.trailDistance,
  };
}

export function approvedMessage(
  terms: OrderSubmit,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.orderApproved> {
  return {
    agentId: terms.agentId,
    causationId,
    clientOrderId: terms.clientOrderId,
    correlationId,
    decisionId: terms.decisionId,
    expireUs: terms.expireUs,
    groupId: terms.groupId,
    id,
    instrument: terms.instrument,
    limitPrice: terms.limitPrice,
    orderId: terms.orderId,
    orderType: terms.orderType,
    origin: terms.origin,
    parentId: terms.parentId,
    postOnly: terms.postOnly,
    quantity: terms.quantity,
    reduceOnly: terms.reduceOnly,
    reservationId: terms.orderId,
    side: terms.side,
    stopPrice: terms.stopPrice,
    subject: Subject.orderApproved,
    timeInForce: terms.timeInForce,
    trailDistance: terms.trailDistance,
  };
}

export function submitMessage(
  terms: OrderSubmit,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.orderSubmit> {
  return {
    agentId: terms.agentId,
    causationId,
    clientOrderId: terms.clientOrderId,
    correlationId,
    decisionId: terms.decisionId,
    expireUs: terms.expireUs,
    groupId: terms.groupId,
    id: terms.orderId,
    instrument: terms.instrument,
    limitPrice: terms.limitPrice,
    orderId: terms.orderId,
    orderType: terms.orderType,
    origin: terms.origin,
    parentId: terms.parentId,
    postOnly: terms.postOnly,
    quantity: terms.quantity,
    reduceOnly: terms.reduceOnly,
    side: terms.side,
    stopPrice: terms.stopPrice,
    subject: Subject.orderSubmit,
    timeInForce: terms.timeInForce,
    trailDistance: terms.trailDistance,
  };
}

export function cancelMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.orderCancel> {
  const order = out.changes.order[row];
  return {
    causationId,
    clientOrderId: clientOrderId(order),
    correlationId,
    id,
    instrument: instrumentOf(account, order).name,
    orderId: idText('o', order),
    subject: Subject.orderCancel,
  };
}

export function replaceMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.orderReplace> {
  const { changes } = out;
  const order = changes.order[row];
  const instrument = instrumentOf(account, order);
  return {
    causationId,
    clientOrderId: clientOrderId(order),
    correlationId,
    id,
    instrument: instrument.name,
    limitPrice: priceOrNull(instrument, changes.limitTicks[row]),
    orderId: idText('o', order),
    quantity: quantityOrNull(instrument, changes.lots[row]),
    stopPrice: priceOrNull(instrument, changes.stopTicks[row]),
    subject: Subject.orderReplace,
  };
}

export function crossMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.orderCross> {
  const { crossRequests } = out;
  return {
    cancelled: crossRequests.cancelled[row] === 1,
    causationId,
    correlationId,
    crossId: idText('o', crossRequests.id[row]),
    id,
    instrument: account.instruments[crossRequests.instrument[row]].name,
    subject: Subject.orderCross,
  };
}

export function updateMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.orderUpdate> {
  const { updates } = out;
  const order = known(account, updates.order[row]);
  const instrument = account.instruments[order.terms.instrument];
  const orderId = clientOrderId(order.id);
  return {
    averagePrice: floatText(priceOf(instrument, order.averagePriceTicks)),
    causationId,
    clientOrderId: orderId,
    correlationId,
    filled: quantityText(instrument, updates.filledLots[row]),
    id,
    instrument: instrument.name,
    orderId,
    reason: clip(updates.reason[row], 256),
    remaining: quantityText(instrument, order.leavesLots),
    state: updates.state[row] as OrderState,
    subject: Subject.orderUpdate,
    venueOrderId: null,
  };
}

/** `report`: what the venue said. */
export function fillMessage(
  account: Account,
  out: Out,
  row: number,
  venue: string,
  report: Report | undefined,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.fill> {
  const { fills } = out;
  const order = known(account, fills.order[row]);
  const instrument = account.instruments[fills.instrument[row]];
  const lots = fills.signedLots[row];
  const scale = account.ledger.scaleOf(instrument.currency);
  const id = idText('f', fills.id[row]);
  const orderId = clientOrderId(order.id);
  return {
    busted: lots * order.terms.side < 0,
    causationId,
    clientOrderId: orderId,
    correlationId,
    currency: instrument.currency,
    executionId: id,
    fee: moneyText(fills.fee[row], scale),
    fillId: report?.orderId === order.id && report.fillId > 0 ? String(report.fillId) : null,
    id,
    instrument: account.instruments[order.terms.instrument].name,
    liquidity: fills.maker[row] === 1 ? 'maker' : 'taker',
    market: { ask: null, bid: null, mid: priceOrNull(instrument, account.lastTicks[instrument.index]) },
    orderId,
    price: priceText(instrument, fills.priceTicks[row]),
    quantity: quantityText(instrument, Math.abs(lots)),
    side: lots > 0 ? 'buy' : 'sell',
    slippage: moneyText(fills.slippage[row], scale),
    subject: Subject.fill,
    venue,
  };
}

function instrumentOf(account: Account, id: Id): Instrument {
  return account.instruments[known(account, id).terms.instrument];
}

function known(account: Account, id: Id): Order {
  return must(account.orders.get(id), 'what the engine says of an order is said while it knows it');
}

function orderOrNull(id: Id | undefined): string | null {
  return id === undefined ? null : idText('o', id);
}
