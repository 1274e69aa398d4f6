import type { Us } from '../base/time.ts';
import type { AccountView } from './account-view.ts';
import type { Halts } from './halts.ts';
import { amountOf, type Limits, within } from './limits.ts';

/** How far beyond its limit gross exposure may drift before it is brought back. */
const GROSS_TOLERANCE = 1.1;
/** At this multiple of the drawdown limit positions are closed. */
const LIQUIDATE_AT = 1.5;

export type BreakerRule = 'dailyLoss' | 'drawdown' | 'valueAtRisk' | 'gross' | 'ruin';

/** What a breaker has just done. Allocated when it happens, which is rarely. */
export interface BreakerChange {
  readonly rule: BreakerRule;
  /** halt: no new risk from now on. resume: over. reduce: bring every position to `fraction` of itself. */
  readonly action: 'halt' | 'resume' | 'reduce';
  /** 0 closes everything; NaN where nothing is to be reduced. */
  readonly fraction: number;
  /** In account currency. */
  readonly limit: number;
  readonly value: number;
}

/** A limit of the account and what is used of it, in account currency. */
export interface LimitUse {
  readonly rule: BreakerRule;
  readonly limit: number;
  readonly used: number;
}

/**
 * What prices do to positions afterwards is the breakers' business. Floors are worked out when their reference changes, so
 * an instant costs a few comparisons. Halted means no new risk; only a drawdown of 1.5 times its limit, ruin, and gross
 * exposure 10 % above its limit close anything. An equity that is not known trips nothing: the gate refuses on its own.
 */
export class Breakers {
  private readonly limits: Limits;
  private readonly resumeAfter: number;
  private readonly account: AccountView;
  private readonly halts: Halts;
  /** True while an order of a breaker is in flight: then it is not asked for again. */
  private readonly reducingInFlight: () => boolean;

  private dayStart = Number.NaN;
  private dailyFloor = Number.NEGATIVE_INFINITY;
  private highWater = Number.NEGATIVE_INFINITY;
  private drawdownFloor = Number.NEGATIVE_INFINITY;
  private liquidationFloor = Number.NEGATIVE_INFINITY;
  private dailyLoss = false;
  private drawdown = false;
  private valueAtRisk = false;
  private liquidating = false;
  private trimming = false;
  private ruined = false;
  private sessionsHalted = 0;
  private drawdownSinceUs: Us = 0;
  private changes: BreakerChange[] = [];
  /** Above it, and up to the high-water mark, no breaker has anything to do but look at gross exposure. */
  private quietAbove = Number.POSITIVE_INFINITY;
  /** The gross exposure that is within its tolerance at any such equity. */
  private quietGross = Number.NEGATIVE_INFINITY;

  /** `resumeAfter`: sessions after which a drawdown halt ends by itself; Infinity is never. */
  constructor(
    limits: Limits,
    resumeAfter: number,
    account: AccountView,
    halts: Halts,
    reducingInFlight: () => boolean,
  ) {
    this.limits = limits;
    this.resumeAfter = resumeAfter;
    this.account = account;
    this.halts = halts;
    this.reducingInFlight = reducingInFlight;
  }

  /** After the marks of an instant, once. `undefined` when nothing changed. */
  onInstant(nowUs: Us): readonly BreakerChange[] | undefined {
    if (this.quiet) return undefined;
    const equity = this.account.equity();
    if (Number.isNaN(equity)) return undefined;
    const changes = this.look(equity, nowUs);
    this.quietAbove = this.ruined || this.liquidating || this.trimming ? Number.POSITIVE_INFINITY : this.highestFloor();
    this.quietGross = this.grossMost(this.quietAbove);
    return changes;
  }

  /** At the marks as they stand there is nothing to do: `onInstant` would change nothing. */
  get quiet(): boolean {
    const equity = this.account.equity();
    if (!(equity > this.quietAbove && equity <= this.highWater)) return false;
    const gross = this.account.grossExposure();
    return gross <= this.quietGross || !(gross > this.grossMost(equity));
  }

  /** The highest equity at which some breaker that has not tripped would trip. */
  private highestFloor(): number {
    const daily = this.dailyLoss ? Number.NEGATIVE_INFINITY : this.dailyFloor;
    const drawdown = this.drawdown ? this.liquidationFloor : this.drawdownFloor;
    const floor = Math.max(daily, drawdown, 0);
    return floor + 1e-9 * Math.abs(floor);
  }

  private grossMost(equity: number): number {
    return GROSS_TOLERANCE * amountOf(this.limits.gross, equity);
  }

