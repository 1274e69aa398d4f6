import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { Resampler } from '../core/market/resample.ts';
import { BarEvent } from '../core/model/bar.ts';
import type { MarketEvent as VenueEvent, SimulatedMarket } from '../brokers/broker.ts';
import { type Feed, type MarketEvent, MarketKind } from '../feeds/feed.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import type { Intake } from './intake.ts';

/** Market events of the venue that one event of the feed can become: its number there is the feed's times this, and a place. */
const PLACES = 1_024;

export interface PumpParts {
  readonly feed: Feed;
  readonly engine: Engine;
  readonly intake: Intake;
  readonly clock: Clock;
  /** undefined: the venue has a market of its own. */
  readonly venue: SimulatedMarket | undefined;
  /** Market orders fill at the close of the deciding bar. */
  readonly fillAtClose: boolean;
  /** Per instrument: makes the longer bars, the shortest first. */
  readonly resamplers: readonly (readonly Resampler[])[];
  /** The venue is waited for no longer than this. */
  readonly venueTimeoutMs: number;
  /** Before each event: resolves when there is room for it, and nothing that left the engine is still on its way. */
  readonly settled: () => Promise<void> | undefined;
  readonly onFeed: (steadyUs: number) => void;
  /** Orders sent so far. */
  readonly sent: () => number;
  readonly onVenueSilent: () => void;
  readonly onVenueBack: () => void;
  readonly onStale: (instrument: number, stale: boolean) => void;
}

/**
 * From the feed to the venue and to the engine, in the order of SEMANTICS sections 1 and 6: the venue sees each event first,
 * and the engine when the venue has confirmed it and everything that it made of it has been heard.
 */
export class MarketPump {
  /** The last event taken from the feed. */
  lastSequence = 0;
  /** Events that were taken from the feed, and those of them that are through. */
  readonly counts = { taken: 0, through: 0 };
  /** False while the venue does not answer: then the engine does not wait for it. */
  isVenueThere = true;
  private readonly parts: PumpParts;
  private confirmed = 0;
  private wanted = 0;
  private resolve: (() => void) | undefined;
  private timer: Cancel | undefined;
  private isStopped = false;
  private loop: Promise<unknown> | undefined;
  private readonly bars: BarEvent[] = [];
  private readonly longer: BarEvent[] = [];

  constructor(parts: PumpParts) {
    this.parts = parts;
  }

  /** Until the feed ends (true) or `stop` is called (false). Rejects with the feed's fault. */
  run(): Promise<boolean> {
    const loop = this.take();
    this.loop = loop;
    return loop;
  }

  private async take(): Promise<boolean> {
    const { feed, settled, onFeed, clock } = this.parts;
    do {
      for (let event = feed.next(); event !== undefined; event = feed.next()) {
        onFeed(clock.steadyUs());
        this.counts.taken += 1;
        const wait = this.pass(event);
        if (wait !== undefined) await wait;
        const room = settled();
        if (room !== undefined) await room;
        this.counts.through += 1;
        if (this.isStopped) return false;
      }
    } while (!this.isStopped && (await feed.ready()));
    return !this.isStopped;
  }

