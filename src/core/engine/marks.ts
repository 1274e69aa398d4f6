import type { Account } from './account.ts';
import type { Decisions } from './decisions.ts';
import type { Fills } from './fills.ts';
import type { Sessions } from './sessions.ts';

/** What a base bar's close means for the account, before agents see the bar. */
export class Marks {
  private readonly account: Account;
  private readonly decisions: Decisions;
  private readonly fills: Fills;
  private readonly sessions: Sessions;
  /** Units per lot, by instrument. */
  private readonly lots: Float64Array;

  constructor(account: Account, decisions: Decisions, fills: Fills, sessions: Sessions) {
    this.account = account;
    this.decisions = decisions;
    this.fills = fills;
    this.sessions = sessions;
    this.lots = Float64Array.from(account.instruments, ({ lot }) => lot);
  }

  /** Hot: per bar. Close in ticks (half ticks too), volume in units, NaN where there is none. */
  onBar(instrument: number, closeTicks: number, volume: number): void {
    const { account } = this;
    if (Number.isNaN(account.lastTicks[instrument])) this.decisions.priced(instrument);
    account.lastTicks[instrument] = closeTicks;
    account.ledger.mark(instrument, closeTicks);
    account.risk.onBar(instrument, volume / this.lots[instrument]);
    this.sessions.onBar(instrument, closeTicks);
    if (this.fills.collared[instrument] === 1) {
      this.fills.collared[instrument] = 0;
      account.markDirty(instrument, 1);
    }
  }
}
