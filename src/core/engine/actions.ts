import { toNumber } from '../base/decimal.ts';
import { assert } from '../base/assert.ts';
import type { WorkingOrders } from '../execution/working-order.ts';
import { type ActionEvent, ActionKind } from '../model/action.ts';
import { notionalFactor } from '../model/instrument.ts';
import { splitLots, splitMark } from '../model/split.ts';
import type { ActionView } from '../strategies/strategy.ts';
import type { Account } from './account.ts';
import type { Agent } from './agent.ts';
import type { Crosses } from './crosses.ts';
import type { Decisions } from './decisions.ts';
import type { ExitDesk } from './exits.ts';
import type { Financing } from './financing.ts';
import type { OwnOrders } from './own-orders.ts';
import type { Sessions } from './sessions.ts';
import type { Slices } from './slices.ts';
import type { Targets } from './targets.ts';

/** The parts of the engine that know of lots and prices. */
export interface ActionParts {
  readonly account: Account;
  readonly agents: readonly Agent[];
  /** Per instrument: the agents assigned to it. */
  readonly listeners: readonly Int32Array[];
  readonly working: WorkingOrders;
  readonly crosses: Crosses;
  readonly decisions: Decisions;
  readonly exits: ExitDesk;
  readonly ownOrders: OwnOrders;
  readonly sessions: Sessions;
  readonly slices: Slices;
  readonly targets: Targets;
  readonly financing: Financing;
}

/**
 * What happens to those who hold an instrument, applied in one instant to everything that knows of its lots or prices, and
 * told to its agents when it is done. What they ask for then waits for the next instant.
 */
export class Actions {
  private readonly parts: ActionParts;

  constructor(parts: ActionParts) {
    this.parts = parts;
  }

  take(action: ActionEvent): void {
    const { account } = this.parts;
    this.record(action);
    switch (action.kind) {
      case ActionKind.split:
        this.split(action);
        break;
      case ActionKind.dividend:
        this.dividend(action);
        break;
      case ActionKind.funding:
        this.charge('funding', action.instrument, account.ledger.fund(action.instrument, action));
        break;
    }
    this.tell(action);
  }

  private split(ratio: ActionEvent): void {
    const { account, working, crosses, decisions, exits, ownOrders, sessions, slices, targets } = this.parts;
    const { instrument, numerator, denominator } = ratio;
    const { ledger } = account;
    assert(!slices.isOn, 'orders that are worked in slices are not split');
    const owners = account.agentCount + 1;
    const before = Array.from({ length: owners }, (_, owner) => ledger.position(owner, instrument));
    this.charge('fraction', instrument, ledger.split(instrument, ratio));
    // Who wanted just what it held wants just what it holds: a rounded lot is no wish to trade.
    const rescaled = (owner: number, lots: number): number => {
      if (lots === before[owner]) return ledger.position(owner, instrument);
      return Number.isNaN(lots) ? lots : splitLots(lots, ratio);
    };
    account.lastTicks[instrument] = splitMark(account.lastTicks[instrument], ratio);
    account.orders.split(instrument, ratio);
    if (working.orderId[instrument] !== 0) working.split(instrument, ratio);
    crosses.split(instrument, ratio);
    decisions.split(instrument, ratio, rescaled);
    targets.split(instrument, rescaled);
    account.consensus.split(instrument, ratio, rescaled);
    account.risk.onSplit(instrument, ratio);
    exits.split(instrument, ratio);
    ownOrders.split(instrument, ratio);
    sessions.rebase(instrument, denominator / numerator, 0);
  }

  private dividend(action: ActionEvent): void {
    const { account, sessions } = this.parts;
    const { instrument } = action;
    const known = account.instruments[instrument];
    this.charge('dividend', instrument, account.ledger.dividend(instrument, action));
    const amount = toNumber(action);
    const rate = account.ledger.rateOf(known.currency);
    account.consensus.rounds?.pays(instrument, amount * notionalFactor(known) * rate);
    sessions.rebase(instrument, 1, (amount * known.priceDenominator) / known.priceNumerator);
  }

  private charge(kind: string, instrument: number, cash: readonly bigint[]): void {
    const { account, financing } = this.parts;
    financing.record(kind, instrument, account.instruments[instrument].currency, cash);
  }

  private record({ instrument, kind, numerator, denominator, units, scale }: ActionEvent): void {
    const { out, nowUs } = this.parts.account;
    const { actions } = out;
    const row = out.add(actions);
    actions.tsUs[row] = nowUs;
    actions.instrument[row] = instrument;
    actions.kind[row] = kind;
    actions.numerator[row] = numerator;
    actions.denominator[row] = denominator;
    actions.amount[row] = toNumber({ units, scale });
  }

  private tell({ instrument, kind, numerator, denominator, units, scale }: ActionEvent): void {
    const { account, agents, exits, listeners, targets } = this.parts;
    const view: ActionView = {
      kind,
      instrument: account.instruments[instrument].name,
      tsUs: account.nowUs,
      ratio: numerator / denominator,
      amount: toNumber({ units, scale }),
    };
    targets.deferring = true;
    for (const agent of listeners[instrument]) agents[agent].action(view);
    targets.deferring = false;
    if (kind !== ActionKind.split) return;
    exits.syncAll(instrument);
  }
}
