import { type Id, idText, readId } from '../base/ids.ts';
import { must } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import { fieldsOf, loadFields, loadState, saveFields, saveState, type SavedState } from '../base/state.ts';
import { priceOf, quantityOf } from '../model/instrument.ts';
import { OrderOrigin, type OrderTerms, Side } from '../model/order.ts';
import { splitTerms, type SplitRatio } from '../model/split.ts';
import type { Order } from '../orders/order.ts';
import type { OrderChanges, OrderRequest, OrderUpdate, OrderView } from '../strategies/strategy.ts';
import { type Account, IntentKind } from './account.ts';
import { offGrid, readChanges, readChildren, readTerms } from './order-request.ts';
import type { Placement, TermChanges } from './placement.ts';
import { type Refusal, recordRefusal } from './refusals.ts';
import { selfTrade } from './self-trade.ts';
import type { Targets } from './targets.ts';

interface Wish {
  readonly id: Id;
  readonly agent: number;
  terms: OrderTerms;
  /** A fill or an update caused it: it waits for the next instant. */
  deferred: boolean;
}

/** `terms` undefined is a cancel. */
interface Change {
  readonly order: Order;
  readonly terms: TermChanges | undefined;
  deferred: boolean;
}

type Said = Pick<OrderRequest, 'reason' | 'values'>;

interface Denial {
  readonly agent: number;
  readonly update: OrderUpdate;
}

const SAVED = ['wishes', 'denials', 'deferred'];

/**
 * Orders that agents place themselves. They wait for the end of the instant, reducing ones go first, and each passes the
 * hard gate with its terms as they are: it is approved or refused, never shrunk. What a fill caused waits for the next instant.
 */
export class OwnOrders {
  private readonly account: Account;
  private readonly placement: Placement;
  private readonly targets: Targets;
  private readonly tell: (agent: number, update: OrderUpdate) => void;
  private wishes: Wish[] = [];
  private changes: Change[] = [];
  private denials: Denial[] = [];
  private deferred = 0;
  /** Something was asked for, or refused, since the last window closed. */
  asked = false;

  /** `tell` hands an agent the news that its order was refused. */
  constructor(
    account: Account,
    placement: Placement,
    targets: Targets,
    tell: (agent: number, update: OrderUpdate) => void,
  ) {
    this.account = account;
    this.placement = placement;
    this.targets = targets;
    this.tell = tell;
  }

  intend(agent: number, instrument: number, request: OrderRequest): string {
    const { account } = this;
    const known = account.instruments[instrument];
    const id = account.orderId();
    const text = idText('o', id);
    const sibling = request.oneCancels === undefined ? undefined : this.ownGroup(agent, request.oneCancels);
    const terms = readTerms(known, request, sibling?.group ?? id);
    const children = readChildren(known, request, terms, id, () => account.orderId());
    this.submit(id, agent, terms, children, sibling?.filled === true, request);
    return text;
  }

  /** An order as an intent from outside has it. */
  order(agent: number, terms: OrderTerms, reason: string): void {
    const id = this.account.orderId();
    this.submit(id, agent, { ...terms, group: id }, [], false, { reason });
  }

  private submit(
    id: Id,
    agent: number,
    terms: OrderTerms,
    children: readonly { id: Id; terms: OrderTerms }[],
    siblingFilled: boolean,
    said: Said,
  ): void {
    const { account, targets } = this;
    const { instrument } = terms;
    const known = account.instruments[instrument];
    if (targets.muted[agent] === 1 || account.nowUs < account.spec.fromUs) return;
    const place = agent * account.instrumentCount + instrument;
    const refusal =
      account.intentKind[place] === IntentKind.target
        ? MIXED
        : ([terms, ...children.map((child) => child.terms)]
            .map((each) => offGrid(known, each))
            .find((found) => found !== undefined) ?? (siblingFilled ? SIBLING_FILLED : undefined));
    if (refusal !== undefined) {
      this.deny(id, agent, terms, refusal);
      return;
    }
    account.intentKind[place] = IntentKind.order;
    this.record(id, agent, terms, said);
    this.wish({ id, agent, terms, deferred: targets.deferring });
    for (const child of children) this.wish({ ...child, agent, deferred: targets.deferring });
  }

  /** An order-level intent stands among the intents, with the size of its order. */
  private record(id: Id, agent: number, { instrument, side, lots }: OrderTerms, { reason, values }: Said): void {
    const { out, nowUs } = this.account;
    const { intents } = out;
    const row = out.add(intents);
    intents.id[row] = id;
    intents.tsUs[row] = nowUs;
    intents.agent[row] = agent;
    intents.instrument[row] = instrument;
    intents.targetLots[row] = side * lots;
    intents.confidence[row] = 1;
    intents.horizonBars[row] = Number.NaN;
    intents.source[row] = 'order';
    intents.reason[row] = reason ?? '';
    intents.values[row] = values ?? [];
  }

  private wish(wish: Wish): void {
    this.asked = true;
    this.wishes.push(wish);
    if (wish.deferred) this.deferred += 1;
  }

