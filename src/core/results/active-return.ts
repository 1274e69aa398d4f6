import { brinsonFachler } from '../statistics/brinson.ts';
import { carinoLinks } from '../statistics/linking.ts';
import { instrumentReturns } from './baselines.ts';
import type { SessionReturns } from './contributions.ts';
import type { Holdings } from './holdings.ts';

/** A group of instruments over the whole time. Effects are linked: over all groups, with `trading`, they add up to the active return. */
export interface GroupEffects {
  readonly group: string;
  /** Means over the sessions, at their starts. */
  readonly weight: number;
  readonly benchmarkWeight: number;
  readonly allocation: number;
  readonly selection: number;
  readonly interaction: number;
}

export interface ActiveReturn {
  readonly totalReturn: number;
  readonly benchmarkReturn: number;
  /** The first less the second. */
  readonly active: number;
  /** Cash last. */
  readonly groups: readonly GroupEffects[];
  /** What holding the same as at each close before would not have made: trading inside sessions, all costs, and interest. */
  readonly trading: number;
}

export const CASH = 'cash';

/**
 * The active return against equal parts of all instruments that have a price, made equal again at each close, after Brinson
 * and Fachler, session by session and linked after Cariño. What was held at the close before is what each session is measured by.
 * `groupOf` names each instrument's group. undefined once all was lost.
 */
export function activeReturn(
  holdings: Holdings,
  { startEquity, equity, returns }: SessionReturns,
  groupOf: readonly string[],
): ActiveReturn | undefined {
  const { instruments, lots, lotValues, firstValues } = holdings;
  const market = instrumentReturns(holdings);
  const benchmark = new Float64Array(returns.length);
  const parts = new Float64Array(returns.length);
  for (let t = 0; t < returns.length; t++) {
    let priced = 0;
    for (let i = 0; i < instruments; i++) if (isPriced(t, i)) priced += 1;
    parts[t] = priced === 0 ? 0 : 1 / priced;
    for (let i = 0; i < instruments; i++) if (isPriced(t, i)) benchmark[t] += parts[t] * market[t * instruments + i];
  }
  const links = carinoLinks(returns, benchmark);
  if (links === undefined) return undefined;
  const groups = [...new Set(groupOf), CASH].map((name) => new Group(name));
  const placeOf = groupOf.map((group) => groups.findIndex(({ name }) => name === group));
  let trading = 0;
  for (let t = 0; t < returns.length; t++) {
    for (const group of groups) group.begin();
    const cells = t * instruments;
    const before = t === 0 ? startEquity : equity[t - 1];
    let net = 0;
    let made = 0;
    for (let i = 0; i < instruments; i++) {
      const held = t === 0 || before <= 0 ? 0 : lots[cells - instruments + i];
      const weight = held === 0 ? 0 : (held * lotValues[cells - instruments + i]) / before;
      groups[placeOf[i]].add(weight, isPriced(t, i) ? parts[t] : 0, market[cells + i]);
      net += weight;
      made += weight * market[cells + i];
    }
    groups[groups.length - 1].add(1 - net, parts[t] === 0 ? 1 : 0, 0);
    trading += (returns[t] - made) * links[t];
    for (const group of groups) group.end(benchmark[t], links[t]);
  }
  const [totalReturn, benchmarkReturn] = [grown(returns), grown(benchmark)];
  return {
    totalReturn,
    benchmarkReturn,
    active: totalReturn - benchmarkReturn,
    groups: groups.map((group) => group.over(returns.length)),
    trading,
  };

  function isPriced(t: number, i: number): boolean {
    const value = t === 0 ? firstValues[i] : lotValues[(t - 1) * instruments + i];
    return !Number.isNaN(value);
  }
}

class Group {
  readonly name: string;
  private allocation = 0;
  private selection = 0;
  private interaction = 0;
  private weights = 0;
  private benchmarkWeights = 0;
  /** Of the present session. */
  private weight = 0;
  private contribution = 0;
  private benchmarkWeight = 0;
  private benchmarkContribution = 0;
  private longs = false;
  private shorts = false;

  constructor(name: string) {
    this.name = name;
  }

  begin(): void {
    this.weight = 0;
    this.contribution = 0;
    this.benchmarkWeight = 0;
    this.benchmarkContribution = 0;
    this.longs = false;
    this.shorts = false;
  }

  add(weight: number, benchmarkWeight: number, made: number): void {
    this.weight += weight;
    this.contribution += weight * made;
    this.benchmarkWeight += benchmarkWeight;
    this.benchmarkContribution += benchmarkWeight * made;
    if (weight > 0) this.longs = true;
    if (weight < 0) this.shorts = true;
  }

  end(benchmarkTotal: number, link: number): void {
    const { weight, contribution, benchmarkWeight } = this;
    const benchmarkReturn = benchmarkWeight === 0 ? 0 : this.benchmarkContribution / benchmarkWeight;
    const isMixed = this.longs && this.shorts;
    const effects = brinsonFachler({ weight, contribution, benchmarkWeight, benchmarkReturn, isMixed }, benchmarkTotal);
    this.allocation += effects.allocation * link;
    this.selection += effects.selection * link;
    this.interaction += effects.interaction * link;
    this.weights += weight;
    this.benchmarkWeights += benchmarkWeight;
  }

  over(sessions: number): GroupEffects {
    const { allocation, selection, interaction } = this;
    return {
      group: this.name,
      weight: this.weights / sessions,
      benchmarkWeight: this.benchmarkWeights / sessions,
      ...{ allocation, selection, interaction },
    };
  }
}

function grown(returns: ArrayLike<number>): number {
  let level = 1;
  for (let t = 0; t < returns.length; t++) level *= 1 + returns[t];
  return level - 1;
}