  private look(equity: number, nowUs: Us): readonly BreakerChange[] | undefined {
    if (this.ruined) {
      this.goOnLiquidating(equity);
      return this.taken();
    }
    if (equity <= 0) {
      this.ruined = true;
      this.liquidating = true;
      this.halt('ruin', 0, equity, nowUs);
      this.reduce('ruin', 0, 0, equity);
      return this.taken();
    }
    if (Number.isNaN(this.dayStart)) this.startDay(equity);
    if (equity > this.highWater) this.markHighWater(equity);
    if (this.liquidating) {
      this.goOnLiquidating(equity);
    } else if (reached(equity, this.liquidationFloor)) {
      this.liquidating = true;
      this.haltDrawdown(equity, nowUs);
      this.reduce('drawdown', 0, LIQUIDATE_AT * this.drawdownLimit(), this.highWater - equity);
    }
    if (!this.dailyLoss && reached(equity, this.dailyFloor)) {
      this.dailyLoss = true;
      this.halt('dailyLoss', this.dayStart - this.dailyFloor, this.dayStart - equity, nowUs);
    }
    if (!this.drawdown && reached(equity, this.drawdownFloor)) this.haltDrawdown(equity, nowUs);
    if (!this.liquidating) this.watchGross(equity, nowUs);
    return this.taken();
  }

  /** A new risk day: the daily loss counts from here, and its halt is over. */
  onDayStart(equity: number, nowUs: Us): readonly BreakerChange[] | undefined {
    this.startDay(equity);
    if (this.dailyLoss) {
      this.dailyLoss = false;
      this.resumed('dailyLoss', nowUs, 'new day');
    }
    return this.taken();
  }

  /** At a session close, with the value at risk in account currency (NaN: cannot be said, the state stays). */
  onSession(valueAtRisk: number, nowUs: Us): readonly BreakerChange[] | undefined {
    const limit = amountOf(this.limits.valueAtRisk, this.account.equity());
    if (!Number.isNaN(valueAtRisk)) {
      const inside = within(valueAtRisk, limit);
      if (!inside && !this.valueAtRisk) {
        this.valueAtRisk = true;
        this.halt('valueAtRisk', limit, valueAtRisk, nowUs);
      } else if (inside && this.valueAtRisk) {
        this.valueAtRisk = false;
        this.resumed('valueAtRisk', nowUs, 'within its limit');
      }
    }
    // The session at whose close the halt began is not one that it has lasted.
    if (this.drawdown && nowUs > this.drawdownSinceUs) {
      this.sessionsHalted += 1;
      if (this.sessionsHalted >= this.resumeAfter)
        this.release('drawdown', `after ${this.resumeAfter} sessions`, nowUs);
    }
    return this.taken();
  }

  /**
   * Ends a halt; what it measured starts again from the present equity, so that it does not trip at the next instant.
   * False where it was not halted, and always for ruin.
   */
  release(rule: BreakerRule, why: string, nowUs: Us): boolean {
    const equity = this.account.equity();
    if (rule === 'dailyLoss' && this.dailyLoss) {
      this.dailyLoss = false;
      this.startDay(equity);
    } else if (rule === 'drawdown' && this.drawdown) {
      this.drawdown = false;
      if (!this.ruined) this.liquidating = false;
      this.markHighWater(equity);
    } else if (rule === 'valueAtRisk' && this.valueAtRisk) {
      this.valueAtRisk = false;
    } else return false;
    this.resumed(rule, nowUs, why);
    return true;
  }

  /** How much of each limit is used now, in account currency; NaN where there is no measure yet. */
  use(): LimitUse[] {
    const equity = this.account.equity();
    return [
      { rule: 'gross', limit: amountOf(this.limits.gross, equity), used: this.account.grossExposure() },
      { rule: 'dailyLoss', limit: this.dayStart - this.dailyFloor, used: Math.max(0, this.dayStart - equity) },
      { rule: 'drawdown', limit: this.drawdownLimit(), used: Math.max(0, this.highWater - equity) },
    ];
  }

  /** Limits have changed: the floors are those of the new ones, from the same references. */
  onLimits(): void {
    this.quietAbove = Number.POSITIVE_INFINITY;
    if (!Number.isNaN(this.dayStart)) this.dailyFloor = this.dayStart - amountOf(this.limits.dailyLoss, this.dayStart);
    if (this.highWater === Number.NEGATIVE_INFINITY) return;
    this.drawdownFloor = this.highWater - this.drawdownLimit();
    this.liquidationFloor = this.highWater - LIQUIDATE_AT * this.drawdownLimit();
  }

  /** The rule for which no new risk is allowed, the gravest first. */
  haltedBy(): BreakerRule | undefined {
    if (this.ruined) return 'ruin';
    if (this.drawdown) return 'drawdown';
    if (this.dailyLoss) return 'dailyLoss';
    return this.valueAtRisk ? 'valueAtRisk' : undefined;
  }

