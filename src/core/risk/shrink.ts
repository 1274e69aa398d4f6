import { OrderType, type OrderTerms, type Side, TimeInForce } from '../model/order.ts';
import { splitLots, type SplitRatio } from '../model/split.ts';
import type { AccountView } from './account-view.ts';
import type { Allowance } from './allowance.ts';
import type { Blocks } from './blocks.ts';
import { worstTicks } from './collar.ts';
import type { Limits } from './limits.ts';
import { type RiskScope, type RuleName, type Severity, scopeOf, severityOf } from './refusal.ts';

/** What account limits make of a netted decision: one view, reused. `rule` is '' where nothing was cut. */
export class ShrinkVerdict {
  allowedLots = 0;
  rule: RuleName | '' = '';
  limit = Number.NaN;
  value = Number.NaN;
  severity: Severity = 'warning';
  scope: RiskScope = 'account';
}

/**
 * Account limits shrink a decision, on the way from the present position to the decided one: so what is allowed never
 * lies nearer to zero than the present position of the same sign, and where only reducing is allowed a flip ends at zero.
 * Netted orders that still work are not counted, because the new decision takes their place. What was cut is remembered
 * until its rule has lifted: only then is it worth asking again.
 */
export class Shrink {
  private readonly limits: Limits;
  private readonly account: AccountView;
  private readonly allowance: Allowance;
  private readonly blocks: Blocks;
  private readonly verdict = new ShrinkVerdict();
  /** The rule that cut each instrument's decision ('' for none), and that decision. */
  private readonly cutRule: (RuleName | '')[];
  private readonly decided: Float64Array;
  private readonly terms = {
    instrument: 0,
    side: 1 as Side,
    lots: 1,
    type: OrderType.market,
    timeInForce: TimeInForce.gtc,
  } satisfies OrderTerms;
  private readonly replaced = { netted: true, exits: true };
  /** What `cut` found keeps all new risk out: there is no size to look for. */
  private blocked = false;

  constructor(limits: Limits, account: AccountView, allowance: Allowance, blocks: Blocks, instrumentCount: number) {
    this.limits = limits;
    this.account = account;
    this.allowance = allowance;
    this.blocks = blocks;
    this.cutRule = Array.from({ length: instrumentCount }, () => '' as const);
    this.decided = new Float64Array(instrumentCount);
  }

  split(instrument: number, ratio: SplitRatio): void {
    this.decided[instrument] = splitLots(this.decided[instrument], ratio);
  }

  /** Positions of the account, signed lots. The view is valid until the next call. */
  decide(instrument: number, decidedLots: number, presentLots: number): Readonly<ShrinkVerdict> {
    const { verdict, allowance } = this;
    const lots = Math.abs(decidedLots - presentLots);
    const side: Side = decidedLots > presentLots ? 1 : -1;
    const rule = this.cut(instrument, side, lots);
    const allowed = rule === undefined ? lots : this.most(lots);
    verdict.allowedLots = presentLots + side * allowed;
    verdict.rule = rule ?? '';
    verdict.limit = rule === undefined ? Number.NaN : allowance.limit;
    verdict.value = rule === undefined ? Number.NaN : allowance.value;
    if (rule !== undefined) {
      verdict.severity = severityOf(rule);
      verdict.scope = this.blocked ? this.blocks.scope : scopeOf(rule);
    }
    this.cutRule[instrument] = rule ?? '';
    this.decided[instrument] = decidedLots;
    return verdict;
  }

  /** The rule that cut this instrument's decision has lifted: the whole of the decision would pass now. */
  lifted(instrument: number): boolean {
    if (this.cutRule[instrument] === '') return false;
    const present = this.account.positionLots(instrument);
    const decided = this.decided[instrument];
    return this.cut(instrument, decided > present ? 1 : -1, Math.abs(decided - present)) === undefined;
  }

  private cut(instrument: number, side: Side, lots: number): RuleName | undefined {
    const { allowance, account } = this;
    this.blocked = false;
    allowance.prepareReducing(instrument, side, this.replaced);
    if (lots <= allowance.reduceLots) return undefined;
    const block = this.blocks.over(instrument, -1);
    if (block !== undefined) {
      this.blocked = true;
      allowance.limit = 0;
      allowance.value = lots;
      return block;
    }
    this.terms.instrument = instrument;
    this.terms.side = side;
    allowance.prepare(worstTicks(this.terms, account.priceTicks(instrument), this.limits.collar), undefined);
    return allowance.broken(lots);
  }

  private most(lots: number): number {
    return this.blocked ? this.allowance.reduceLots : this.allowance.largest(lots);
  }

  save(): ShrinkState {
    return { cutRule: [...this.cutRule], decided: [...this.decided] };
  }

  load({ cutRule, decided }: ShrinkState): void {
    cutRule.forEach((rule, i) => (this.cutRule[i] = rule));
    this.decided.set(decided);
  }
}

export interface ShrinkState {
  cutRule: (RuleName | '')[];
  decided: number[];
}