  private change(order: Order, terms: TermChanges | undefined): void {
    const deferred = this.targets.deferring;
    this.asked = true;
    this.changes.push({ order, terms, deferred });
    if (deferred) this.deferred += 1;
  }

  /** The group of an order placed before, and whether it has filled any: then nothing is left to cancel it for. */
  private ownGroup(agent: number, text: string): { group: Id | undefined; filled: boolean } {
    const id = idFrom(text);
    const wish = this.wishOf(agent, id);
    if (wish !== undefined) return { group: wish.terms.group, filled: false };
    const order = this.own(agent, id);
    return {
      group: order?.done === false ? order.terms.group : undefined,
      filled: order !== undefined && order.filledLots > 0,
    };
  }

  private wishOf(agent: number, id: Id): Wish | undefined {
    return this.wishes.find((wish) => wish.id === id && wish.agent === agent);
  }

  /** The order of this id; undefined when it was refused, or ended long ago. Another's is a Fault. */
  private own(agent: number, id: Id): Order | undefined {
    const order = this.account.orders.get(id);
    if (order !== undefined && (order.agent !== agent || order.origin !== OrderOrigin.intent)) {
      throw new Fault('strategy', `order id: ${idText('o', id)} is not one of this agent's orders`);
    }
    return order;
  }

  cancel(agent: number, orderId: string): void {
    const id = idFrom(orderId);
    if (this.wishOf(agent, id) !== undefined) {
      this.forget((wish) => wish.id === id || wish.terms.parent === id);
      return;
    }
    const order = this.own(agent, id);
    if (order?.done === false) this.change(order, undefined);
  }

  replace(agent: number, orderId: string, changes: OrderChanges): void {
    const { account } = this;
    const id = idFrom(orderId);
    const wish = this.wishOf(agent, id);
    const order = wish === undefined ? this.own(agent, id) : undefined;
    const terms = wish?.terms ?? order?.terms;
    if (terms === undefined || order?.done === true || this.targets.muted[agent] === 1) return;
    const known = account.instruments[terms.instrument];
    const wanted = readChanges(known, changes);
    const refusal = offGrid(known, wanted);
    if (refusal !== undefined) recordRefusal(account, id, agent, terms.instrument, terms.lots * terms.side, refusal);
    else if (wish !== undefined) wish.terms = changed(wish.terms, wanted);
    else if (order !== undefined) this.change(order, wanted);
  }

  /** All of this agent's live orders are cancelled (a kill). */
  cancelAll(agent: number): void {
    this.forget((wish) => wish.agent === agent);
    for (const order of this.account.orders.live()) {
      if (order.origin === OrderOrigin.intent && order.agent === agent) this.placement.cancel(order);
    }
  }

  private forget(gone: (wish: Wish) => boolean): void {
    this.wishes = this.wishes.filter((wish) => !gone(wish));
    this.count();
  }

  private count(): void {
    this.deferred = [...this.wishes, ...this.changes].filter((item) => item.deferred).length;
  }

  /** A later instant has begun: what fills caused may go at its end. */
  release(): void {
    if (this.deferred === 0) return;
    for (const item of [...this.wishes, ...this.changes]) item.deferred = false;
    this.deferred = 0;
  }

  /** What agents asked for before a split and what has not left yet. */
  split(instrument: number, ratio: SplitRatio): void {
    for (const wish of this.wishes) {
      if (wish.terms.instrument === instrument) wish.terms = splitTerms(wish.terms, 0, ratio) ?? wish.terms;
    }
    this.changes = this.changes.map((change) => {
      const { order, terms } = change;
      if (terms === undefined || order.terms.instrument !== instrument) return change;
      const wanted = splitTerms(changed(order.terms, terms), order.filledLots, ratio) ?? order.terms;
      const given = {
        lots: terms.lots === undefined ? undefined : wanted.lots,
        limitTicks: terms.limitTicks === undefined ? undefined : wanted.limitTicks,
        stopTicks: terms.stopTicks === undefined ? undefined : wanted.stopTicks,
      };
      return { ...change, terms: given };
    });
  }

  get idle(): boolean {
    return this.wishes.length + this.changes.length + this.denials.length === this.deferred;
  }

  /** Nothing waits at all, for this instant or for a later one. */
  get still(): boolean {
    return this.idle && this.deferred === 0;
  }

  /** The window closes: cancels and changes first (those that give way before the others), then reducing orders, then the others; then agents hear what was refused. */
  close(): void {
    this.asked = false;
    if (this.idle) return;
    const { account } = this;
    const changes = this.changes.filter((change) => !change.deferred);
    const wishes = this.wishes.filter((wish) => !wish.deferred);
    this.changes = this.changes.filter((change) => change.deferred);
    this.wishes = this.wishes.filter((wish) => wish.deferred);
    for (const change of roomFirst(changes)) this.apply(change);
    const reduces = wishes.map(({ terms }) => account.risk.reduces(terms.instrument, terms.side * terms.lots));
    const refused = new Set<Id>();
    for (const reducing of [true, false]) {
      wishes.forEach((wish, k) => {
        // A bracket leaves whole: the entry first, its children behind it.
        const entry = wish.terms.parent === undefined ? k : wishes.findIndex(({ id }) => id === wish.terms.parent);
        if (reduces[entry] !== reducing || refused.has(wish.terms.parent ?? 0)) return;
        if (!this.place(wish)) refused.add(wish.id);
      });
    }
    const { denials } = this;
    this.denials = [];
    for (const { agent, update } of denials) this.tell(agent, update);
  }

