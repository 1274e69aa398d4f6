export interface PurseState {
  readonly cash: string;
  readonly contributed: string;
  readonly fees: string;
  readonly slippage: string;
}

/** The figures of a purse, each of which must add up over the owners. */
export const PURSE_FIGURES = ['cash', 'contributed', 'fees', 'slippage'] as const;

/** One owner's money in one currency, in units of it. */
export class Purse {
  cash = 0n;
  /** What came from outside: deposits less withdrawals, and the worth of what reconciliation brought or took. */
  contributed = 0n;
  fees = 0n;
  slippage = 0n;

  save(): PurseState {
    return {
      cash: String(this.cash),
      contributed: String(this.contributed),
      fees: String(this.fees),
      slippage: String(this.slippage),
    };
  }

  load(state: PurseState): void {
    for (const figure of PURSE_FIGURES) this[figure] = BigInt(state[figure]);
  }
}