  isRuined(): boolean {
    return this.ruined;
  }

  private startDay(equity: number): void {
    this.quietAbove = Number.POSITIVE_INFINITY;
    this.dayStart = equity;
    this.dailyFloor = equity - amountOf(this.limits.dailyLoss, equity);
  }

  private markHighWater(equity: number): void {
    this.quietAbove = Number.POSITIVE_INFINITY;
    this.highWater = Number.isNaN(equity) ? Number.NEGATIVE_INFINITY : equity;
    this.drawdownFloor = equity - this.drawdownLimit();
    this.liquidationFloor = equity - LIQUIDATE_AT * this.drawdownLimit();
  }

  private drawdownLimit(): number {
    return amountOf(this.limits.drawdown, this.highWater);
  }

  private haltDrawdown(equity: number, nowUs: Us): void {
    if (this.drawdown) return;
    this.drawdown = true;
    this.drawdownSinceUs = nowUs;
    this.sessionsHalted = 0;
    this.halt('drawdown', this.drawdownLimit(), this.highWater - equity, nowUs);
  }

  /** Once more, when something is still held and nothing is on its way. */
  private goOnLiquidating(equity: number): void {
    if (this.account.grossExposure() === 0 || this.reducingInFlight()) return;
    if (this.ruined) this.reduce('ruin', 0, 0, equity);
    else this.reduce('drawdown', 0, LIQUIDATE_AT * this.drawdownLimit(), this.highWater - equity);
  }

  private watchGross(equity: number, nowUs: Us): void {
    const limit = amountOf(this.limits.gross, equity);
    const gross = this.account.grossExposure();
    if (!(gross > this.grossMost(equity))) {
      if (this.trimming && !this.reducingInFlight()) {
        this.trimming = false;
        this.halts.end('gross', nowUs, 'reduced');
      }
      return;
    }
    if (this.trimming && this.reducingInFlight()) return;
    if (!this.trimming) this.halts.begin('gross', nowUs);
    this.trimming = true;
    this.reduce('gross', limit / gross, limit, gross);
  }

  private halt(rule: BreakerRule, limit: number, value: number, nowUs: Us): void {
    this.halts.begin(rule, nowUs);
    this.changes.push({ rule, action: 'halt', fraction: Number.NaN, limit, value });
  }

  private resumed(rule: BreakerRule, nowUs: Us, why: string): void {
    this.halts.end(rule, nowUs, why);
    this.changes.push({ rule, action: 'resume', fraction: Number.NaN, limit: Number.NaN, value: Number.NaN });
  }

  private reduce(rule: BreakerRule, fraction: number, limit: number, value: number): void {
    this.changes.push({ rule, action: 'reduce', fraction, limit, value });
  }

  private taken(): readonly BreakerChange[] | undefined {
    if (this.changes.length === 0) return undefined;
    const { changes } = this;
    this.changes = [];
    return changes;
  }

  save(): BreakersState {
    const { dayStart, highWater, dailyLoss, drawdown, valueAtRisk, liquidating, trimming, ruined, sessionsHalted } =
      this;
    return {
      dayStart: Number.isFinite(dayStart) ? dayStart : null,
      highWater: Number.isFinite(highWater) ? highWater : null,
      dailyLoss,
      drawdown,
      valueAtRisk,
      liquidating,
      trimming,
      ruined,
      sessionsHalted,
      drawdownSinceUs: this.drawdownSinceUs,
    };
  }

  load(state: BreakersState): void {
    if (state.dayStart !== null) this.startDay(state.dayStart);
    if (state.highWater !== null) this.markHighWater(state.highWater);
    this.quietAbove = Number.POSITIVE_INFINITY;
    this.dailyLoss = state.dailyLoss;
    this.drawdown = state.drawdown;
    this.valueAtRisk = state.valueAtRisk;
    this.liquidating = state.liquidating;
    this.trimming = state.trimming;
    this.ruined = state.ruined;
    this.sessionsHalted = state.sessionsHalted;
    this.drawdownSinceUs = state.drawdownSinceUs;
  }
}

/** The references and latches; what follows from them is worked out again. */
export interface BreakersState {
  dayStart: number | null;
  highWater: number | null;
  dailyLoss: boolean;
  drawdown: boolean;
  valueAtRisk: boolean;
  liquidating: boolean;
  trimming: boolean;
  ruined: boolean;
  sessionsHalted: number;
  drawdownSinceUs: Us;
}

/** At the floor or below it, within a billionth of it. No floor is -Infinity. */
function reached(equity: number, floor: number): boolean {
  return floor > Number.NEGATIVE_INFINITY && equity <= floor + 1e-9 * Math.abs(floor);
}
