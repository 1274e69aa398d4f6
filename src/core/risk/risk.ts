import type { Id } from '../base/ids.ts';
import { loadState, saveState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import type { ConditionName } from '../model/condition.ts';
import type { Instrument } from '../model/instrument.ts';
import { OrderOrigin, type OrderTerms, type Side } from '../model/order.ts';
import type { SplitRatio } from '../model/split.ts';
import type { AccountView } from './account-view.ts';
import { Allowance } from './allowance.ts';
import type { RiskApproved } from './approved.ts';
import { Blocks } from './blocks.ts';
import { type BreakerChange, type BreakerRule, Breakers, type LimitUse } from './breakers.ts';
import { Buckets } from './buckets.ts';
import { collarTicks } from './collar.ts';
import { Conditions, type ConditionsState } from './conditions.ts';
import { Duplicates } from './duplicates.ts';
import { Gate, type Slice } from './gate.ts';
import { type Halt, Halts } from './halts.ts';
import { type Kill, type KillScope, KillSwitch } from './kill-switch.ts';
import { changeLimits, isOff, type Limits } from './limits.ts';
import { OrderRate } from './order-rate.ts';
import { PortfolioVar } from './portfolio-var.ts';
import type { RiskRefused, RuleName } from './refusal.ts';
import { Reservations } from './reservations.ts';
import type { RiskConfig } from './risk-config.ts';
import { loadReservations, type RiskState, saveReservations } from './risk-state.ts';
import { Screen } from './screen.ts';
import { SESSIONS_WANTED, SessionReturns } from './session-returns.ts';
import { Shrink, type ShrinkVerdict } from './shrink.ts';
import { AverageVolume } from './volume.ts';
import { Warnings } from './warnings.ts';

export type { AccountView, RiskApproved, RiskConfig, RiskRefused };

const WITHOUT_EXITS = { exits: true };

const NO_VOLUME = 'risk.orderVolume was off where the data has no volume';
const NO_DAY_YET = 'risk.orderVolume was off before the first completed day with volume';
const NO_VAR_YET = `risk.valueAtRisk was off until ${SESSIONS_WANTED} sessions had closed`;
const NO_BUCKETS_YET = `risk.bucket was off until ${SESSIONS_WANTED} sessions had closed`;
const NOT_IN_VAR = `risk.valueAtRisk did not count positions with fewer than ${SESSIONS_WANTED} returns`;

/**
 * The risk engine of one account: the screen looks at intents, the shrink at netted decisions, the gate at orders, the
 * breakers at what prices do afterwards. It reads the account through `AccountView` and reserves what is in flight itself,
 * so the owner must tell it of every fill and every end of an order before it asks for the next approval.
 */
export class Risk {
  /** Those in force: read here whenever they are asked about. */
  readonly limits: Limits;
  /** Of the limits in force: 1 for the configuration's, one more with each change. */
  limitsVersion = 1;
  private readonly instruments: readonly Instrument[];
  private readonly account: AccountView;
  private readonly reservations: Reservations;
  private readonly volume: AverageVolume;
  private readonly returns: SessionReturns;
  private readonly buckets: Buckets;
  private readonly portfolioVar: PortfolioVar;
  private readonly halts = new Halts();
  private readonly conditions = new Conditions();
  private readonly kills: KillSwitch;
  private readonly breakers: Breakers;
  private readonly blocks: Blocks;
  private readonly allowance: Allowance;
  private readonly rate: OrderRate;
  private readonly duplicates: Duplicates;
  private readonly screen: Screen;
  private readonly shrink: Shrink;
  private readonly door: Gate;
  private readonly notes = new Warnings();
  private readonly notionals: Float64Array;

  /** Reads nothing of the account yet. Agents in the order of their indices. */
  constructor(config: RiskConfig, instruments: readonly Instrument[], agents: readonly string[], account: AccountView) {
    const limits = { ...config.limits };
    const count = instruments.length;
    this.limits = limits;
    this.instruments = instruments;
    this.account = account;
    this.reservations = new Reservations(count);
    this.volume = new AverageVolume(count);
    this.returns = new SessionReturns(count);
    this.buckets = new Buckets(this.returns);
    this.portfolioVar = new PortfolioVar(config.valueAtRiskMethod, limits.confidence, this.returns, config.seed);
    this.notionals = new Float64Array(count);
    this.kills = new KillSwitch(
      agents,
      instruments.map(({ name }) => name),
      this.halts,
    );
    this.breakers = new Breakers(limits, config.resumeAfter, account, this.halts, () => this.breakerInFlight());
    this.blocks = new Blocks(account, this.reservations, this.breakers, this.kills, this.conditions);
    this.allowance = new Allowance(
      limits,
      config.accountType,
      account,
      this.reservations,
      this.volume,
      this.buckets,
      count,
    );
    this.rate = new OrderRate(limits.ordersPerMinute);
    this.duplicates = new Duplicates(limits.duplicateWithinUs);
    this.screen = new Screen(
      account,
      this.kills,
      agents.map((id) => config.agents[id]),
    );
    this.shrink = new Shrink(limits, account, this.allowance, this.blocks, count);
    this.door = new Gate(
      limits,
      account,
      this.reservations,
      this.allowance,
      this.blocks,
      this.rate,
      this.duplicates,
      count,
    );
  }

  /** New limits on top of those in force, in the words of the run file; a Fault where they are none, and then nothing changes. */
  setLimits(changes: Readonly<Record<string, unknown>>): void {
    this.adopt(changeLimits(this.limits, changes));
    this.limitsVersion += 1;
  }

  private adopt(limits: Limits): void {
    Object.assign(this.limits, limits);
    this.rate.limitTo(limits.ordersPerMinute);
    this.duplicates.withinUs = limits.duplicateWithinUs;
    this.portfolioVar.confidence = limits.confidence;
    this.breakers.onLimits();
  }

  /** Something about the world begins (or ends) to keep new risk out; `instrument` -1 is the account. False when it was so already. */
  setCondition(name: ConditionName, instrument: number, on: boolean): boolean {
    return this.conditions.set(name, instrument, on);
  }

  /** Every base bar; volume in lots, NaN where there is none. */
  onBar(instrument: number, volumeLots: number): void {
    this.volume.onBar(instrument, volumeLots);
  }

  /** At the marks as they stand no breaker has anything to do. */
  get quiet(): boolean {
    return this.breakers.quiet;
  }

  /** Once an instant, after its marks. What the breakers have done, or `undefined`. */
  onInstant(nowUs: Us): readonly BreakerChange[] | undefined {
    return this.breakers.onInstant(nowUs);
  }

  /** A risk day begins: `equity` is the last mark of the day before, whose volumes are complete. */
  onDayStart(equity: number, nowUs: Us): readonly BreakerChange[] | undefined {
    this.volume.onDayEnd();
    return this.breakers.onDayStart(equity, nowUs);
  }

  /** A session has closed and is marked: the return of each instrument since its last session, NaN without a new close. */
  onSession(returns: Float64Array, nowUs: Us): readonly BreakerChange[] | undefined {
    this.returns.push(returns);
    if (!isOff(this.limits.bucket)) this.buckets.onSession(returns);
    return this.breakers.onSession(this.valueAtRisk(), nowUs);
  }

  /** One-day value at risk of the present positions in account currency; NaN while it cannot be said or has no limit. */
  valueAtRisk(): number {
    if (isOff(this.limits.valueAtRisk)) return Number.NaN;
    const { account, notionals } = this;
    for (let i = 0; i < notionals.length; i++) {
      const lots = account.positionLots(i);
      notionals[i] = lots === 0 ? 0 : lots * account.priceTicks(i) * account.notionalPerTickLot(i);
      if (lots !== 0 && !this.returns.enough(i)) this.notes.add(NOT_IN_VAR, this.instruments[i].name);
    }
    return this.portfolioVar.of(notionals);
  }

  /** The bucket of an instrument, by its smallest member's index; -1 while it is in none. */
  bucketOf(instrument: number): number {
    return this.buckets.bucketOf(instrument);
  }

  /**
   * An agent's target, in signed lots. `undefined` when it may stand; otherwise it is cut to `maxLots` of its sign, and a
   * rule of `sanity` is a mistake of the agent's author.
   */
  screenTarget(
    agent: number,
    instrument: number,
    lots: number,
    heldLots = 0,
    agentEquity = this.account.equity(),
  ): RiskRefused | undefined {
    return this.screen.target(agent, instrument, lots, heldLots, agentEquity);
  }

  /** An agent's own order, signed lots: it passes or is refused, before the gate sees it. */
  screenOrder(
    agent: number,
    instrument: number,
    signedLots: number,
    heldLots: number,
    agentEquity = this.account.equity(),
  ): RiskRefused | undefined {
    return this.screen.order(agent, instrument, signedLots, heldLots, agentEquity);
  }

  /** Account limits on a netted decision: positions of the account in lots. A view, valid until the next call. */
  shrinkDecision(instrument: number, decidedLots: number, presentLots: number, _nowUs: Us): Readonly<ShrinkVerdict> {
    if (Math.abs(decidedLots) > Math.abs(presentLots)) this.noteWhatIsOff(instrument);
    return this.shrink.decide(instrument, decidedLots, presentLots);
  }

  /** The rule that cut this instrument's last decision has lifted; decide again. */
  lifted(instrument: number): boolean {
    return this.shrink.lifted(instrument);
  }

  /** Approves and reserves, or refuses; never shrinks. `agent` is -1 for a netted order. */
  gate(
    terms: OrderTerms,
    orderId: Id,
    agent: number,
    origin: OrderOrigin,
    nowUs: Us,
  ): RiskApproved<OrderTerms> | RiskRefused {
    const verdict = this.door.pass(terms, orderId, agent, origin, nowUs);
    if (!verdict.refused && !verdict.reducing) this.noteWhatIsOff(terms.instrument);
    return verdict;
  }

  /** New terms for an order in flight; `terms.lots` is the new total size. The answer comes through `onReplaced`. */
  replace(orderId: Id, terms: OrderTerms, nowUs: Us): RiskApproved<OrderTerms> | RiskRefused {
    return this.door.replace(orderId, terms, nowUs);
  }

  /** A part of an approved order; all live parts together never exceed what it has left. */
  child(parent: RiskApproved<OrderTerms>, slice: Slice): RiskApproved<OrderTerms> | RiskRefused {
    return this.door.child(parent, slice);
  }

  /** The limit that a market order of this size would carry; `undefined` for a reducing one and without a collar. */
  collarTicks(instrument: number, side: Side, lots: number): number | undefined {
    if (this.reduces(instrument, side * lots)) return undefined;
    return collarTicks(side, this.account.priceTicks(instrument), this.limits.collar);
  }

  /** It only brings the account's position nearer to zero, whatever else in flight fills (exits aside: see the gate). */
  reduces(instrument: number, signedLots: number): boolean {
    const { allowance } = this;
    allowance.prepareReducing(instrument, signedLots > 0 ? 1 : -1, WITHOUT_EXITS);
    return Math.abs(signedLots) <= allowance.reduceLots;
  }

  /** How long an order that is not reducing must wait for its turn; 0 when it may go. */
  orderRateWaitUs(nowUs: Us): Us {
    return this.rate.waitUs(nowUs);
  }

  /** Lots > 0, whichever the side. Tell the ledger first. */
  onFill(orderId: Id, lots: number): void {
    this.reservations.fill(orderId, lots);
  }

  /** Filled, cancelled, rejected, expired: nothing more can come of it. */
  onDone(orderId: Id): void {
    this.reservations.done(orderId);
  }

  /** An instrument was split: what is in flight and what was traded there is so many new lots. Tell the ledger first. */
  onSplit(instrument: number, ratio: SplitRatio): void {
    this.door.split(instrument, ratio);
    this.volume.split(instrument, ratio);
    this.shrink.split(instrument, ratio);
  }

  onReplaced(orderId: Id, accepted: boolean): void {
    this.reservations.answer(orderId, accepted);
  }

  /** Nobody knows what became of it: no new risk on its instrument until somebody does. */
  onUnknown(orderId: Id, unknown: boolean): void {
    const reservation = this.reservations.get(orderId);
    if (reservation !== undefined) (reservation.parent ?? reservation).unknown = unknown;
  }

  /** Orders in flight that would add risk: what to cancel when a breaker or a kill says no new risk. */
  raisingOrders(): Id[] {
    const raising: Id[] = [];
    for (const { orderId, approved } of this.reservations.all()) {
      const { instrument, side, lots, reduceOnly } = approved.value;
      const against = -this.account.positionLots(instrument) * side;
      if (reduceOnly !== true && lots > against) raising.push(orderId);
    }
    return raising;
  }

  /** Instruments in which such orders are in flight. */
  raisingInstruments(): number[] {
    const places = this.raisingOrders().map((id) => this.reservations.get(id)?.approved.value.instrument ?? -1);
    return [...new Set(places)].filter((instrument) => instrument >= 0);
  }

  kill(scope: KillScope, id: string, reason: string, nowUs: Us): boolean {
    return this.kills.kill(scope, id, reason, nowUs);
  }

  release(scope: KillScope, id: string, who: string, reason: string, nowUs: Us): boolean {
    return this.kills.release(scope, id, who, reason, nowUs);
  }

  pause(agent: number, paused: boolean): void {
    this.kills.pause(agent, paused);
  }

  isAgentKilled(agent: number): boolean {
    return this.kills.isAgentKilled(agent);
  }

  /** A person ends a halt: what it measured starts again from the present equity. */
  releaseHalt(rule: BreakerRule, who: string, reason: string, nowUs: Us): boolean {
    return this.breakers.release(rule, `${who}: ${reason}`, nowUs);
  }

  /** Why no new risk is allowed here, or `undefined`: reduce-only, for an instrument and an agent (-1: a netted order). */
  blockedBy(instrument: number, agent: number): RuleName | undefined {
    return this.blocks.over(instrument, agent);
  }

  haltedBy(): BreakerRule | undefined {
    return this.breakers.haltedBy();
  }

  isRuined(): boolean {
    return this.breakers.isRuined();
  }

  /** How much of the account's limits is used now. */
  use(): readonly LimitUse[] {
    return this.breakers.use();
  }

  /** Every stretch without new risk, in the order in which they began. */
  haltList(): readonly Halt[] {
    return this.halts.list();
  }

  /** What about the world keeps new risk out, each with the place of its instrument; -1: the account. */
  conditionList(): ConditionsState {
    return this.conditions.save();
  }

  hasCondition(name: ConditionName, instrument: number): boolean {
    return this.conditions.has(name, instrument);
  }

  killList(): readonly Kill[] {
    return this.kills.list();
  }

  /** What could not be checked, readable. */
  warnings(): string[] {
    return this.notes.list();
  }

  /** Plain JSON; `load` into a Risk of the same configuration goes on where this one stood. */
  save(): RiskState {
    return {
      limits: saveState(this.limits),
      limitsVersion: this.limitsVersion,
      conditions: this.conditions.save(),
      reservations: saveReservations(this.reservations),
      volume: this.volume.save(),
      returns: this.returns.save(),
      buckets: this.buckets.save(),
      breakers: this.breakers.save(),
      kills: this.kills.save(),
      halts: this.halts.list().map((halt) => ({ ...halt })),
      rate: this.rate.save(),
      duplicates: this.duplicates.save(),
      shrink: this.shrink.save(),
      warnings: this.notes.save(),
    };
  }

  load(state: RiskState): void {
    if (state.limitsVersion !== this.limitsVersion) {
      // A copy of all of it: the configuration, whose objects these are, may be another engine's too.
      const limits = structuredClone(this.limits);
      loadState(limits, state.limits);
      this.adopt(limits);
      this.limitsVersion = state.limitsVersion;
    }
    this.conditions.load(state.conditions);
    loadReservations(this.reservations, state.reservations, (id, terms, reducing) =>
      this.door.restore(id, terms, reducing),
    );
    this.volume.load(state.volume);
    this.returns.load(state.returns);
    this.buckets.load(state.buckets);
    this.breakers.load(state.breakers);
    this.kills.load(state.kills);
    this.halts.load(state.halts);
    this.rate.load(state.rate);
    this.duplicates.load(state.duplicates);
    this.shrink.load(state.shrink);
    this.notes.load(state.warnings);
  }

  /** The approval of an order in flight: after a restart, for who must cancel or slice it. */
  approvedOf(orderId: Id): RiskApproved<OrderTerms> | undefined {
    return this.reservations.get(orderId)?.approved;
  }

  private breakerInFlight(): boolean {
    for (const { origin } of this.reservations.all()) if (origin === OrderOrigin.breaker) return true;
    return false;
  }

  private noteWhatIsOff(instrument: number): void {
    const { limits, volume } = this;
    if (limits.orderVolume !== Number.POSITIVE_INFINITY && Number.isNaN(volume.averageLots(instrument))) {
      this.notes.add(volume.hasVolume(instrument) ? NO_DAY_YET : NO_VOLUME, this.instruments[instrument].name);
    }
    if (this.returns.count >= SESSIONS_WANTED) return;
    if (!isOff(limits.valueAtRisk)) this.notes.add(NO_VAR_YET);
    if (!isOff(limits.bucket)) this.notes.add(NO_BUCKETS_YET);
  }
}