  private place({ id, agent, terms }: Wish): boolean {
    const { account } = this;
    const refusal = terms.parent === undefined ? this.screen(agent, terms) : undefined;
    if (refusal !== undefined) {
      this.deny(id, agent, terms, refusal);
      return false;
    }
    if (this.placement.place(id, terms, OrderOrigin.intent, agent, 0) !== undefined) return true;
    const { refusals } = account.out;
    this.denied(id, agent, terms, refusals.rule[refusals.count - 1]);
    return false;
  }

  /** The agent's own limits, and what no agent may do: reduce what it does not hold, trade with ourselves. */
  private screen(agent: number, terms: OrderTerms): Refusal | undefined {
    const { account } = this;
    const { instrument, side, lots } = terms;
    const held = account.ledger.position(agent, instrument);
    if (terms.reduceOnly === true) {
      const most = Math.max(0, Math.min(-held * side, -account.ledger.accountPosition(instrument) * side));
      if (lots > most)
        return { rule: 'reduce-only', severity: 'warning', scope: 'strategy', limit: most, value: lots, maxLots: most };
    }
    return (
      account.risk.screenOrder(agent, instrument, side * lots, held, account.equityOf(agent)) ??
      selfTrade(account, terms)
    );
  }

  private deny(id: Id, agent: number, terms: OrderTerms, refusal: Refusal): void {
    recordRefusal(this.account, id, agent, terms.instrument, terms.lots * terms.side, refusal);
    this.denied(id, agent, terms, refusal.rule);
  }

  private denied(id: Id, agent: number, { instrument }: OrderTerms, reason: string): void {
    const { name } = this.account.instruments[instrument];
    this.asked = true;
    this.denials.push({
      agent,
      update: {
        orderId: idText('o', id),
        instrument: name,
        state: 'denied',
        filled: 0,
        reason,
        tsUs: this.account.nowUs,
      },
    });
  }

  private apply({ order, terms }: Change): void {
    if (terms === undefined) {
      this.placement.cancel(order);
      return;
    }
    const meets =
      terms.limitTicks === undefined ? undefined : selfTrade(this.account, changed(order.terms, terms), order);
    if (meets === undefined) this.placement.replace(order, terms);
    else
      recordRefusal(
        this.account,
        order.id,
        order.agent,
        order.terms.instrument,
        order.terms.lots * order.terms.side,
        meets,
      );
  }

  /** Changes name their orders by id. */
  save(): SavedState {
    const changes = this.changes.map(({ order, ...change }) => ({ ...change, order: order.id }));
    return { ...saveFields(this, SAVED), changes: saveState(changes) };
  }

  /** The orders must be loaded before. */
  load(state: SavedState): void {
    loadFields(this, SAVED, state);
    this.asked = true;
    const changes: (Omit<Change, 'order'> & { order: Id })[] = [];
    loadState(changes, fieldsOf(state, 'own orders').changes);
    this.changes = changes.map(({ order: id, ...change }) => ({
      ...change,
      order: must(this.account.orders.get(id), 'what is to change is a known order'),
    }));
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

const MIXED: Refusal = {
  rule: 'mixed-intents',
  severity: 'warning',
  scope: 'strategy',
  limit: Number.NaN,
  value: Number.NaN,
  maxLots: 0,
};
const SIBLING_FILLED: Refusal = {
  rule: 'sibling-filled',
  severity: 'warning',
  scope: 'strategy',
  limit: Number.NaN,
  value: Number.NaN,
  maxLots: 0,
};

/** Cancels, and prices that step back, before prices that step forward: who moves both quotes must not meet itself on the way. */
function roomFirst(changes: readonly Change[]): readonly Change[] {
  if (changes.length < 2) return changes;
  const gives = changes.map(
    ({ order, terms }) =>
      // Two changes of one order stay as they were asked for.
      changes.filter((other) => other.order === order).length === 1 &&
      (terms?.limitTicks === undefined ||
        (terms.limitTicks - (order.terms.limitTicks ?? terms.limitTicks)) * order.terms.side <= 0),
  );
  return [...changes.filter((_, k) => gives[k]), ...changes.filter((_, k) => !gives[k])];
}

function idFrom(text: string): Id {
  const id = readId('o', text);
  if (id === undefined)
    throw new Fault('strategy', `order id: expected one that intend() returned, was ${JSON.stringify(text)}`);
  return id;
}

function changed(terms: OrderTerms, { lots, limitTicks, stopTicks }: TermChanges): OrderTerms {
  return {
    ...terms,
    lots: lots ?? terms.lots,
    limitTicks: limitTicks ?? terms.limitTicks,
    stopTicks: stopTicks ?? terms.stopTicks,
  };
}
