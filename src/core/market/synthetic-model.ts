import { Fault } from '../base/fault.ts';
import { normal, type Random } from '../base/random.ts';

/** How the volatility of a synthetic market behaves. Each may have jumps on top. */
export const SyntheticModel = {
  /** constant volatility */ randomWalk: 'random-walk',
  /** GARCH(1,1): large moves follow large moves */ garch: 'garch',
  /** a calm and a wild regime that take turns (two-state Markov chain) */ regimes: 'regimes',
} as const;
export type SyntheticModel = (typeof SyntheticModel)[keyof typeof SyntheticModel];

export interface SyntheticParams {
  readonly model?: SyntheticModel;
  /** Expected return per year, as a fraction. Default 0.05. */
  readonly drift?: number;
  /** Standard deviation of log returns per year (in the long run, without the jumps). Default 0.2. */
  readonly volatility?: number;
  /** garch: weight of the last squared return. Default 0.08. */
  readonly alpha?: number;
  /** garch: weight of the last variance. Default 0.9; alpha + beta < 1. */
  readonly beta?: number;
  /** regimes: volatility of the wild regime over that of the calm one. Default 3. */
  readonly wildness?: number;
  /** regimes: mean length of a calm stretch in bars. Default 200; a wild one lasts a quarter of it. */
  readonly calmBars?: number;
  /** Jumps per year (Poisson). Default 0. */
  readonly jumpsPerYear?: number;
  /** Standard deviation of a jump's log return. Default 0.03. */
  readonly jumpSize?: number;
}

/** Refuses what makes no market. `field` is where the parameters were written. */
export function checkSynthetic(params: SyntheticParams, field = 'params'): void {
  const known = Object.values(SyntheticModel);
  if (params.model !== undefined && !known.includes(params.model)) {
    throw new Fault('config', `${field}.model: expected one of ${known.join(', ')}, was "${params.model}"`);
  }
  for (const [name, value] of Object.entries(params)) {
    if (name === 'model' || value === undefined) continue;
    const valid = Number.isFinite(value) && (name === 'drift' || value >= 0);
    if (!valid)
      throw new Fault(
        'config',
        `${field}.${name}: expected a finite number${name === 'drift' ? '' : ' >= 0'}, was ${value}`,
      );
  }
  const { alpha = 0.08, beta = 0.9 } = params;
  if (alpha + beta >= 1) throw new Fault('config', `${field}: expected alpha + beta < 1, was ${alpha} + ${beta}`);
  if (params.wildness === 0) throw new Fault('config', `${field}.wildness: expected a number > 0, was 0`);
  if (params.calmBars !== undefined && params.calmBars < 4) {
    throw new Fault('config', `${field}.calmBars: expected a number >= 4, was ${params.calmBars}`);
  }
}

/**
 * Volatility and jumps of one instrument, bar by bar. Sources: Bollerslev (1986) for GARCH(1,1), Hamilton (1989) for the
 * regimes, Merton (1976) for the jumps.
 */
export class VolatilityProcess {
  /** Standard deviation of the next bar's log return, its jump apart. */
  sigma: number;
  private readonly model: SyntheticModel;
  private readonly longVariance: number;
  private readonly alpha: number;
  private readonly beta: number;
  private readonly calmSigma: number;
  private readonly wildSigma: number;
  private readonly leaveCalm: number;
  private readonly jumpChance: number;
  private readonly jumpSize: number;
  private variance: number;
  private wild = false;

  constructor(params: SyntheticParams, barsPerYear: number) {
    checkSynthetic(params);
    this.model = params.model ?? SyntheticModel.randomWalk;
    this.sigma = (params.volatility ?? 0.2) / Math.sqrt(barsPerYear);
    this.longVariance = this.variance = this.sigma * this.sigma;
    this.alpha = params.alpha ?? 0.08;
    this.beta = params.beta ?? 0.9;
    const wildness = params.wildness ?? 3;
    // A fifth of the time is wild: the mean variance of both regimes is the one asked for.
    this.calmSigma = this.sigma / Math.sqrt(0.8 + 0.2 * wildness * wildness);
    this.wildSigma = this.calmSigma * wildness;
    this.leaveCalm = 1 / (params.calmBars ?? 200);
    this.jumpChance = 1 - Math.exp(-(params.jumpsPerYear ?? 0) / barsPerYear);
    this.jumpSize = params.jumpSize ?? 0.03;
    if (this.model === SyntheticModel.regimes) this.sigma = this.calmSigma;
  }

  /** Takes in a bar's standardised shock and moves on to the next bar. */
  step(shock: number, random: Random): void {
    if (this.model === SyntheticModel.garch) {
      const moved = this.variance * shock * shock;
      this.variance = this.longVariance * (1 - this.alpha - this.beta) + this.alpha * moved + this.beta * this.variance;
      this.sigma = Math.sqrt(this.variance);
    } else if (this.model === SyntheticModel.regimes) {
      if (random() < (this.wild ? 4 * this.leaveCalm : this.leaveCalm)) this.wild = !this.wild;
      this.sigma = this.wild ? this.wildSigma : this.calmSigma;
    }
  }

  /** The jump of this bar as a log return; 0 in most. */
  jump(random: Random): number {
    if (this.jumpChance === 0 || random() >= this.jumpChance) return 0;
    return this.jumpSize * normal(random);
  }
}
