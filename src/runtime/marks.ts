import type { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import { type FeedPosition, MarketKind } from '../feeds/feed.ts';

/** Requests that are remembered, for who asks again. */
const REQUESTS_KEPT = 65_536;

/** Sources of inputs, as their origins name them. */
export const Source = { feed: 'feed', venue: 'venue', runtime: 'runtime' } as const;

/** As JSON, for a snapshot. */
export interface MarksState {
  readonly feed: FeedPosition | null;
  readonly reports: number;
  readonly own: number;
  readonly requests: readonly (readonly [id: string, sequence: number])[];
  readonly crosses: readonly (readonly [id: number, instrument: number])[];
}

/**
 * How far each source has been taken in: what a restarted session goes on from, and what redelivered inputs are known by. A
 * function of the inputs on record.
 */
export class Marks {
  /** The last event of the feed. */
  feed: FeedPosition | undefined;
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
        this.feed = positionOf(event, origin);
        break;
      case Source.venue:
        this.reports = origin.sequence;
        break;
      case Source.runtime:
        this.own = origin.sequence;
        break;
      default:
        this.remember(origin.correlationId, event.sequence);
    }
    if (event.kind === 'report' && event.report.kind === 'cross-price') this.crosses.delete(event.report.orderId);
  }

  /** The input that this request has become, if it has. */
  requested(id: string): number | undefined {
    return this.requests.get(id);
  }

  private remember(id: string, sequence: number): void {
    if (id === '') return;
    if (this.requests.size >= REQUESTS_KEPT) this.requests.delete(this.requests.keys().next().value!);
    this.requests.set(id, sequence);
  }

  save(): MarksState {
    return {
      feed: this.feed ?? null,
      reports: this.reports,
      own: this.own,
      requests: [...this.requests],
      crosses: [...this.crosses],
    };
  }

  load(state: MarksState): void {
    this.feed = state.feed ?? undefined;
    this.reports = state.reports;
    this.own = state.own;
    for (const [id, sequence] of state.requests) this.requests.set(id, sequence);
    for (const [id, instrument] of state.crosses) this.crosses.set(id, instrument);
  }
}

function positionOf(event: InputEvent, { sequence }: InputOrigin): FeedPosition {
  switch (event.kind) {
    case 'bar':
      return { sequence, kind: MarketKind.bar, tsUs: event.bar.tsUs, instrument: event.bar.instrument };
    case 'quote':
      return { sequence, kind: MarketKind.quote, tsUs: event.quote.tsUs, instrument: event.quote.instrument };
    case 'trade':
      return { sequence, kind: MarketKind.trade, tsUs: event.trade.tsUs, instrument: event.trade.instrument };
    default:
      return { sequence, kind: MarketKind.instant, tsUs: event.tsUs, instrument: -1 };
  }
}
