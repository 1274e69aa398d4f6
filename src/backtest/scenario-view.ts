import { toNumber } from '../core/base/decimal.ts';
import { DAY_US, type Us } from '../core/base/time.ts';
import { priceOf } from '../core/model/instrument.ts';
import { SCENARIO_START_US, type ScenarioRun } from './scenario.ts';

/** Days since the start of a scenario: the first daily bar closes at 1. */
export function dayOf(tsUs: Us): number {
  return (tsUs - SCENARIO_START_US) / DAY_US;
}

/** What a scenario came to, in units of price and quantity: rows that people write and compare. */
export class ScenarioView {
  private readonly run: ScenarioRun;

  constructor(run: ScenarioRun) {
    this.run = run;
  }

  private quantity(instrument: number, lots: number): number {
    return lots * this.run.instruments[instrument].lot + 0;
  }
  private name(instrument: number): string {
    return this.run.instruments[instrument].name;
  }
  private price(instrument: number, ticks: number): number | undefined {
    return Number.isNaN(ticks) ? undefined : priceOf(this.run.instruments[instrument], ticks);
  }
  private money(instrument: number, units: bigint): number {
    const { ledger } = this.run.engine.account;
    return toNumber({ units, scale: ledger.scaleOf(this.run.instruments[instrument].currency) });
  }

  /** An agent's id, `house`, or `account` for what is netted over all. */
  private owner(owner: number): string {
    return owner < 0 ? 'account' : this.run.engine.account.ledger.owners[owner];
  }

  orders(): {
    at: number;
    by: string;
    origin: string;
    instrument: string;
    quantity: number;
    type: string;
    limit?: number;
    stop?: number;
  }[] {
    const { orders } = this.run.observer.recording;
    return rows(orders.count, (row) => ({
      at: dayOf(orders.tsUs[row]),
      by: this.owner(orders.agent[row]),
      origin: orders.origin[row],
      instrument: this.name(orders.instrument[row]),
      quantity: this.quantity(orders.instrument[row], orders.side[row] * orders.lots[row]),
      type: orders.type[row],
      limit: this.price(orders.instrument[row], orders.limitTicks[row]),
      stop: this.price(orders.instrument[row], orders.stopTicks[row]),
    }));
  }

  fills(): { at: number; instrument: string; quantity: number; price: number; fee: number; slippage: number }[] {
    const { fills } = this.run.observer.recording;
    return rows(fills.count, (row) => ({
      at: dayOf(fills.tsUs[row]),
      instrument: this.name(fills.instrument[row]),
      quantity: this.quantity(fills.instrument[row], fills.signedLots[row]),
      price: priceOf(this.run.instruments[fills.instrument[row]], fills.priceTicks[row]),
      fee: this.money(fills.instrument[row], fills.fee[row]),
      slippage: this.money(fills.instrument[row], fills.slippage[row]),
    }));
  }

  /** What each owner got, of fills and of crosses. */
  allocations(): { at: number; owner: string; instrument: string; quantity: number; price: number; reason: string }[] {
    const { allocations } = this.run.observer.recording;
    return rows(allocations.count, (row) => ({
      at: dayOf(allocations.tsUs[row]),
      owner: this.owner(allocations.owner[row]),
      instrument: this.name(allocations.instrument[row]),
      quantity: this.quantity(allocations.instrument[row], allocations.signedLots[row]),
      price: priceOf(this.run.instruments[allocations.instrument[row]], allocations.priceTicks[row]),
      reason: allocations.reason[row],
    }));
  }

  decisions(): { at: number; instrument: string; kind: string; decided: number; allowed: number }[] {
    const { decisions } = this.run.observer.recording;
    return rows(decisions.count, (row) => ({
      at: dayOf(decisions.tsUs[row]),
      instrument: this.name(decisions.instrument[row]),
      kind: decisions.kind[row],
      decided: this.quantity(decisions.instrument[row], decisions.decidedLots[row]),
      allowed: this.quantity(decisions.instrument[row], decisions.allowedLots[row]),
    }));
  }

  refusals(): {
    at: number;
    by: string;
    instrument: string;
    rule: string;
    limit: number;
    value: number;
    asked: number;
    largest: number;
  }[] {
    const { refusals } = this.run.observer.recording;
    return rows(refusals.count, (row) => ({
      at: dayOf(refusals.tsUs[row]),
      by: this.owner(refusals.agent[row]),
      instrument: this.name(refusals.instrument[row]),
      rule: refusals.rule[row],
      limit: refusals.limit[row],
      value: refusals.value[row],
      asked: this.quantity(refusals.instrument[row], refusals.askedLots[row]),
      largest: this.quantity(refusals.instrument[row], refusals.maxLots[row]),
    }));
  }

  intents(): { at: number; agent: string; instrument: string; target: number | null; source: string }[] {
    const { intents } = this.run.observer.recording;
    return rows(intents.count, (row) => ({
      at: dayOf(intents.tsUs[row]),
      agent: this.owner(intents.agent[row]),
      instrument: this.name(intents.instrument[row]),
      target: Number.isNaN(intents.targetLots[row])
        ? null
        : this.quantity(intents.instrument[row], intents.targetLots[row]),
      source: intents.source[row],
    }));
  }

  notices(): { at: number; kind: string; by: string; text: string }[] {
    const { notices } = this.run.observer.recording;
    return rows(notices.count, (row) => ({
      at: dayOf(notices.tsUs[row]),
      kind: notices.kind[row],
      by: this.owner(notices.agent[row]),
      text: notices.text[row].replace(/\{(\d+)\}/g, (_, place: string) => String(notices.values[row][Number(place)])),
    }));
  }

  trades(): {
    agent: string;
    instrument: string;
    side: string;
    quantity: number;
    entry: number;
    exit: number | null;
    profit: number;
    bars: number;
    open: boolean;
    reason: string;
  }[] {
    const { trades } = this.run.observer.book;
    return rows(trades.count, (row) => ({
      agent: this.owner(trades.agent[row]),
      instrument: this.name(trades.instrument[row]),
      side: trades.side[row] > 0 ? 'long' : 'short',
      quantity: this.quantity(trades.instrument[row], trades.lots[row]),
      entry: trades.entryPrice[row],
      exit: Number.isNaN(trades.exitPrice[row]) ? null : trades.exitPrice[row],
      profit: trades.profit[row],
      bars: trades.bars[row],
      open: trades.open[row] === 1,
      reason: trades.exitReason[row],
    }));
  }

  /** Of `account`, `house` or an agent. */
  position(owner: string, instrument: string): number {
    const { ledger } = this.run.engine.account;
    const place = this.run.instruments.findIndex(({ name }) => name === instrument);
    return this.quantity(
      place,
      owner === 'account' ? ledger.accountPosition(place) : ledger.position(ledger.owners.indexOf(owner), place),
    );
  }

  /** The account's, in its currency. */
  get equity(): number {
    return this.run.engine.account.equity();
  }
}

function rows<T>(count: number, row: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => row(index));
}
