import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { Bar } from '../core/model/bar.ts';
import type {
  Context,
  OrderChanges,
  OrderRequest,
  OrderView,
  TargetOptions,
  TimerView,
} from '../core/strategies/strategy.ts';
import type { TestedIntent } from './tested-intent.ts';

/** The ideal world of a strategy under test: what it asks for is noted, and held from the next bar on. */
export class TestContext implements Context {
  readonly intents: TestedIntent[] = [];
  nowUs: Us = 0;
  readonly equity: number;
  readonly cash: number;
  private readonly instruments: readonly string[];
  private readonly warmup: number;
  private readonly positions = new Map<string, number>();
  private readonly targets = new Map<string, number | null>();
  private readonly prices = new Map<string, number>();
  private readonly barsSeen = new Map<string, number>();
  private timers: TimerView[] = [];
  private working: OrderView[] = [];
  private bar = -1;

  constructor(instruments: readonly string[], equity: number, warmup: number) {
    this.instruments = instruments;
    this.equity = equity;
    this.cash = equity;
    this.warmup = warmup;
  }

  /** A bar has closed. */
  advance(bar: Bar): void {
    const instrument = this.known(bar.instrument);
    for (const [name, target] of this.targets) this.positions.set(name, target ?? 0);
    this.bar += 1;
    this.nowUs = bar.tsUs;
    this.prices.set(instrument, bar.close);
    this.barsSeen.set(instrument, (this.barsSeen.get(instrument) ?? 0) + 1);
  }

  /** Takes out the timers whose time has come, the earliest first. */
  dueTimers(): TimerView[] {
    const due = this.timers.filter(({ tsUs }) => tsUs <= this.nowUs).sort((a, b) => a.tsUs - b.tsUs);
    this.timers = this.timers.filter(({ tsUs }) => tsUs > this.nowUs);
    return due;
  }

  position(instrument: string): number {
    return this.positions.get(this.known(instrument)) ?? 0;
  }

  targeted(instrument: string): number | null {
    return this.targets.get(this.known(instrument)) ?? null;
  }

  orders(): readonly OrderView[] {
    return this.working;
  }

  target(instrument: string, quantity: number | null, options: TargetOptions = {}): void {
    const before = this.targeted(instrument);
    if (quantity !== null && !Number.isFinite(quantity)) {
      throw new Fault('strategy', `target: expected a finite number or null, was ${String(quantity)}`);
    }
    // As in a run: a wish before the bars wanted are there is dropped, and a wish repeated is no new one.
    if ((this.barsSeen.get(instrument) ?? 0) < this.warmup || before === quantity) return;
    this.targets.set(instrument, quantity);
    const { confidence, reason, values = [] } = options;
    this.intents.push({
      bar: this.bar,
      instrument,
      target: quantity,
      ...(confidence === undefined ? {} : { confidence }),
      ...(reason === undefined
        ? {}
        : { reason: reason.replaceAll(/\{(\d+)\}/g, (place, i) => String(values[Number(i)] ?? place)) }),
    });
  }

  targetValue(instrument: string, value: number, options?: TargetOptions): void {
    const price = this.prices.get(this.known(instrument));
    if (price === undefined) throw new Fault('strategy', `target: no price of ${instrument} yet`);
    this.target(instrument, value / price, options);
  }

  targetPercent(instrument: string, fraction: number, options?: TargetOptions): void {
    this.targetValue(instrument, fraction * this.equity, options);
  }

  intend(request: OrderRequest): string {
    const { side, quantity, limitPrice, stopPrice } = request;
    const instrument = this.known(request.instrument);
    const id = `order-${this.intents.length + 1}`;
    this.working = [
      ...this.working,
      { id, instrument, side, quantity, filled: 0, state: 'working', limitPrice, stopPrice },
    ];
    this.intents.push({ bar: this.bar, instrument, order: request });
    return id;
  }

  cancel(orderId: string): void {
    this.working = this.working.filter(({ id }) => id !== orderId);
  }

  replace(orderId: string, changes: OrderChanges): void {
    this.working = this.working.map((order) => (order.id === orderId ? { ...order, ...changes } : order));
  }

  setTimer(name: string, atUs: Us): void {
    this.timers.push({ name, tsUs: atUs });
  }

  log(): void {}

  private known(instrument: string): string {
    if (this.instruments.includes(instrument)) return instrument;
    throw new Fault(
      'strategy',
      `instrument: expected one of ${this.instruments.join(', ')}, was '${String(instrument)}'`,
    );
  }
}
