import type { Us } from '../core/base/time.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import { type Feed, MarketEvent, MarketKind } from './feed.ts';

export interface WatchOptions {
  readonly clock: Clock;
  /** Per instrument: after so long without an event, by our clock, it is stale. Infinity: never. */
  readonly silenceMsMax: readonly number[];
  /** Whether events are to be expected now. Default: always. A market that is closed is silent and not stale. */
  readonly expects?: (instrument: number, nowUs: Us) => boolean;
}

/** One instrument's silence. */
interface Silence {
  sinceUs: Us;
  stale: boolean;
}

/**
 * A feed whose silence is told: `stale` when an instrument has not been heard of for too long, `resumed` before the next
 * event of it. An instrument that was never heard of is silent from the first question on. Everything else is passed on as it
 * is, in its order and with its numbers.
 */
export class WatchedFeed implements Feed {
  /** Instruments that are stale now. */
  staleCount = 0;
  private readonly feed: Feed;
  private readonly options: WatchOptions;
  private readonly silences: readonly Silence[];
  private readonly condition = new MarketEvent();
  /** The feed's own event, held while its instrument is said to have resumed. */
  private held: MarketEvent | undefined;
  private inner: Promise<boolean> | undefined;
  private cancel: Cancel | undefined;
  private stopped = false;
  private sequence = 0;
  private tsUs: Us = 0;

  constructor(feed: Feed, options: WatchOptions) {
    this.feed = feed;
    this.options = options;
    const sinceUs = options.clock.steadyUs();
    this.silences = options.silenceMsMax.map(() => ({ sinceUs, stale: false }));
  }

  next(): MarketEvent | undefined {
    if (this.stopped) return undefined;
    const event = this.held ?? this.feed.next();
    this.held = undefined;
    // What is waiting to be fetched was not silent: only a feed that has nothing to give can be stale.
    if (event === undefined) return this.nextStale();
    const silence = this.silences[event.instrument];
    if (silence !== undefined) {
      silence.sinceUs = this.options.clock.steadyUs();
      if (silence.stale) {
        silence.stale = false;
        this.staleCount -= 1;
        this.held = event;
        return this.say(MarketKind.resumed, event.instrument);
      }
    }
    this.sequence = event.sequence;
    this.tsUs = event.tsUs;
    return event;
  }

  async ready(): Promise<boolean> {
    if (this.stopped || this.held !== undefined) return !this.stopped;
    // The feed is asked once and waited for as long as it takes, however often somebody became stale meanwhile.
    this.inner ??= this.feed.ready();
    const dueMs = this.nextDueMs();
    const watched = dueMs === Number.POSITIVE_INFINITY ? this.inner : Promise.race([this.inner, this.due(dueMs)]);
    const ready = await watched.finally(() => this.cancel?.());
    if (ready !== undefined) this.inner = undefined;
    return !this.stopped && ready !== false;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel?.();
    await this.feed.stop();
  }

  private due(ms: number): Promise<undefined> {
    return new Promise((resolve) => {
      this.cancel = this.options.clock.after(ms, () => resolve(undefined));
    });
  }

  private nextStale(): MarketEvent | undefined {
    const { clock, silenceMsMax, expects } = this.options;
    const nowUs = clock.steadyUs();
    for (const [instrument, silence] of this.silences.entries()) {
      if (silence.stale || nowUs - silence.sinceUs < silenceMsMax[instrument] * 1_000) continue;
      if (expects !== undefined && !expects(instrument, clock.nowUs())) {
        silence.sinceUs = nowUs;
        continue;
      }
      silence.stale = true;
      this.staleCount += 1;
      return this.say(MarketKind.stale, instrument);
    }
    return undefined;
  }

  private nextDueMs(): number {
    const nowUs = this.options.clock.steadyUs();
    let dueMs = Number.POSITIVE_INFINITY;
    for (const [instrument, { sinceUs, stale }] of this.silences.entries()) {
      if (stale) continue;
      dueMs = Math.min(dueMs, this.options.silenceMsMax[instrument] - (nowUs - sinceUs) / 1_000);
    }
    return Math.max(0, dueMs);
  }

  private say(kind: MarketKind, instrument: number): MarketEvent {
    const { condition } = this;
    condition.kind = kind;
    condition.instrument = instrument;
    condition.sequence = this.sequence;
    condition.tsUs = this.tsUs;
    return condition;
  }
}
