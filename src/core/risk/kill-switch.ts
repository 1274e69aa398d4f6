import { assert } from '../base/assert.ts';
import type { Us } from '../base/time.ts';
import type { Halts } from './halts.ts';
import type { RiskScope } from './refusal.ts';

export type KillScope = Exclude<RiskScope, 'bucket'>;

/** A latched kill. `id` is an agent's or an instrument's name; '' for the account. */
export interface Kill {
  readonly scope: KillScope;
  readonly id: string;
  readonly reason: string;
  readonly atUs: Us;
}

/**
 * Latches that a person sets and a person takes back. Killed means reduce-only, never stuck: positions can always be
 * closed. A paused agent asks for nothing new; what it holds stays.
 */
export class KillSwitch {
  private readonly agents: readonly string[];
  private readonly instruments: readonly string[];
  private readonly halts: Halts;
  private kills: Kill[] = [];
  private account = false;
  private readonly agentKilled: Uint8Array;
  private readonly agentPaused: Uint8Array;
  private readonly instrumentKilled: Uint8Array;

  constructor(agents: readonly string[], instruments: readonly string[], halts: Halts) {
    this.agents = agents;
    this.instruments = instruments;
    this.halts = halts;
    this.agentKilled = new Uint8Array(agents.length);
    this.agentPaused = new Uint8Array(agents.length);
    this.instrumentKilled = new Uint8Array(instruments.length);
  }

  /** False when it was killed already. */
  kill(scope: KillScope, id: string, reason: string, nowUs: Us): boolean {
    if (this.isKilled(scope, id)) return false;
    this.kills.push({ scope, id, reason, atUs: nowUs });
    this.mark(scope, id, true);
    this.halts.begin('kill', nowUs, reason, nameOf(scope, id));
    return true;
  }

  /** False when nothing of the kind was latched. Other scopes stay as they are. */
  release(scope: KillScope, id: string, who: string, reason: string, nowUs: Us): boolean {
    if (!this.isKilled(scope, id)) return false;
    this.kills = this.kills.filter((kill) => kill.scope !== scope || kill.id !== id);
    this.mark(scope, id, false);
    this.halts.end('kill', nowUs, `${who}: ${reason}`, nameOf(scope, id));
    return true;
  }

  pause(agent: number, paused: boolean): void {
    this.agentPaused[agent] = paused ? 1 : 0;
  }

  isPaused(agent: number): boolean {
    return this.agentPaused[agent] === 1;
  }

  /** The scope of the latch that holds an order of this agent (-1: netted, of several) on this instrument, if any. */
  scopeOver(instrument: number, agent: number): KillScope | undefined {
    if (this.account) return 'account';
    if (this.instrumentKilled[instrument] === 1) return 'instrument';
    if (agent >= 0 && this.agentKilled[agent] === 1) return 'strategy';
    return undefined;
  }

  isAgentKilled(agent: number): boolean {
    return this.agentKilled[agent] === 1;
  }

  list(): readonly Kill[] {
    return this.kills;
  }

  save(): KillSwitchState {
    return { kills: [...this.kills], paused: this.agents.filter((_, agent) => this.isPaused(agent)) };
  }

  load({ kills, paused }: KillSwitchState): void {
    for (const { scope, id } of this.kills) this.mark(scope, id, false);
    this.kills = [...kills];
    for (const { scope, id } of kills) this.mark(scope, id, true);
    this.agents.forEach((name, agent) => this.pause(agent, paused.includes(name)));
  }

  private isKilled(scope: KillScope, id: string): boolean {
    return this.kills.some((kill) => kill.scope === scope && kill.id === id);
  }

  private mark(scope: KillScope, id: string, killed: boolean): void {
    if (scope === 'account') {
      this.account = killed;
      return;
    }
    const place = (scope === 'strategy' ? this.agents : this.instruments).indexOf(id);
    assert(place >= 0, () => `no ${scope} is called ${id}`);
    (scope === 'strategy' ? this.agentKilled : this.instrumentKilled)[place] = killed ? 1 : 0;
  }
}

export interface KillSwitchState {
  kills: Kill[];
  paused: string[];
}

function nameOf(scope: KillScope, id: string): string {
  return scope === 'account' ? '' : `${scope} ${id}`;
}
