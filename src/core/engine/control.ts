import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import { Fault } from '../base/fault.ts';
import { consensusMethods } from '../consensus/method.ts';
import type { ConditionEvent } from '../model/condition.ts';
import { OrderOrigin } from '../model/order.ts';
import type { BreakerChange } from '../risk/breakers.ts';
import { type Account, IntentKind } from './account.ts';
import type { Agent, AgentFailure } from './agent.ts';
import type { Decisions } from './decisions.ts';
import type { ExitDesk } from './exits.ts';
import { Command, type EngineEvent } from './event.ts';
import type { OwnOrders } from './own-orders.ts';
import type { Placement } from './placement.ts';
import type { Slices } from './slices.ts';
import type { Targets } from './targets.ts';

const SAVED = ['turned'];

/** Breakers and people: what stops agents, instruments or the account, and what lets them go on. */
export class Control {
  private readonly account: Account;
  private readonly agents: readonly Agent[];
  private readonly targets: Targets;
  private readonly ownOrders: OwnOrders;
  private readonly placement: Placement;
  private readonly decisions: Decisions;
  private readonly exits: ExitDesk;
  private readonly slices: Slices;
  /** Places (agent, instrument) of own orders whose positions a kill closes as if they were a target's. */
  private turned = new Set<number>();

  constructor(
    account: Account,
    agents: readonly Agent[],
    targets: Targets,
    ownOrders: OwnOrders,
    placement: Placement,
    decisions: Decisions,
    exits: ExitDesk,
    slices: Slices,
  ) {
    this.account = account;
    this.agents = agents;
    this.targets = targets;
    this.ownOrders = ownOrders;
    this.placement = placement;
    this.decisions = decisions;
    this.exits = exits;
    this.slices = slices;
  }

  /** Equity is gone and nothing is held any more. */
  get ruined(): boolean {
    return this.account.risk.isRuined() && this.account.grossExposure() === 0;
  }

  /** What risk's breakers have just done is carried out: new risk in flight is taken back, positions are reduced. */
  onBreakers(changes: readonly BreakerChange[] | undefined): void {
    if (changes === undefined) return;
    const { account } = this;
    for (const change of changes) {
      const values = [change.rule, change.limit, change.value];
      if (change.action === 'halt') {
        account.notice(change.rule === 'ruin' ? 'ruined' : 'halt', -1, '{0}: limit {1}, value {2}', values);
        this.cancelRaising();
      } else if (change.action === 'resume') {
        account.notice('resume', -1, '{0} is over', [change.rule]);
        this.decisions.reconsider();
      } else {
        account.notice('reduce', -1, '{0}: limit {1}, value {2}', values);
        this.reduce(change);
      }
    }
  }

  private cancelRaising(): void {
    for (const instrument of this.account.risk.raisingInstruments()) this.slices.stop(instrument);
    for (const id of this.account.risk.raisingOrders()) {
      const order = this.account.orders.get(id);
      if (order !== undefined) this.placement.cancel(order);
    }
  }

  private reduce(change: BreakerChange): void {
    const { account } = this;
    if (change.fraction === 0) {
      for (const order of account.orders.live()) if (order.origin === OrderOrigin.intent) this.placement.cancel(order);
    }
    for (let i = 0; i < account.instrumentCount; i++) {
      if (this.holds(i)) this.decisions.reduce(i, change.fraction, change.rule);
    }
  }

  /** Somebody holds the instrument, be it that their positions cancel out. */
  private holds(instrument: number): boolean {
    for (let owner = 0; owner <= this.account.house; owner++)
      if (this.account.ledger.position(owner, instrument) !== 0) return true;
    return false;
  }

  onCommand(event: EngineEvent): void {
    switch (event.command) {
      case Command.pause:
      case Command.resume:
        this.pause(this.agentOf(event), event.command === Command.pause);
        break;
      case Command.kill:
        this.kill(event);
        break;
      case Command.release:
        this.release(event);
        break;
      case Command.setLimits:
        this.setLimits(event);
        break;
      case Command.setMethod:
        this.setMethod(event);
        break;
      case Command.note:
        break;
    }
  }

  /** What limits decide from here on names the version that this makes; standing decisions are looked at again. */
  private setLimits({ limits, who, why }: EngineEvent): void {
    const { account } = this;
    if (!this.done('limits', who, () => account.risk.setLimits(limits))) return;
    const { limitsVersion } = account.risk;
    const words = Object.entries(limits).map(([key, value]) => `${key}=${value}`);
    account.notice('limits', -1, 'version {0}: {1}, by {2}: {3}', [limitsVersion, words.join(' '), who, why]);
    this.decisions.reconsider();
  }

  /** Under `sum` agents own their money: what is whose would change, so no session goes over to it or away from it. */
  private setMethod({ method: name, weights, who, why }: EngineEvent): void {
    const { account } = this;
    const method = consensusMethods.find((known) => known === name);
    const numbers = Object.fromEntries(Object.entries(weights).map(([id, weight]) => [id, Number(weight)]));
    const set = (): void => {
      if (method === undefined) throw new Fault('config', `no method is called ${name}`);
      if ((method === 'sum') !== account.ownCapital)
        throw new Fault('config', `a session cannot change between sum and ${account.ownCapital ? method : 'others'}`);
      account.setMethod(method, Object.keys(numbers).length > 0 ? numbers : undefined);
    };
    if (this.done('method', who, set)) account.notice('method', -1, '{0}, by {1}: {2}', [name, who, why]);
  }

