import type { Us } from '../base/time.ts';
import { BarEvent } from '../model/bar.ts';
import type { Side } from '../model/order.ts';
import { BarPath, type Signed } from './bar-path.ts';
import type { Market } from './market.ts';
import type { RestingOrder } from './resting-order.ts';
import type { Slippage } from './slippage.ts';
import type { VolumeBudget } from './volume-budget.ts';

/** The moment of a bar at which orders trade. */
export const Phase = { open: 0, path: 1, close: 2 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** The market at a moment of a bar: its open, a place on its path, its close. */
export class BarMarket implements Market {
  readonly path = new BarPath();
  nowUs: Us = 0;
  private readonly budget: VolumeBudget;
  private readonly slippages: readonly Slippage[];
  private bar = new BarEvent();
  private phase: Phase = Phase.open;

  constructor(budget: VolumeBudget, slippages: readonly Slippage[]) {
    this.budget = budget;
    this.slippages = slippages;
  }

  /** All that follows happens in this bar, at this moment of it. */
  enter(bar: BarEvent, phase: Phase): void {
    this.bar = bar;
    this.phase = phase;
    this.nowUs = phase === Phase.open ? bar.openUs : bar.tsUs;
  }

  price(side: Side): Signed {
    return this.phase === Phase.path ? this.path.now(side) : openOf(this.bar, side);
  }

  watched(side: Side): Signed {
    return this.price(side);
  }

  /** One budget for the bar, whoever hits whom. */
  lotsLeft(): number {
    return this.budget.of(this.bar);
  }

  lotsWithin(): number {
    return this.lotsLeft();
  }

  spend(_side: Side, _maker: boolean, lots: number): void {
    this.budget.spend(this.bar, lots);
  }

  slippage(instrument: number, ticks: number, lots: number): bigint {
    return this.slippages[instrument].cost(ticks, lots, this.bar);
  }

  /** Where it was at the venue in time for this bar it starts from where the bar stands; otherwise, and after a close, at the next open. */
  admits(child: RestingOrder, isFirst: boolean): boolean {
    const { bar, phase } = this;
    if (phase === Phase.close) return false;
    if (phase === Phase.open ? child.openBeforeUs <= bar.openUs : child.endByUs < bar.tsUs) return false;
    if (isFirst ? !isInTime(child, bar) : child.barOpenUs !== bar.openUs) return false;
    child.barOpenUs = bar.openUs;
    return true;
  }
}

/** Whether it was placed by the open of this bar and arrives before its end. */
export function isInTime(order: RestingOrder, bar: BarEvent): boolean {
  return order.placedUs <= bar.openUs && (order.liveUs <= bar.openUs || order.liveUs < bar.tsUs);
}

/** The open of a bar as this side sees it. */
export function openOf(bar: BarEvent, side: number): Signed {
  return side > 0 ? bar.askOpen : -bar.bidOpen;
}
