import { type Id, idText } from '../../base/ids.ts';
import { DAY_US, type Us } from '../../base/time.ts';
import type { OrderTerms, Side } from '../../model/order.ts';
import { ChildOrders, type ChildOrdersState } from '../child-orders.ts';
import { implementationShortfall } from './implementation-shortfall.ts';
import { Pov } from './pov.ts';
import { type Schedule, Steps } from './schedule.ts';
import type { SlicingConfig } from './slicing-config.ts';
import { twap } from './twap.ts';
import { vwap } from './vwap.ts';

/** The order that is sliced. */
export interface SlicedOrder {
  readonly id: Id;
  readonly side: Side;
  readonly lots: number;
  /** No child pays more. */
  readonly limitTicks?: number;
  readonly startUs: Us;
}

export type SlicerState =
  | 'working'
  /** all of it is filled */
  | 'filled'
  /** the horizon is over, and nothing works any more: the rest is given up */
  | 'expired'
  /** the parent was cancelled, and nothing works any more */
  | 'cancelled'
  /** the venue rejected child after child: nothing is sent until a person looks */
  | 'stuck';

/** What is to be done now, in an object used again: cancels first, then the child. */
export interface SliceStep {
  readonly state: SlicerState;
  readonly cancels: readonly Id[];
  /** Of the child to send; 0 is none. */
  readonly lots: number;
  readonly type: 'market' | 'limit';
  /** Of a limit child; undefined is the parent's. */
  readonly limitTicks: number | undefined;
  /** Undefined is the parent's. */
  readonly timeInForce: OrderTerms['timeInForce'] | undefined;
}

/** As JSON. */
export interface SavedSlicer {
  readonly children: ChildOrdersState;
  readonly schedule: readonly number[];
  readonly limitTicks: number | null;
  readonly lastStep: number;
  readonly isStopping: boolean;
  readonly hasSwept: boolean;
  readonly rejects: number;
}

const REJECTS_MOST = 3;

/**
 * Works one parent order in slices, by the clock and by what it hears; it does nothing by itself. The owner asks `step`
 * after every event that concerns the parent and at `nextUs`, cancels what it is told to, has risk's gate approve the
 * child, and calls `sent` for what left. One child at most leaves in each step of the schedule: what it did not fill, or
 * what risk refused, is caught up in later ones.
 */
export class Slicer {
  private readonly config: SlicingConfig;
  private readonly side: Side;
  private readonly endUs: Us;
  private readonly steps: Steps;
  private readonly schedule: Schedule;
  private readonly children: ChildOrders;
  private limitTicks: number | undefined;
  /** The last step in which a child was offered. */
  private lastStep = 0;
  private isStopping = false;
  private hasSwept = false;
  private rejects = 0;
  private readonly cancels: Id[] = [];
  private readonly now = {
    state: 'working' as SlicerState,
    cancels: this.cancels,
    lots: 0,
    type: 'market' as 'market' | 'limit',
    limitTicks: undefined as number | undefined,
    timeInForce: undefined as OrderTerms['timeInForce'] | undefined,
  };

  /** `seed`: of the run; the parent's id names the stream of its jitter. */
  constructor(config: SlicingConfig, parent: SlicedOrder, seed: number) {
    const { horizonUs, slices, jitter } = config;
    const { startUs } = parent;
    this.config = config;
    this.side = parent.side;
    this.limitTicks = parent.limitTicks;
    this.endUs = startUs + horizonUs;
    this.children = new ChildOrders(parent.lots);
    const window = { startUs, endUs: this.endUs, steps: slices };
    this.steps = new Steps(window, jitter, seed, `execution/${idText('o', parent.id)}`);
    this.schedule = scheduleOf(config, this.steps, parent.lots);
  }

  get filledLots(): number {
    return this.children.filledLots;
  }

  get workingLots(): number {
    return this.children.workingLots;
  }

  get leftLots(): number {
    return this.children.leftLots;
  }

  /** Others have traded so many lots. */
  observe(lots: number, nowUs: Us): void {
    this.schedule.observe(lots, nowUs);
  }

  /** The child that `step` asked for has left under this id. */
  sent(id: Id, lots: number): void {
    this.children.send(id, lots, this.lastStep);
  }

  /** How a child stands: all that it has filled, what it may still fill. False when it is none of this parent's. */
  onChild(id: Id, filledLots: number, leavesLots: number): boolean {
    const before = this.children.filledLots;
    if (!this.children.update(id, filledLots, leavesLots)) return false;
    if (this.children.filledLots > before) this.rejects = 0;
    return true;
  }

  /** The venue rejected a child; `onChild` has said so too. */
  onRejected(): void {
    this.rejects += 1;
  }

  onCancelRefused(id: Id): void {
    this.children.cancelRefused(id);
  }

  /** The parent's new terms; less than what is done or works cancels children, never reverses a fill. */
  replace(lots: number, limitTicks: number | undefined): void {
    this.children.resize(lots);
    this.limitTicks = limitTicks;
  }

