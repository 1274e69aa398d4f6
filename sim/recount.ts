import type { Id } from '../src/core/base/ids.ts';
import { clientOrderId } from '../src/core/orders/order.ts';
import type { InputEvent, InputOrigin } from '../src/contracts/input-event.ts';
import type { Engine } from '../src/core/engine/engine.ts';
import { OrderOrigin } from '../src/core/model/order.ts';
import type { Out } from '../src/core/model/out.ts';

const ENDED = new Set(['filled', 'canceled', 'rejected', 'expired', 'denied']);

/** Goes through all inputs on record and counts again, in the plainest way, what the engine made of them. */
export class Recount {
  /** The inputs that each request has become. */
  readonly requests = new Map<string, number[]>();
  /** Orders that we have rejected ourselves. */
  readonly rejected = new Set<string>();
  /** Orders that were decided. */
  readonly placed = new Set<Id>();
  /** Per instrument: the signed sum of what the venue has reported as filled. */
  readonly positions: number[];
  private readonly engine: Engine;
  private readonly say: (rule: string, what: string) => void;
  private readonly states = new Map<Id, string>();
  private readonly executions = new Map<number, number>();
  private readonly stale = new Set<number>();
  private reports = 0;

  constructor(engine: Engine, say: (rule: string, what: string) => void) {
    this.engine = engine;
    this.say = say;
    this.positions = engine.account.instruments.map(() => 0);
  }

  before(event: InputEvent, { source, sequence, correlationId }: InputOrigin): void {
    if (source === 'venue') {
      // I10: what the venue says comes in its order, each thing once.
      if (sequence !== this.reports + 1) this.say('I10', `report ${sequence} came after ${this.reports}`);
      this.reports = sequence;
    }
    if (source === 'client') {
      const found = this.requests.get(correlationId) ?? [];
      found.push(event.sequence);
      this.requests.set(correlationId, found);
    }
    if (event.kind === 'condition' && event.condition.name === 'feed-stale') {
      if (event.condition.on) this.stale.add(event.condition.instrument);
      else this.stale.delete(event.condition.instrument);
    }
    if (event.kind === 'report') this.onReport(event);
    // Nobody but the venue can say that an order which was sent is not there.
    if (event.kind === 'report' && event.report.kind === 'rejected' && source === 'runtime')
      this.rejected.add(clientOrderId(event.report.orderId));
  }

  after(event: InputEvent, _origin: InputOrigin, out: Out): void {
    this.onFills(event, out);
    this.onOrders(event, out);
    this.onUpdates(event, out);
  }

  /** I3: the venue's own words, added up by nobody but us. */
  private onReport({ report }: InputEvent): void {
    const { kind, orderId, lots, fillId, instrument } = report;
    if (kind !== 'filled' && kind !== 'busted') return;
    const side = this.engine.account.orders.get(orderId)?.terms.side;
    if (side === undefined) return;
    const known = this.executions.get(fillId) ?? 0;
    const wanted = kind === 'filled' ? lots : 0;
    // I4: told twice is filled once.
    if ((kind === 'filled') === (known !== 0)) return;
    this.executions.set(fillId, wanted);
    this.positions[instrument] += side * (kind === 'filled' ? lots : -lots);
  }

  private onFills({ sequence }: InputEvent, { fills }: Out): void {
    if (fills.count > 1) this.say('I4', `input ${sequence} made ${fills.count} fills`);
  }

  /** I6, I13: no order beyond the limits, whatever else in flight fills; none that adds risk on old data. */
  private onOrders({ sequence }: InputEvent, { orders }: Out): void {
    const { account } = this.engine;
    for (let row = 0; row < orders.count; row++) {
      const id = orders.id[row];
      const instrument = orders.instrument[row];
      this.placed.add(id);
      const approved = account.risk.approvedOf(id);
      if (approved === undefined || approved.reducing) continue;
      const name = clientOrderId(id);
      if (this.stale.has(instrument)) this.say('I13', `${name} adds risk on stale data`);
      const side = orders.side[row];
      let lots = account.positionLots(instrument) * side;
      // Of orders that cancel one another one alone can fill.
      const groups = new Map<Id, number>();
      for (const { terms, leavesLots, origin } of account.orders.liveOf(instrument)) {
        const protects = origin === OrderOrigin.exit || terms.parent !== undefined || terms.reduceOnly === true;
        if (protects || terms.side !== side) continue;
        if (terms.group === undefined) lots += leavesLots;
        else groups.set(terms.group, Math.max(groups.get(terms.group) ?? 0, leavesLots));
      }
      for (const most of groups.values()) lots += most;
      // Prices move between approvals: what was right at one is a little more at the next.
      const worth = lots * account.lastTicks[instrument];
      const limit = account.risk.limits.position.amount;
      if (worth > limit * 1.2)
        this.say('I6', `input ${sequence}: with ${name} up to ${worth} could be held, the limit is ${limit}`);
    }
  }

  /** I5: what has ended changes by a fill or its bust alone, and nothing is sent a second time. */
  private onUpdates(event: InputEvent, { updates, orders }: Out): void {
    for (let row = 0; row < orders.count; row++) this.states.set(orders.id[row], 'submitted');
    for (let row = 0; row < updates.count; row++) {
      const id = updates.order[row];
      const [from, to] = [this.states.get(id), updates.state[row]];
      const isOfFills = event.kind === 'report' && (event.report.kind === 'filled' || event.report.kind === 'busted');
      const isBack =
        to === 'initialized' ||
        (to === 'submitted' && from !== undefined && from !== 'submitted' && from !== 'unknown');
      if (isBack || (from !== undefined && ENDED.has(from) && from !== to && !isOfFills))
        this.say('I5', `input ${event.sequence}: ${clientOrderId(id)} went from ${from} to ${to}`);
      this.states.set(id, to);
    }
  }
}