  /** Resolves when the event under way is through, which a silent venue delays by its time-out. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.parts.feed.stop();
    // Why it ended is told to whoever runs it.
    await this.loop?.catch(() => {});
  }

  onConfirmed(sequence: number): void {
    this.confirmed = Math.max(this.confirmed, sequence);
    if (!this.isVenueThere) this.parts.onVenueBack();
    this.isVenueThere = true;
    if (this.confirmed < this.wanted) return;
    this.timer?.();
    this.resolve?.();
  }

  onDisconnected(): void {
    this.isVenueThere = false;
    this.timer?.();
    this.resolve?.();
  }

  private pass(event: MarketEvent): Promise<void> | undefined {
    this.lastSequence = Math.max(this.lastSequence, event.sequence);
    const number = event.sequence * PLACES;
    switch (event.kind) {
      case MarketKind.open:
        return this.onOpen(number, event.bar);
      case MarketKind.bar: {
        const told = this.tell({ sequence: number, kind: 'path', bar: event.bar });
        return told === undefined ? this.onBar(event) : told.then(() => this.onBar(event));
      }
      case MarketKind.quote: {
        const told = this.tell({ sequence: number, kind: 'quote', quote: event.quote });
        return told === undefined ? this.onTick(event) : told.then(() => this.onTick(event));
      }
      case MarketKind.trade: {
        const told = this.tell({ sequence: number, kind: 'trade', trade: event.trade });
        return told === undefined ? this.onTick(event) : told.then(() => this.onTick(event));
      }
      case MarketKind.instant:
        return this.onInstant(event.sequence, event.tsUs);
      case MarketKind.stale:
      case MarketKind.resumed:
        this.parts.onStale(event.instrument, event.kind === MarketKind.stale);
        return undefined;
    }
  }

  /** To the venue; resolves when it has confirmed, or does not answer in time. */
  private tell(event: VenueEvent): Promise<void> | undefined {
    const { venue, clock, venueTimeoutMs, onVenueSilent } = this.parts;
    if (venue === undefined) return undefined;
    venue.market(event);
    this.wanted = event.sequence;
    if (!this.isVenueThere || this.confirmed >= event.sequence) return undefined;
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.timer = clock.after(venueTimeoutMs, () => {
        this.isVenueThere = false;
        onVenueSilent();
        resolve();
      });
    });
  }

  /** What fills at the open may bring exits: placed at this moment, they are there for the rest of the bar. */
  private async onOpen(number: number, bar: BarEvent): Promise<void> {
    for (let place = 0; place < PLACES; place++) {
      const before = this.parts.sent();
      await this.tell({ sequence: number + place, kind: 'open', bar });
      await this.parts.settled();
      if (this.parts.sent() === before) return;
    }
  }

  private onBar({ sequence, bar }: MarketEvent): undefined {
    const { intake, resamplers } = this.parts;
    const { event, origin } = intake;
    origin.source = 'feed';
    origin.sequence = sequence;
    origin.correlationId = '';
    event.kind = 'bar';
    event.tsUs = bar.tsUs;
    event.endsInstant = false;
    Object.assign(event.bar, bar);
    for (const resampler of resamplers[bar.instrument]) {
      const late = resampler.flush(bar.tsUs);
      if (late !== undefined) this.longer.push(Object.assign(new BarEvent(), late));
      const made = resampler.add(bar);
      if (made !== undefined) this.longer.push(Object.assign(new BarEvent(), made));
    }
    if (this.parts.fillAtClose) this.bars.push(Object.assign(new BarEvent(), bar));
    intake.enter();
  }

  private onTick({ sequence, kind, quote, trade }: MarketEvent): undefined {
    const { intake } = this.parts;
    const { event, origin } = intake;
    origin.source = 'feed';
    origin.sequence = sequence;
    origin.correlationId = '';
    event.endsInstant = false;
    if (kind === MarketKind.quote) {
      event.kind = 'quote';
      event.tsUs = quote.tsUs;
      Object.assign(event.quote, quote);
    } else {
      event.kind = 'trade';
      event.tsUs = trade.tsUs;
      Object.assign(event.trade, trade);
    }
    intake.enter();
  }

  /** The longer bars that end here, timers, the end of the instant; then what fills at closes, what expires, the session's end. */
  private async onInstant(sequence: number, tsUs: Us): Promise<void> {
    const { engine, settled, venue } = this.parts;
    this.deliverLonger(sequence);
    if (engine.nextTimerUs <= tsUs) this.mark('timer', sequence, tsUs);
    this.mark('instant', sequence, tsUs);
    await settled();
    let number = sequence * PLACES;
    for (const bar of this.bars) await this.tell({ sequence: (number += 1), kind: 'close', bar });
    this.bars.length = 0;
    if (venue !== undefined && engine.account.orders.liveCount > 0) {
      await this.tell({ sequence: (number += 1), kind: 'expire', tsUs });
      await settled();
    }
    if (tsUs === engine.sessionCloseUs) this.mark('close', sequence, tsUs);
  }

  /** Shortest first, then by instrument. */
  private deliverLonger(sequence: number): void {
    const { longer } = this;
    if (longer.length === 0) return;
    const { intake, resamplers } = this.parts;
    const lengthOf = (bar: BarEvent): number => resamplers[bar.instrument][bar.interval - 1].targetUs;
    longer.sort((a, b) => lengthOf(a) - lengthOf(b) || a.instrument - b.instrument);
    for (const bar of longer) {
      intake.origin.source = 'feed';
      intake.origin.sequence = sequence;
      intake.origin.correlationId = '';
      intake.event.kind = 'bar';
      intake.event.tsUs = bar.tsUs;
      intake.event.endsInstant = false;
      Object.assign(intake.event.bar, bar);
      intake.enter();
    }
    longer.length = 0;
  }

  private mark(kind: 'timer' | 'instant' | 'close', sequence: number, tsUs: Us): void {
    const { event, origin } = this.parts.intake;
    origin.source = 'feed';
    origin.sequence = sequence;
    origin.correlationId = '';
    event.kind = kind;
    event.tsUs = tsUs;
    event.endsInstant = false;
    this.parts.intake.enter();
  }
}
