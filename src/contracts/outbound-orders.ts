import { must } from '../core/base/assert.ts';
import { type Id, idText } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { priceOf } from '../core/model/instrument.ts';
import { type OrderType, Side, type TimeInForce } from '../core/model/order.ts';
import type { Out } from '../core/model/out.ts';
import type { Report } from '../core/model/report.ts';
import { clientOrderId, type Order } from '../core/orders/order.ts';
import type { OrderState } from '../core/orders/transitions.ts';
import { clip } from './checked.ts';
import type { Payload } from './contracts.ts';
import { agentOrNull } from './outbound-names.ts';
import type { Subject } from './subjects.ts';
import { floatText, moneyText, priceOrNull, priceText, quantityOrNull, quantityText } from './wire-numbers.ts';

type OrderSubmit = Payload<typeof Subject.orderSubmit>;
type OrderCancel = Payload<typeof Subject.orderCancel>;

export function orderPayload(account: Account, out: Out, row: number): OrderSubmit {
  const { orders } = out;
  const id = orders.id[row];
  const instrument = account.instruments[orders.instrument[row]];
  const { terms } = known(account, id);
  return {
    orderId: idText('o', id),
    clientOrderId: clientOrderId(id),
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

export function cancelPayload(account: Account, out: Out, row: number): OrderCancel {
  return which(account, out.changes.order[row]);
}

export function replacePayload(account: Account, out: Out, row: number): Payload<typeof Subject.orderReplace> {
  const { changes } = out;
  const instrument = account.instruments[known(account, changes.order[row]).terms.instrument];
  return {
    ...which(account, changes.order[row]),
    quantity: quantityOrNull(instrument, changes.lots[row]),
    limitPrice: priceOrNull(instrument, changes.limitTicks[row]),
    stopPrice: priceOrNull(instrument, changes.stopTicks[row]),
  };
}

export function crossPayload(account: Account, out: Out, row: number): Payload<typeof Subject.orderCross> {
  const { id, instrument, cancelled } = out.crossRequests;
  return {
    crossId: idText('o', id[row]),
    instrument: account.instruments[instrument[row]].name,
    cancelled: cancelled[row] === 1,
  };
}

export function updatePayload(account: Account, out: Out, row: number): Payload<typeof Subject.orderUpdate> {
  const { updates } = out;
  const order = known(account, updates.order[row]);
  const instrument = account.instruments[order.terms.instrument];
  return {
    ...which(account, order.id),
    venueOrderId: null,
    state: updates.state[row] as OrderState,
    filled: quantityText(instrument, updates.filledLots[row]),
    remaining: quantityText(instrument, order.leavesLots),
    averagePrice: floatText(priceOf(instrument, order.averagePriceTicks)),
    reason: clip(updates.reason[row], 256),
  };
}

/** `report`: what the venue said. */
export function fillPayload(
  account: Account,
  out: Out,
  row: number,
  venue: string,
  report: Report | undefined,
): Payload<typeof Subject.fill> {
  const { fills } = out;
  const order = known(account, fills.order[row]);
  const instrument = account.instruments[fills.instrument[row]];
  const lots = fills.signedLots[row];
  const scale = account.ledger.scaleOf(instrument.currency);
  return {
    ...which(account, order.id),
    executionId: idText('f', fills.id[row]),
    fillId: report?.orderId === order.id && report.fillId > 0 ? String(report.fillId) : null,
    side: lots > 0 ? 'buy' : 'sell',
    busted: lots * order.terms.side < 0,
    quantity: quantityText(instrument, Math.abs(lots)),
    price: priceText(instrument, fills.priceTicks[row]),
    liquidity: fills.maker[row] === 1 ? 'maker' : 'taker',
    fee: moneyText(fills.fee[row], scale),
    slippage: moneyText(fills.slippage[row], scale),
    currency: instrument.currency,
    venue,
    market: { bid: null, ask: null, mid: priceOrNull(instrument, account.lastTicks[instrument.index]) },
  };
}

function which(account: Account, id: Id): OrderCancel {
  const { terms } = known(account, id);
  return {
    orderId: idText('o', id),
    clientOrderId: clientOrderId(id),
    instrument: account.instruments[terms.instrument].name,
  };
}

function known(account: Account, id: Id): Order {
  return must(account.orders.get(id), 'what the engine says of an order is said while it knows it');
}

function orderOrNull(id: Id | undefined): string | null {
  return id === undefined ? null : idText('o', id);
}
