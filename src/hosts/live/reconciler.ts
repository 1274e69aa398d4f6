import type { Us } from '../../core/base/time.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { readId } from '../../core/base/ids.ts';
import { differenceEvents } from '../../core/engine/difference-events.ts';
import type { Difference, OpenOrder } from '../../core/execution/difference.ts';
import { type BrokerView, reconcile } from '../../core/execution/reconcile.ts';
import type { Side } from '../../core/model/order.ts';
import { type Broker, fillIdOf, type Standing } from '../../brokers/broker.ts';
import type { Trader } from '../../runtime/trader.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import type { Log } from '../../telemetry/logs.ts';

export interface ReconcilerParts {
  readonly broker: Broker;
  readonly engine: Engine;
  readonly trader: Trader;
  readonly clock: Clock;
  readonly everyUs: Us;
  readonly log: Log;
  /** Told of each difference that is found, by its kind. */
  readonly onDrift?: (kind: string) => void;
}

/**
 * Compares what we hold to be true with what the broker does, at the start and from time to time. While reports are still on
 * their way nothing is judged: they tell the same thing in order. A difference means no new risk, and is entered to be
 * resolved; when a later comparison finds none, it is over.
 */
export class Reconciler {
  /** Differences of the last comparison that could be made. */
  differences: readonly Difference[] = [];
  comparisons = 0;
  private readonly parts: ReconcilerParts;
  private cancel: Cancel | undefined;
  private isOver = false;

  constructor(parts: ReconcilerParts) {
    this.parts = parts;
  }

  begin(): void {
    if (this.isOver) return;
    const { clock, everyUs, log } = this.parts;
    this.cancel = clock.after(everyUs / 1_000, () => {
      this.compare()
        .catch((error: unknown) => log.error('the books could not be compared', { error }))
        .finally(() => this.begin());
    });
  }

  close(): void {
    this.isOver = true;
    this.cancel?.();
  }

  /** False when nothing could be said: the venue did not answer, or something is under way. */
  async compare(): Promise<boolean> {
    const { broker, engine, trader, log, onDrift } = this.parts;
    const inputs = engine.sequence;
    const [orders, positions, cash, news] = [
      await broker.openOrders(),
      await broker.positions(),
      await broker.cash(),
      await broker.fillsSince(trader.heardReports),
    ];
    const isQuiet = engine.sequence === inputs && trader.gateway.unresolved === 0 && !this.isUnderWay();
    if (orders.outcome === 'unknown' || positions.outcome === 'unknown' || cash.outcome === 'unknown') return false;
    if (news.outcome === 'unknown' || news.value.reports.length > 0 || !isQuiet || this.isOver) return false;
    const theirs: BrokerView = {
      asOfUs: engine.account.nowUs,
      orders: orders.value.map(orderOf),
      fills: [],
      fillsFromUs: engine.account.nowUs,
      positions: new Map(positions.value.map(({ instrument, lots }) => [instrument, lots])),
      cash: new Map(cash.value.map(({ currency, amount }) => [currency, amount])),
    };
    const { differences } = reconcile(this.ours(), theirs, 0);
    this.comparisons += 1;
    this.differences = differences;
    for (const difference of differences) {
      onDrift?.(difference.kind);
      log.error('our books and the venue’s differ', { difference: printable(difference) });
    }
    trader.condition('books-differ', differences.length > 0, -1, differences.map(({ kind }) => kind).join(', '));
    for (const difference of differences)
      for (const event of differenceEvents(difference, fillIdOf)) trader.difference(event);
    return true;
  }

  /** The venue has yet to answer about some order. */
  private isUnderWay(): boolean {
    const { engine, trader } = this.parts;
    for (const { id, state } of engine.account.orders.live()) {
      if (state === 'submitted' || state === 'pendingUpdate' || state === 'pendingCancel') return true;
      // One that the venue tells another story of is asked about no more: comparing is what is left.
      if (state === 'unknown' && trader.gateway.isAsking(id)) return true;
    }
    return false;
  }

  private ours(): BrokerView {
    const { account } = this.parts.engine;
    const { ledger, instruments } = account;
    const currencies = new Set([account.spec.account.currency, ...instruments.map(({ currency }) => currency)]);
    return {
      asOfUs: account.nowUs,
      orders: [...account.orders.live()].map(({ id, terms, filledLots, updatedUs }) => ({
        orderId: id,
        venueOrderId: '',
        instrument: terms.instrument,
        side: terms.side,
        lots: terms.lots,
        filledLots,
        limitTicks: Number.NaN,
        updatedUs,
      })),
      fills: [],
      fillsFromUs: account.nowUs,
      positions: new Map(instruments.map(({ index }) => [index, ledger.accountPosition(index)])),
      cash: new Map([...currencies].map((currency) => [currency, ledger.accountCash(currency)])),
    };
  }
}

function orderOf({ clientOrderId, venueOrderId, instrument, side, lots, filledLots, updatedUs }: Standing): OpenOrder {
  return {
    orderId: readId('o', clientOrderId),
    venueOrderId,
    instrument,
    side: side as Side,
    lots,
    filledLots,
    limitTicks: Number.NaN,
    updatedUs,
  };
}

function printable(difference: Difference): unknown {
  return JSON.parse(
    JSON.stringify(difference, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
}
