import { Fault } from '../base/fault.ts';
import type { IntentEvent } from '../model/intent.ts';
import type { OrderTerms } from '../model/order.ts';
import type { Account } from './account.ts';
import type { Agent } from './agent.ts';
import type { OwnOrders } from './own-orders.ts';
import { recordRefusal } from './refusals.ts';
import type { Targets } from './targets.ts';

/** What agents elsewhere want: as good as what an agent here asks for, and told when it cannot be. */
export class ExternalIntents {
  private readonly account: Account;
  private readonly agents: readonly Agent[];
  private readonly targets: Targets;
  private readonly ownOrders: OwnOrders;

  constructor(account: Account, agents: readonly Agent[], targets: Targets, ownOrders: OwnOrders) {
    this.account = account;
    this.agents = agents;
    this.targets = targets;
    this.ownOrders = ownOrders;
  }

  take(intent: IntentEvent): void {
    const { agent, instrument } = intent;
    const problem = this.problemOf(intent);
    if (problem !== undefined) {
      this.refuse(intent, problem);
      return;
    }
    this.account.consensus.handled(agent, this.account.nowUs);
    if (intent.kind === 'order') {
      this.ownOrders.order(agent, termsOf(intent), intent.reason);
      return;
    }
    try {
      this.targets.set(agent, instrument, intent.targetLots, { confidence: intent.confidence, reason: intent.reason });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.refuse(intent, 'bad-intent');
    }
  }

  /** An agent here is silent when it is paused: who is elsewhere cannot see that it is, and is told. */
  private problemOf({ agent, instrument }: IntentEvent): string | undefined {
    const { account, targets } = this;
    if (this.agents[agent]?.isExternal !== true) return 'not-external';
    if (instrument >= account.instrumentCount || !account.consensus.votes.isAssigned(agent, instrument))
      return 'not-assigned';
    if (account.risk.isAgentKilled(agent)) return 'agent-killed';
    return targets.muted[agent] === 1 ? 'agent-paused' : undefined;
  }

  private refuse({ agent, instrument, kind, targetLots, side, lots }: IntentEvent, rule: string): void {
    const { account } = this;
    const known = Math.min(instrument, account.instrumentCount - 1);
    recordRefusal(account, account.intentId(), agent, known, kind === 'target' ? targetLots : side * lots, {
      rule,
      severity: 'warning',
      scope: 'strategy',
      limit: Number.NaN,
      value: Number.NaN,
      maxLots: 0,
    });
  }
}

function termsOf(intent: IntentEvent): OrderTerms {
  const { instrument, side, lots, type, timeInForce, postOnly, reduceOnly } = intent;
  return {
    instrument,
    side,
    lots,
    type,
    limitTicks: given(intent.limitTicks),
    stopTicks: given(intent.stopTicks),
    timeInForce,
    expireUs: given(intent.expireUs),
    postOnly: postOnly || undefined,
    reduceOnly: reduceOnly || undefined,
  };
}

function given(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