  /** The parent is cancelled: no child leaves any more, those that live are cancelled. */
  stop(): void {
    this.isStopping = true;
  }

  /** When to ask again, should nothing happen before. */
  nextUs(nowUs: Us): Us {
    if (nowUs < this.endUs) return Math.min(this.endUs, this.schedule.nextUs(nowUs));
    return Number.POSITIVE_INFINITY;
  }

  /** `bidTicks`, `askTicks`: the best prices now, NaN where there are none; bars give their close for both. */
  step(nowUs: Us, bidTicks: number, askTicks: number): SliceStep {
    const { now, children } = this;
    this.cancels.length = 0;
    now.lots = 0;
    now.limitTicks = undefined;
    now.timeInForce = undefined;
    now.type = 'market';
    if (children.excessLots > 0) children.cancelExcess(this.cancels);
    if (this.isStopping || this.isStuck) children.cancelBefore(Number.POSITIVE_INFINITY, this.cancels);
    else if (nowUs >= this.endUs) this.finish();
    else this.follow(nowUs, bidTicks, askTicks);
    now.state = this.state(nowUs);
    return now;
  }

  save(): SavedSlicer {
    const { lastStep, isStopping, hasSwept, rejects } = this;
    const limitTicks = this.limitTicks ?? null;
    return {
      children: this.children.save(),
      schedule: this.schedule.save(),
      limitTicks,
      lastStep,
      isStopping,
      hasSwept,
      rejects,
    };
  }

  /** Into a slicer made of the same configuration, parent and seed. */
  load(state: SavedSlicer): void {
    this.children.load(state.children);
    this.schedule.load(state.schedule);
    this.limitTicks = state.limitTicks ?? undefined;
    this.lastStep = state.lastStep;
    this.isStopping = state.isStopping;
    this.hasSwept = state.hasSwept;
    this.rejects = state.rejects;
  }

  private get isStuck(): boolean {
    return this.rejects >= REJECTS_MOST;
  }

  private state(nowUs: Us): SlicerState {
    const { children } = this;
    if (children.workingLots > 0 || this.now.lots > 0) return 'working';
    if (children.filledLots >= children.totalLots) return 'filled';
    if (this.isStopping) return 'cancelled';
    if (this.isStuck) return 'stuck';
    return nowUs >= this.endUs ? 'expired' : 'working';
  }

  /** In the window: the schedule says how much, one child a step; what an earlier step left resting is taken back first. */
  private follow(nowUs: Us, bidTicks: number, askTicks: number): void {
    const { children, config } = this;
    const begun = this.steps.begun(nowUs);
    if (config.price !== 'market') children.cancelBefore(begun, this.cancels);
    if (begun <= this.lastStep || children.isCancelling) return;
    const due = this.schedule.due(children.totalLots, nowUs);
    const behind = due - children.filledLots - children.workingLots;
    const lots = Math.min(behind, config.maxLots);
    if (lots <= 0 || (lots < config.minLots && lots < children.leftLots)) return;
    if (!this.price(bidTicks, askTicks)) return;
    this.lastStep = begun;
    this.now.lots = lots;
  }

  /** The end of the window: what rests is taken back; then, once, the rest at market. */
  private finish(): void {
    const { children, config } = this;
    const isSweepOut = this.hasSwept && children.workingLots > 0;
    if (!isSweepOut) children.cancelBefore(Number.POSITIVE_INFINITY, this.cancels);
    if (!config.sweep || this.hasSwept || children.workingLots > 0 || children.leftLots === 0) return;
    this.hasSwept = true;
    this.lastStep = config.slices + 1;
    this.now.lots = children.leftLots;
  }

  /** False when the price wanted is not there: the step's child waits for it. */
  private price(bidTicks: number, askTicks: number): boolean {
    const { now, config, side } = this;
    if (config.price === 'market') return true;
    const ticks = side > 0 === (config.price === 'near') ? bidTicks : askTicks;
    if (Number.isNaN(ticks)) return false;
    const { limitTicks } = this;
    const isBeyond = limitTicks !== undefined && (ticks - limitTicks) * side > 0;
    now.type = 'limit';
    now.limitTicks = isBeyond ? limitTicks : ticks;
    if (config.price === 'far') now.timeInForce = 'IOC';
    return true;
  }
}

function scheduleOf(config: SlicingConfig, steps: Steps, lots: number): Schedule {
  switch (config.algorithm) {
    case 'twap':
      return twap(steps, config.slices);
    case 'vwap':
      return vwap(steps, config.profile);
    case 'pov':
      return new Pov(steps, config.participation);
    case 'implementation-shortfall': {
      const { volatility, temporaryImpact, permanentImpact, riskAversion, horizonUs } = config;
      const impact = { volatility, temporaryImpact, permanentImpact, riskAversion, fixedCost: 0 };
      return implementationShortfall(steps, config.slices, { ...impact, quantity: lots, horizon: horizonUs / DAY_US });
    }
  }
}
