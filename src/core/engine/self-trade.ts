import { type OrderTerms, OrderType } from '../model/order.ts';
import { priceOf } from '../model/instrument.ts';
import type { Order } from '../orders/order.ts';
import type { Account } from './account.ts';
import type { Refusal } from './refusals.ts';

/**
 * An order of an agent's own that would trade with an order of ours that rests on the other side: a limit that reaches ours, or a
 * market order where ours stands at the last price or beyond. The refusal names the resting price and the one that reaches it.
 * Orders of one bracket or group never meet each other; children whose entry has not filled do not rest yet.
 */
export function selfTrade(account: Account, terms: OrderTerms, except?: Order): Refusal | undefined {
  const reach = reachTicks(account, terms);
  if (reach === undefined) return undefined;
  for (const order of account.orders.liveOf(terms.instrument)) {
    if (order === except || order.terms.side === terms.side || related(order, terms)) continue;
    const resting = restingTicks(account, order);
    if (resting === undefined || (reach - resting) * terms.side < 0) continue;
    const known = account.instruments[terms.instrument];
    return {
      rule: 'self-trade',
      severity: 'warning',
      scope: 'instrument',
      limit: priceOf(known, resting),
      value: priceOf(known, reach),
      maxLots: 0,
    };
  }
  return undefined;
}

/** How far the order goes as things stand; undefined for one that only waits for its trigger. */
function reachTicks(account: Account, { type, instrument, limitTicks }: OrderTerms): number | undefined {
  if (type === OrderType.limit || type === OrderType.stopLimit) return limitTicks;
  return type === OrderType.market ? account.lastTicks[instrument] : undefined;
}

/**
 * A venue hears us in the order in which we speak: by the time that an order arrives, what we asked before is done. So an
 * order that is being cancelled rests no more, and one that is being changed rests where it was asked to.
 */
function restingTicks(account: Account, order: Order): number | undefined {
  const { state, under, filledLots, requested } = order;
  if (state === 'pendingCancel') return undefined;
  const { type, parent, limitTicks } = (state === 'pendingUpdate' ? requested : undefined) ?? order.terms;
  const triggered = state === 'triggered' || under === 'triggered' || filledLots > 0;
  if (type === OrderType.stopLimit ? !triggered : type !== OrderType.limit) return undefined;
  const entry = parent === undefined ? undefined : account.orders.get(parent);
  return entry !== undefined && !entry.done && entry.filledLots === 0 ? undefined : limitTicks;
}

function related(order: Order, terms: OrderTerms): boolean {
  return (order.terms.group !== undefined && order.terms.group === terms.group) || order.id === terms.parent;
}
