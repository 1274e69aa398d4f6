import { toNumber } from '../core/base/decimal.ts';
import type { Id } from '../core/base/ids.ts';
import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { Out } from '../core/model/out.ts';
import type { RunListener } from './venue-run.ts';

export interface LoggedFill {
  readonly tsUs: Us;
  /** A fill that was taken back comes as its opposite. */
  readonly signedLots: number;
  readonly priceTicks: number;
  /** In units of the instrument's currency. */
  readonly fee: number;
  readonly slippage: number;
}

export interface LoggedOrder {
  readonly id: Id;
  readonly tsUs: Us;
  readonly instrument: number;
  /** -1: netted over the agents. */
  readonly agent: number;
  readonly origin: string;
  readonly side: number;
  readonly lots: number;
  readonly type: string;
  readonly limitTicks: number;
  readonly stopTicks: number;
  readonly fills: LoggedFill[];
  /** As the venue last reported it, and why: a named code or ''. */
  state: string;
  reason: string;
}

/** What one owner has come to. */
export interface OwnerCounts {
  intents: number;
  fills: number;
  refusals: number;
  peak: number;
  drawdown: number;
}

/** Keeps what a run has sent and filled, and how far it fell; memory grows with orders, not with bars. */
export class RunLog implements RunListener {
  /** In the order in which they left. */
  readonly orders = new Map<Id, LoggedOrder>();
  readonly counts = { intents: 0, decisions: 0, orders: 0, fills: 0, refusals: 0 };
  /** The agents, then the account. */
  readonly owners: readonly OwnerCounts[];
  readonly engine: Engine;
  private readonly scales: readonly number[];

  constructor(engine: Engine) {
    const { account } = engine;
    this.engine = engine;
    this.scales = account.instruments.map(({ currency }) => account.ledger.scaleOf(currency));
    const start = account.equity();
    this.owners = Array.from({ length: account.agentCount + 1 }, (_, owner) => ({
      intents: 0,
      fills: 0,
      refusals: 0,
      peak: owner === account.agentCount ? start : 0,
      drawdown: 0,
    }));
  }

  onOut(out: Out): void {
    const { intents, decisions, orders, fills, refusals, allocations } = out;
    const { counts, owners } = this;
    counts.intents += intents.count;
    counts.decisions += decisions.count;
    counts.orders += orders.count;
    counts.fills += fills.count;
    counts.refusals += refusals.count;
    for (let row = 0; row < orders.count; row++) this.order(out, row);
    for (let row = 0; row < fills.count; row++) this.fill(out, row);
    for (let row = 0; row < out.updates.count; row++) this.update(out, row);
    for (let row = 0; row < intents.count; row++) this.owner(intents.agent[row]).intents += 1;
    for (let row = 0; row < refusals.count; row++) this.owner(refusals.agent[row]).refusals += 1;
    for (let row = 0; row < allocations.count; row++)
      if (allocations.owner[row] < owners.length - 1) owners[allocations.owner[row]].fills += 1;
    owners[owners.length - 1].fills += fills.count;
  }

  onInstant(): void {
    const { owners } = this;
    const { account } = this.engine;
    const last = owners.length - 1;
    for (let owner = 0; owner <= last; owner++) {
      const kept = owners[owner];
      const worth = owner === last ? account.equity() : account.ledger.profit(owner);
      kept.peak = Math.max(kept.peak, worth);
      kept.drawdown = Math.max(kept.drawdown, kept.peak - worth);
    }
  }

  /** -1 and what is no agent's stand for the account. */
  private owner(agent: number): OwnerCounts {
    const { owners } = this;
    return owners[agent >= 0 && agent < owners.length - 1 ? agent : owners.length - 1];
  }

  private order({ orders }: Out, row: number): void {
    this.orders.set(orders.id[row], {
      id: orders.id[row],
      tsUs: orders.tsUs[row],
      instrument: orders.instrument[row],
      agent: orders.agent[row],
      origin: orders.origin[row],
      side: orders.side[row],
      lots: orders.lots[row],
      type: orders.type[row],
      limitTicks: orders.limitTicks[row],
      stopTicks: orders.stopTicks[row],
      fills: [],
      state: '',
      reason: '',
    });
  }

  private update({ updates }: Out, row: number): void {
    const order = this.orders.get(updates.order[row]);
    if (order === undefined) return;
    order.state = updates.state[row];
    order.reason = updates.reason[row];
  }

  private fill({ fills }: Out, row: number): void {
    const scale = this.scales[fills.instrument[row]];
    this.orders.get(fills.order[row])?.fills.push({
      tsUs: fills.tsUs[row],
      signedLots: fills.signedLots[row],
      priceTicks: fills.priceTicks[row],
      fee: toNumber({ units: fills.fee[row], scale }),
      slippage: toNumber({ units: fills.slippage[row], scale }),
    });
  }
}
