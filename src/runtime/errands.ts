import type { Id } from '../core/base/ids.ts';
import { clientOrderId } from '../core/orders/order.ts';
import type { Account } from '../core/engine/account.ts';
import type { Order } from '../core/orders/order.ts';
import type { Out } from '../core/model/out.ts';
import type { BrokerOrder } from '../brokers/broker.ts';
import type { Errand } from './held-effects.ts';

/** The orders, changes and cross prices that an input asks for, in the order in which the engine put them out. */
export function errandsOf(out: Out, account: Account): Errand[] {
  const { orders, changes, crossRequests } = out;
  const errands: Errand[] = [];
  let [o, c, x] = [0, 0, 0];
  while (o < orders.count || c < changes.count || x < crossRequests.count) {
    const order = o < orders.count ? orders.place[o] : Infinity;
    const change = c < changes.count ? changes.place[c] : Infinity;
    const cross = x < crossRequests.count ? crossRequests.place[x] : Infinity;
    if (order < change && order < cross) {
      const known = account.orders.get(orders.id[o++]);
      if (known !== undefined) errands.push({ kind: 'submit', id: known.id, order: brokerOrder(known, account) });
    } else if (change < cross) errands.push(changeOf(out, c++));
    else errands.push(crossOf(out, x++, account.nowUs));
  }
  return errands;
}

/** The order as a broker takes it. A netted order is tagged with every agent that could have part in it. */
export function brokerOrder({ id, terms, agent, createdUs }: Order, account: Account): BrokerOrder {
  const { agents } = account.spec;
  const owners = agent >= 0 ? [agents[agent].id] : assignedTo(agents, terms.instrument);
  return { clientOrderId: clientOrderId(id), tsUs: createdUs, terms, owners };
}

type Agents = Account['spec']['agents'];

/** Per session: the names of those that trade an instrument, found once. */
const assigned = new WeakMap<Agents, Map<number, readonly string[]>>();

function assignedTo(agents: Agents, instrument: number): readonly string[] {
  let known = assigned.get(agents);
  if (known === undefined) assigned.set(agents, (known = new Map()));
  let names = known.get(instrument);
  if (names === undefined) {
    names = agents.filter(({ instruments }) => instruments.includes(instrument)).map(({ id }) => id);
    known.set(instrument, names);
  }
  return names;
}

function changeOf({ changes }: Out, row: number): Errand {
  const id: Id = changes.order[row];
  const tsUs = changes.tsUs[row];
  if (changes.kind[row] === 'cancel') return { kind: 'cancel', id, tsUs };
  const terms = {
    lots: given(changes.lots[row]),
    limitTicks: given(changes.limitTicks[row]),
    stopTicks: given(changes.stopTicks[row]),
  };
  return { kind: 'replace', id, changes: terms, tsUs };
}

function crossOf({ crossRequests }: Out, row: number, tsUs: number): Errand {
  const id = crossRequests.id[row];
  if (crossRequests.cancelled[row] === 1) return { kind: 'cross-cancel', id };
  return { kind: 'cross', id, instrument: crossRequests.instrument[row], tsUs };
}

/** Unchanged terms stand in the table as NaN. */
function given(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
