import type { Us } from '../core/base/time.ts';
import type { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import { type FeedPosition, MarketKind } from '../feeds/feed.ts';

/** Requests that are remembered, for who asks again. */
const REQUESTS_KEPT = 65_536;

/** Sources of inputs, as their origins name them. */
export const Source = { feed: 'feed', venue: 'venue', runtime: 'runtime' } as const;

/** How much of an instant is on record: what a restart has left to do of it. */
export interface InstantUnderWay {
  /** The feed's number of the instant; of one that a timer made 0. */
  readonly sequence: number;
  readonly tsUs: Us;
  /** Bars that agents were given. */
  bars: number;
  timer: boolean;
  instant: boolean;
  close: boolean;
}

/** As JSON, for a snapshot. */
export interface MarksState {
  readonly through: FeedPosition | null;
  readonly under: InstantUnderWay | null;
  readonly ticks: number;
  readonly timers: number;
  readonly reports: number;
  readonly own: number;
  readonly requests: readonly (readonly [id: string, sequence: number])[];
  readonly crosses: readonly (readonly [id: number, instrument: number])[];
}

/**
 * How far each source has been taken in: what a restarted session goes on from, and what redelivered inputs are known by. A
 * function of the inputs on record, but for `finish`, which knows sooner that an instant is through.
 */
export class Marks {
  /** The last instant of the feed that is all through: market data goes on behind it. */
  through: FeedPosition | undefined;
  /** The instant that the last inputs belong to. */
  under: InstantUnderWay | undefined;
  /** The feed's number of its last quote or trade. */
  ticks = 0;
  /** Instants that timers made since the feed's last one. */
  timers = 0;
  /** The number of the venue's last report. */
  reports = 0;
  /** Inputs of the runtime's own. */
  own = 0;
  /** Internal crosses that wait for their price, by id. */
  readonly crosses = new Map<number, number>();
  private readonly requests = new Map<string, number>();

  onInput(event: InputEvent, origin: InputOrigin): void {
    switch (origin.source) {
      case Source.feed:
        if (isOfInstant(event.kind)) this.onInstant(event, origin.sequence);
        else this.onTick(origin.sequence);
        break;
      case Source.venue:
        this.reports = origin.sequence;
        break;
      case Source.runtime:
        this.own = origin.sequence;
        if (isOfInstant(event.kind)) this.onInstant(event, 0);
        break;
      default:
        this.remember(origin.correlationId, event.sequence);
    }
    if (event.kind === 'report' && event.report.kind === 'cross-price') this.crosses.delete(event.report.orderId);
  }

  /** The instant under way is through, the venue included. */
  finish(): void {
    if (this.under !== undefined) this.pass(this.under);
    this.under = undefined;
  }

  /** The input that this request has become, if it has. */
  requested(id: string): number | undefined {
    return this.requests.get(id);
  }

  private onTick(sequence: number): void {
    this.finish();
    this.ticks = sequence;
    this.timers = 0;
  }

  private onInstant({ kind, tsUs, bar }: InputEvent, sequence: number): void {
    const { under: last } = this;
    if (last === undefined || last.sequence !== sequence || (sequence === 0 && last.tsUs !== tsUs)) {
      this.finish();
      this.timers = sequence === 0 ? this.timers + 1 : 0;
      this.under = { sequence, tsUs, bars: 0, timer: false, instant: false, close: false };
    }
    const under = this.under!;
    if (kind === 'bar') under.bars += 1;
    else if (kind === 'timer') under.timer = true;
    else if (kind === 'instant') under.instant = true;
    else if (kind === 'close') under.close = true;
    // A bar knows its own time, whatever the clock of the inputs says.
    if (kind === 'bar' && bar.interval === 0 && bar.tsUs !== under.tsUs) this.under = { ...under, tsUs: bar.tsUs };
  }

  private pass({ sequence, tsUs }: InstantUnderWay): void {
    if (sequence > 0) this.through = { sequence, kind: MarketKind.instant, tsUs, instrument: -1 };
  }

  private remember(id: string, sequence: number): void {
    if (id === '') return;
    if (this.requests.size >= REQUESTS_KEPT) this.requests.delete(this.requests.keys().next().value!);
    this.requests.set(id, sequence);
  }

  save(): MarksState {
    const { ticks, timers, reports, own } = this;
    return {
      through: this.through ?? null,
      under: this.under === undefined ? null : { ...this.under },
      ticks,
      timers,
      reports,
      own,
      requests: [...this.requests],
      crosses: [...this.crosses],
    };
  }

  load(state: MarksState): void {
    this.through = state.through ?? undefined;
    this.under = state.under ?? undefined;
    this.ticks = state.ticks;
    this.timers = state.timers;
    this.reports = state.reports;
    this.own = state.own;
    for (const [id, sequence] of state.requests) this.requests.set(id, sequence);
    for (const [id, instrument] of state.crosses) this.crosses.set(id, instrument);
  }
}

/** Inputs that an instant is made of, ticks apart: those stand by themselves. */
export function isOfInstant(kind: InputEvent['kind']): boolean {
  return kind === 'bar' || kind === 'timer' || kind === 'instant' || kind === 'close';
}
