import type { AccountView } from './account-view.ts';
import type { KillSwitch } from './kill-switch.ts';
import { within } from './limits.ts';
import { type RiskRefused, refuse } from './refusal.ts';
import type { AgentLimit } from './risk-config.ts';

/** More lots than anybody means: beyond it an intent is a mistake of its agent, not a size to be cut. */
export const SANE_LOTS = 1e15;

/**
 * The first look at an intent: is it a number that can be meant, may this agent ask at all, and does it stay within the
 * agent's own limit. Account limits are no concern here: they shrink what the vote decides.
 */
export class Screen {
  private readonly account: AccountView;
  private readonly kills: KillSwitch;
  private readonly limits: readonly (AgentLimit | undefined)[];

  constructor(account: AccountView, kills: KillSwitch, limits: readonly (AgentLimit | undefined)[]) {
    this.account = account;
    this.kills = kills;
    this.limits = limits;
  }

  /**
   * A target of `lots` (signed) by an agent that holds `heldLots` and whose equity is given. `undefined` when it passes;
   * otherwise the refusal's `maxLots` is the largest |target| of that sign: what the target is shrunk to.
   */
  target(
    agent: number,
    instrument: number,
    lots: number,
    heldLots: number,
    agentEquity: number,
  ): RiskRefused | undefined {
    if (!isSane(lots)) return refuse('sanity', SANE_LOTS, lots, 0);
    const size = Math.abs(lots);
    const held = heldLots * lots > 0 ? Math.abs(heldLots) : 0;
    if (size <= held) return undefined;
    return this.barred(agent, size, held) ?? this.sized(agent, instrument, size, held, agentEquity);
  }

  /** An order of an agent's own. `maxLots` is the largest order of that side. */
  order(
    agent: number,
    instrument: number,
    signedLots: number,
    heldLots: number,
    agentEquity: number,
  ): RiskRefused | undefined {
    if (!isSane(signedLots) || signedLots === 0) return refuse('sanity', SANE_LOTS, signedLots, 0);
    const size = Math.abs(signedLots);
    const closes = heldLots * signedLots < 0 ? Math.abs(heldLots) : 0;
    if (size <= closes) return undefined;
    const barred = this.barred(agent, size, closes);
    if (barred !== undefined) return barred;
    const after = Math.abs(heldLots + signedLots);
    const refusal = this.sized(agent, instrument, after, 0, agentEquity);
    if (refusal === undefined) return undefined;
    const most = Math.max(closes, refusal.maxLots - heldLots * Math.sign(signedLots));
    return { ...refusal, maxLots: Math.max(0, most) };
  }

  private barred(agent: number, size: number, allowed: number): RiskRefused | undefined {
    if (this.kills.isAgentKilled(agent)) return refuse('kill', 0, size, allowed, 'strategy');
    if (this.kills.isPaused(agent)) return refuse('paused', 0, size, allowed);
    return undefined;
  }

  private sized(
    agent: number,
    instrument: number,
    size: number,
    held: number,
    agentEquity: number,
  ): RiskRefused | undefined {
    const own = this.limits[agent];
    if (own === undefined) return undefined;
    const { position = Number.POSITIVE_INFINITY, maxPosition = Number.POSITIVE_INFINITY } = own;
    const limit = position === Number.POSITIVE_INFINITY ? maxPosition : Math.min(position * agentEquity, maxPosition);
    const perLot = this.account.priceTicks(instrument) * this.account.notionalPerTickLot(instrument);
    const value = size * perLot;
    if (within(value, limit)) return undefined;
    let most = Math.floor(limit / perLot);
    if (within((most + 1) * perLot, limit)) most += 1;
    return refuse('agentPosition', limit, value, Math.max(held, most > 0 ? most : 0));
  }
}

function isSane(lots: number): boolean {
  return Number.isInteger(lots) && Math.abs(lots) <= SANE_LOTS;
}
