import { fieldsOf, loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import type { Account } from './account.ts';
import type { SessionClock } from './clocks.ts';
import type { Control } from './control.ts';
import type { Decisions } from './decisions.ts';

const SAVED = ['closes', 'previous', 'open', 'begun'];

/** What happens when the account's session ends: daily equity is taken, risk gets the session's returns, values are made anew. */
export class Sessions {
  readonly perYear: number;
  private readonly account: Account;
  private readonly clock: SessionClock;
  private readonly control: Control;
  private readonly decisions: Decisions;
  /** Per instrument: the last close of this session and of the session before; NaN where there was no bar. */
  private readonly closes: Float64Array;
  private readonly previous: Float64Array;
  private readonly returns: Float64Array;
  private open = false;
  /** There has been a bar: before it there is no session to speak of. */
  private begun = false;

  constructor(account: Account, clock: SessionClock, control: Control, decisions: Decisions) {
    this.account = account;
    this.control = control;
    this.decisions = decisions;
    this.clock = clock;
    this.perYear = clock.sessionsPerYear;
    this.closes = new Float64Array(account.instrumentCount).fill(Number.NaN);
    this.previous = new Float64Array(account.instrumentCount).fill(Number.NaN);
    this.returns = new Float64Array(account.instrumentCount);
  }

  /** The end of the session that is open; -Infinity when none is. */
  get closeUs(): Us {
    return this.open ? this.clock.closeUs : Number.NEGATIVE_INFINITY;
  }

  onBar(instrument: number, closeTicks: number): void {
    this.closes[instrument] = closeTicks;
    this.begun = true;
  }

  /** Earlier closes are told in today's prices: `factor` of what they were, less `ticks`. */
  rebase(instrument: number, factor: number, ticks: number): void {
    this.closes[instrument] = this.closes[instrument] * factor - ticks;
    this.previous[instrument] = this.previous[instrument] * factor - ticks;
  }

  /**
   * An event after the close: the session that ended is closed, then each that passed without an event, and the one that holds
   * `nowUs` begins. A day without data is a day on which equity did not move: ratios count it.
   */
  roll(nowUs: Us): void {
    this.close();
    if (this.begun) this.clock.next();
    else this.clock.enter(nowUs);
    this.open = true;
    while (this.clock.closeUs < nowUs) {
      this.close();
      this.clock.next();
      this.open = true;
    }
  }

  /** The close of `nowUs` is over: the session that ends there is closed before the next one opens. */
  end(nowUs: Us): void {
    if (nowUs >= this.closeUs) this.close();
  }

  close(): void {
    if (!this.open || !this.begun) return;
    this.open = false;
    const { account } = this;
    account.ledger.refresh();
    for (let i = 0; i < account.instrumentCount; i++) {
      const close = this.closes[i];
      this.returns[i] = close / this.previous[i] - 1;
      if (!Number.isNaN(close)) this.previous[i] = close;
      this.closes[i] = Number.NaN;
    }
    this.control.onBreakers(account.risk.onSession(this.returns, this.clock.closeUs));
    account.consensus.rounds?.endSession();
    this.decisions.reconsider();
    if (this.clock.closeUs < account.spec.fromUs) return;
    const { sessions } = account.out;
    const row = account.out.add(sessions);
    sessions.closeUs[row] = this.clock.closeUs;
    sessions.equity[row] = account.equity();
    sessions.grossExposure[row] = account.ledger.grossExposure();
    sessions.netExposure[row] = account.ledger.netExposure();
    this.recordAgents();
  }

  save(): SavedState {
    return { ...saveFields(this, SAVED), clock: saveFields(this.clock, ['closeUs']) };
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
    loadFields(this.clock, ['closeUs'], fieldsOf(state, 'sessions').clock);
  }

  private recordAgents(): void {
    const { account } = this;
    const { agentSessions } = account.out;
    for (let agent = 0; agent < account.agentCount; agent++) {
      const row = account.out.add(agentSessions);
      agentSessions.closeUs[row] = this.clock.closeUs;
      agentSessions.agent[row] = agent;
      agentSessions.profit[row] = account.ledger.profit(agent);
      agentSessions.weight[row] = account.weightOf(agent);
    }
  }
}
