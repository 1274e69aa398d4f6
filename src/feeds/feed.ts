import type { Us } from '../core/base/time.ts';
import { BarEvent } from '../core/model/bar.ts';
import { DepthEvent } from '../core/model/depth.ts';
import { QuoteEvent } from '../core/model/quote.ts';
import { TradeEvent } from '../core/model/trade.ts';

/**
 * What a feed says. Inside one instant the kinds come in this order (SEMANTICS section 1): closes and ticks, the end of the
 * instant, then the opens of what starts there.
 */
export const MarketKind = {
  /** `bar` has closed, at its `tsUs`: its path to the venue first, then the bar to the agents */ bar: 'bar',
  /** `quote` */ quote: 'quote',
  /** `trade` */ trade: 'trade',
  /** `depth` */ depth: 'depth',
  /** nothing more that ends at `tsUs` comes: windows close, orders leave */ instant: 'instant',
  /** `bar` opens, at its `openUs`: for the venue alone, agents must not see it */ open: 'open',
  /** `instrument` has been silent for too long: reduce only */ stale: 'stale',
  /** `instrument` speaks again */ resumed: 'resumed',
} as const;
export type MarketKind = (typeof MarketKind)[keyof typeof MarketKind];

/** One event, in an object that the feed reuses: valid until the next call of `next`. */
export class MarketEvent {
  kind: MarketKind = MarketKind.instant;
  /**
   * Numbers a feed's events from 1 without a gap. Conditions (stale, resumed) hang on the clock and are not repeatable: they
   * carry the number of the event before them.
   */
  sequence = 0;
  /** Never goes back. Of a condition: that of the event before it. */
  tsUs: Us = 0;
  /** The index of the instrument; of an instant -1. */
  instrument = -1;
  /**
   * bar, open. At the open a source gives what it knows of the bar: one that knows it whole (recorded and synthetic data)
   * gives it whole, for a venue that models latency; any other gives NaN for what is to come.
   */
  bar: BarEvent = new BarEvent();
  quote: QuoteEvent = new QuoteEvent();
  trade: TradeEvent = new TradeEvent();
  depth: DepthEvent = new DepthEvent();
}

/** The last event that was taken: where a restarted session goes on. */
export interface FeedPosition {
  readonly sequence: number;
  readonly kind: MarketKind;
  readonly tsUs: Us;
  readonly instrument: number;
}

/**
 * A source of market data for one live session, which pulls:
 *
 *     do for (let event = feed.next(); event !== undefined; event = feed.next()) handle(event);
 *     while (await feed.ready());
 *
 * Nothing is produced that is not asked for, so a slow reader holds the feed back, and one that asks for event n + 1 when
 * the venue has confirmed n goes in lock-step. What is due and not fetched waits and is not lost. The same feed from the same
 * position gives the same events (conditions apart).
 */
export interface Feed {
  /** The next event, if one is due. */
  next(): MarketEvent | undefined;
  /**
   * Waits until `next` should be asked again: true. False when the feed has ended or was stopped. One call at a time. Rejects
   * with a `Fault` when the source cannot go on.
   */
  ready(): Promise<boolean>;
  /** At once: no event after it, a `ready` under way is false. Resolves when files are closed and timers gone. */
  stop(): Promise<void>;
}
