import type { AccountView } from './account-view.ts';
import type { Breakers } from './breakers.ts';
import type { Conditions } from './conditions.ts';
import type { KillSwitch } from './kill-switch.ts';
import { type RiskScope, type RuleName, scopeOf } from './refusal.ts';
import type { Reservations } from './reservations.ts';

/**
 * What keeps all new risk out, whatever its size: ruin, a kill, a halt, a condition of the world, a price or an equity that is not known, an order
 * whose outcome is not known. Reduce-only, in other words.
 */
export class Blocks {
  /** The scope of the rule that `over` named last. */
  scope: RiskScope = 'account';

  private readonly account: AccountView;
  private readonly reservations: Reservations;
  private readonly breakers: Breakers;
  private readonly kills: KillSwitch;
  private readonly conditions: Conditions;

  constructor(
    account: AccountView,
    reservations: Reservations,
    breakers: Breakers,
    kills: KillSwitch,
    conditions: Conditions,
  ) {
    this.account = account;
    this.reservations = reservations;
    this.breakers = breakers;
    this.kills = kills;
    this.conditions = conditions;
  }

  /** The gravest rule over this instrument and agent (-1: a netted order), or `undefined`. */
  over(instrument: number, agent: number): RuleName | undefined {
    const killed = this.kills.scopeOver(instrument, agent);
    if (killed !== undefined && !this.breakers.isRuined()) {
      this.scope = killed;
      return 'kill';
    }
    const halted = this.breakers.haltedBy();
    const world = halted === undefined ? this.conditions.over(instrument) : undefined;
    if (world !== undefined) {
      this.scope = this.conditions.scope;
      return world;
    }
    const rule = halted ?? this.unknowable(instrument) ?? this.pausedAgent(agent);
    if (rule !== undefined) this.scope = scopeOf(rule);
    return rule;
  }

  private pausedAgent(agent: number): RuleName | undefined {
    return agent >= 0 && this.kills.isPaused(agent) ? 'paused' : undefined;
  }

  /** Fails closed: not (known and positive). */
  private unknowable(instrument: number): RuleName | undefined {
    const { account } = this;
    const known =
      account.priceTicks(instrument) > 0 && account.notionalPerTickLot(instrument) > 0 && account.equity() > 0;
    if (!known) return 'price';
    for (const { unknown } of this.reservations.of(instrument)) if (unknown) return 'unknown';
    return undefined;
  }
}