  /** A command that asks for what cannot be is refused, and nothing has changed. */
  private done(what: string, who: string, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.account.notice(`${what}-refused`, -1, 'asked by {0}: {1}', [who, error.message]);
      return false;
    }
  }

  /** Something about the world keeps new risk out, or does so no longer; what it kept back is decided again then. */
  onCondition({ name, on, instrument, detail }: ConditionEvent): void {
    const { account } = this;
    if (!account.risk.setCondition(name, instrument, on)) return;
    const subject = instrument < 0 ? 'account' : account.instruments[instrument].name;
    account.notice('condition', -1, '{0} {1} for {2}: {3}', [name, on ? 'begins' : 'is over', subject, detail]);
    if (!on) this.decisions.reconsider();
  }

  private agentOf(event: EngineEvent): number {
    return this.account.spec.agents.findIndex(({ id }) => id === event.subject);
  }

  private pause(agent: number, paused: boolean): void {
    if (agent < 0) return;
    const { account } = this;
    this.agents[agent].paused = paused;
    this.mute(agent);
    account.risk.pause(agent, paused);
    account.consensus.setPaused(agent, paused);
    for (const i of account.spec.agents[agent].instruments) account.markDirty(i, 1);
  }

  private mute(agent: number): void {
    this.targets.muted[agent] = this.agents[agent].paused || this.account.risk.isAgentKilled(agent) ? 1 : 0;
  }

  /** An agent threw: it asks for nothing more, and what it holds is held. The others go on. */
  onFailure({ agent: id, handler, error }: AgentFailure): void {
    const agent = this.account.spec.agents.findIndex((spec) => spec.id === id);
    this.account.notice('agent-stopped', agent, '{0}: {1}', [
      handler,
      error instanceof Error ? error.message : String(error),
    ]);
    this.pause(agent, true);
  }

  private kill(event: EngineEvent): void {
    const { account } = this;
    if (!account.risk.kill(event.scope, event.subject, `${event.who}: ${event.why}`, event.tsUs)) return;
    account.notice('kill', -1, '{0} {1}, by {2}: {3}', [event.scope, event.subject, event.who, event.why]);
    if (event.scope === 'strategy') this.killAgent(this.agentOf(event));
    else if (event.scope === 'instrument')
      this.killInstrument(account.instruments.findIndex(({ name }) => name === event.subject));
    else this.killAccount();
  }

  private killAccount(): void {
    const { account } = this;
    for (let i = 0; i < account.instrumentCount; i++) this.slices.stop(i);
    for (const order of account.orders.live()) this.placement.cancel(order);
    for (let i = 0; i < account.instrumentCount; i++) this.exits.suspend(i, true);
  }

  /** Its own orders and every netted order that it has part in are cancelled, and its target is 0. */
  private killAgent(agent: number): void {
    const { account } = this;
    this.ownOrders.cancelAll(agent);
    this.mute(agent);
    account.consensus.kill(agent);
    for (const order of account.orders.live()) if (order.agent === agent) this.placement.cancel(order);
    for (const i of account.spec.agents[agent].instruments) {
      const place = agent * account.instrumentCount + i;
      if (account.intentKind[place] === IntentKind.order) this.turned.add(place);
      account.intentKind[place] = IntentKind.target;
      this.decisions.withdraw(i, agent);
      account.markDirty(i, 1);
    }
  }

  private killInstrument(instrument: number): void {
    const { account } = this;
    account.consensus.killInstrument(instrument);
    this.slices.stop(instrument);
    for (const order of account.orders.liveOf(instrument)) this.placement.cancel(order);
    this.exits.suspend(instrument, true);
    account.markDirty(instrument, 1);
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }

  private release(event: EngineEvent): void {
    const { account } = this;
    account.notice('release', -1, '{0} {1}, by {2}: {3}', [event.scope, event.subject, event.who, event.why]);
    if (event.scope === 'account') {
      for (const rule of ['dailyLoss', 'drawdown', 'valueAtRisk'] as const)
        account.risk.releaseHalt(rule, event.who, event.why, event.tsUs);
    }
    if (!account.risk.release(event.scope, event.subject, event.who, event.why, event.tsUs)) return;
    if (event.scope === 'strategy') {
      const agent = this.agentOf(event);
      this.mute(agent);
      account.consensus.release(agent);
      for (const i of account.spec.agents[agent].instruments) {
        const place = agent * account.instrumentCount + i;
        if (this.turned.delete(place)) account.intentKind[place] = IntentKind.none;
        account.markDirty(i, 1);
      }
    } else if (event.scope === 'instrument') {
      const instrument = account.instruments.findIndex(({ name }) => name === event.subject);
      account.consensus.releaseInstrument(instrument);
      this.exits.suspend(instrument, false);
      account.markDirty(instrument, 1);
    } else {
      for (let i = 0; i < account.instrumentCount; i++) {
        this.exits.suspend(i, false);
        account.markDirty(i, 1);
      }
    }
  }
}
