import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import { BarEvent } from '../core/model/bar.ts';
import type { MarketEvent as VenueEvent, SimulatedMarket } from '../brokers/broker.ts';
import { type Feed, type MarketEvent, MarketKind } from '../feeds/feed.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import type { Intake } from './intake.ts';
import { type InstantUnderWay, type Marks, Source } from './marks.ts';
import type { QuietTime } from './quiet-time.ts';
import type { Resampling } from './resampling.ts';

/** Market events of the venue that one event of the feed can become: its number there is the feed's times this, and a place. */
export const PLACES = 65_536;
/** From this place on stand the instants that timers make behind the event. */
const TIMER_PLACES = PLACES / 2;

const NO_BARS: readonly BarEvent[] = [];

export interface PumpParts {
  /** Goes on behind `marks.through`. */
  readonly feed: Feed;
  readonly engine: Engine;
  readonly intake: Intake;
  readonly marks: Marks;
  readonly clock: Clock;
  /** undefined: the venue has a market of its own. */
  readonly venue: SimulatedMarket | undefined;
  /** The last market event that the venue has confirmed; what it saw before a restart is told again and changes nothing. */
  readonly confirmed: number;
  readonly isVenueThere: boolean;
  /** Market orders fill at the close of the deciding bar. */
  readonly fillAtClose: boolean;
  readonly resampling: Resampling;
  /** The venue is waited for no longer than this. */
  readonly venueTimeoutMs: number;
  /** It is waited for all the same: time does not go on without it, as where data comes as fast as it is asked for. */
  readonly isLockStep: boolean;
  /** Resolves when everything that the engine has let out has left, and there is room for more; undefined where that is so. */
  readonly settled: () => Promise<void> | undefined;
  /** Resolves when the next event may be taken though not everything has left; undefined where it may be at once. */
  readonly keptUp: () => Promise<void> | undefined;
  /** Resolves when the venue has answered all that it was asked; undefined where it has. */
  readonly answered: () => Promise<void> | undefined;
  /** An instant is through, and nothing of the next one has begun. */
  readonly onBetween: () => void;
  readonly onFeed: (steadyUs: number) => void;
  /** Orders sent so far. */
  readonly sent: () => number;
  readonly onVenueSilent: () => void;
  readonly onStale: (instrument: number, stale: boolean) => void;
  /** Makes instants of what is due while the market is quiet; undefined: time goes on with events alone. */
  readonly quiet: QuietTime | undefined;
}

/**
 * From the feed to the venue and to the engine, in the order of SEMANTICS sections 1 and 6: the venue sees each event first,
 * and the engine when the venue has confirmed it and everything that it made of it has been heard. The bars of an instant
 * reach the engine together, at its end, as they do in a backtest.
 *
 * After a restart the feed gives the last instant on record again: the venue knows what it has seen, and of the inputs only
 * those are made that are not on record.
 */
export class MarketPump {
  /** Events that were taken from the feed, and those of them that are through. */
  readonly counts = { taken: 0, through: 0 };
  /** False while the venue does not answer: then the engine does not wait for it. */
  isVenueThere: boolean;
  private readonly parts: PumpParts;
  /** The last event taken from the feed. */
  private last: number;
  private confirmed: number;
  private wanted = 0;
  private resolve: (() => void) | undefined;
  private timer: Cancel | undefined;
  private isStopped = false;
  private loop: Promise<unknown> | undefined;
  private nudge: (() => void) | undefined;
  /** Base bars of the instant that has not ended yet. */
  private readonly bars: BarEvent[] = [];
  private readonly spare: BarEvent[] = [];

  constructor(parts: PumpParts) {
    this.parts = parts;
    this.confirmed = parts.confirmed;
    this.isVenueThere = parts.isVenueThere;
    this.last = parts.marks.through?.sequence ?? 0;
  }

  /** Until the feed ends (true) or `stop` is called (false). Rejects with the feed's fault, or the journal's. */
  run(): Promise<boolean> {
    const loop = this.take();
    this.loop = loop;
    return loop;
  }

  private async take(): Promise<boolean> {
    const { feed, onFeed, clock, quiet } = this.parts;
    do {
      for (let event = feed.next(); event !== undefined; event = feed.next()) {
        onFeed(clock.steadyUs());
        this.counts.taken += 1;
        const early = this.timersBefore(event);
        if (early !== undefined) await early;
        if (this.isStopped) return false;
        if (quiet !== undefined && event.kind !== MarketKind.stale && event.kind !== MarketKind.resumed)
          quiet.heard(event.tsUs);
        const wait = this.pass(event);
        if (wait !== undefined) await wait;
        const still = this.still();
        if (still !== undefined) await still;
        this.counts.through += 1;
        if (this.isStopped) return false;
      }
    } while (!this.isStopped && (await (quiet === undefined ? feed.ready() : this.readyOrDue(quiet))));
    return !this.isStopped;
  }

  /** What time it is in the market, as far as that is known. */
  get nowUs(): Us {
    const { quiet, engine } = this.parts;
    return quiet === undefined || this.nudge === undefined ? engine.account.nowUs : quiet.nowUs;
  }

  /** An intent has come from outside. */
  onAsked(): void {
    this.parts.quiet?.asked();
    this.nudge?.();
  }

  /** When the feed has something to give, or is over; what becomes due before that has its instants. */
  private async readyOrDue(quiet: QuietTime): Promise<boolean> {
    const { feed, clock, marks } = this.parts;
    const ready = feed.ready();
    for (;;) {
      const { waitMs } = quiet;
      let cancel: Cancel | undefined;
      const due = new Promise<undefined>((resolve) => {
        this.nudge = () => resolve(undefined);
        if (waitMs !== Number.POSITIVE_INFINITY) cancel = clock.after(waitMs, () => resolve(undefined));
      });
      const answer = await Promise.race([ready, due]);
      cancel?.();
      this.nudge = undefined;
      if (answer !== undefined) return answer;
      if (this.isStopped) {
        // It is the feed's to end: nobody waits for it, and nothing is due any more.
        ready.catch(() => {});
        return false;
      }
      // Of an instant that the last run left the feed gives the rest again.
      if (marks.under !== undefined && marks.under.sequence > 0) return ready;
      if (marks.under !== undefined) await this.onTimer(marks.under.tsUs, { ...marks.under });
      // One at a time: what the feed has meanwhile comes before the next.
      const atUs = quiet.take();
      if (atUs === undefined) continue;
      await this.onTimer(atUs, undefined);
      await this.still();
    }
  }

  /** Resolves when the event under way is through, which a silent venue delays by its time-out. */
  async stop(): Promise<void> {
    this.isStopped = true;
    if (!this.isVenueThere) this.goOn();
    this.nudge?.();
    await this.parts.feed.stop();
    // Why it ended is told to whoever runs it.
    await this.loop?.catch(() => {});
  }

  onConfirmed(sequence: number): void {
    this.confirmed = Math.max(this.confirmed, sequence);
    this.isVenueThere = true;
    if (this.confirmed >= this.wanted) this.goOn();
  }

  onDisconnected(): void {
    this.isVenueThere = false;
    if (!this.mayWait) this.goOn();
  }

  private get mayWait(): boolean {
    return this.isVenueThere || (this.parts.isLockStep && !this.isStopped);
  }

  private goOn(): void {
    this.timer?.();
    this.timer = undefined;
    this.resolve?.();
    this.resolve = undefined;
  }

  private pass(event: MarketEvent): Promise<void> | undefined {
    const { kind, sequence, instrument } = event;
    if (kind === MarketKind.stale || kind === MarketKind.resumed) {
      this.parts.onStale(instrument, kind === MarketKind.stale);
      return undefined;
    }
    this.last = sequence;
    const number = sequence * PLACES;
    switch (kind) {
      case MarketKind.open:
        return this.onOpen(number, event.bar);
      case MarketKind.bar:
        this.bars.push(Object.assign(this.spare.pop() ?? new BarEvent(), event.bar));
        return this.tell({ sequence: number, kind: 'path', bar: event.bar });
      case MarketKind.quote: {
        const told = this.tell({ sequence: number, kind: 'quote', quote: event.quote });
        return told === undefined ? this.onTick(event) : told.then(() => this.onTick(event));
      }
      case MarketKind.trade: {
        const told = this.tell({ sequence: number, kind: 'trade', trade: event.trade });
        return told === undefined ? this.onTick(event) : told.then(() => this.onTick(event));
      }
      case MarketKind.depth: {
        const told = this.tell({ sequence: number, kind: 'depth', depth: event.depth });
        return told === undefined ? this.onTick(event) : told.then(() => this.onTick(event));
      }
      case MarketKind.instant:
        return this.onInstant(sequence, event.tsUs);
    }
  }

  /** To the venue; resolves when it has confirmed, or does not answer in time. */
  private tell(event: VenueEvent): Promise<void> | undefined {
    const { venue, clock, venueTimeoutMs, onVenueSilent } = this.parts;
    if (venue === undefined) return undefined;
    venue.market(event);
    this.wanted = event.sequence;
    if (this.confirmed >= event.sequence || !this.mayWait) return undefined;
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.timer = clock.after(venueTimeoutMs, () => {
        onVenueSilent();
        this.onDisconnected();
      });
    });
  }

  /**
   * Nothing is on its way any more, here or at a venue that follows our market: what one thing led to, an order after a cancel,
   * has been done before the next market event. A market of the venue's own does not wait for us, and so we do not wait either:
   * an order leaves when its cause is on the disk, while the next event is looked at.
   */
  private still(): Promise<void> | undefined {
    const { settled, answered, venue, keptUp } = this.parts;
    if (venue === undefined) return keptUp();
    const sent = settled();
    if (sent !== undefined) return sent.then(() => this.still());
    const heard = this.isVenueThere ? answered() : undefined;
    return heard?.then(() => this.still());
  }

  /**
   * What fills at the open may bring exits: placed at this moment, they are there for the rest of the bar. Where the last run
   * ended in the middle of this, it goes on behind what the venue has seen.
   */
  private async onOpen(number: number, bar: BarEvent): Promise<void> {
    const { sent } = this.parts;
    const seen = this.confirmed - number;
    for (let place = seen >= 0 && seen < TIMER_PLACES ? seen + 1 : 0; place < TIMER_PLACES; place++) {
      const before = sent();
      await this.tell({ sequence: number + place, kind: 'open', bar });
      await this.still();
      if (sent() === before) return;
    }
  }

  private onTick({ sequence, kind, quote, trade, depth }: MarketEvent): undefined {
    const { intake, marks } = this.parts;
    if (sequence <= marks.ticks) return;
    const { event } = intake;
    if (kind === MarketKind.quote) {
      event.kind = 'quote';
      event.tsUs = quote.tsUs;
      Object.assign(event.quote, quote);
    } else if (kind === MarketKind.trade) {
      event.kind = 'trade';
      event.tsUs = trade.tsUs;
      Object.assign(event.trade, trade);
    } else {
      event.kind = 'depth';
      event.tsUs = depth.tsUs;
      // Read until the next event of the feed is asked for, which is later than this input.
      event.depth = depth;
    }
    this.enter(sequence);
  }

  /** The bars that end here, timers, the end of the instant; then what fills at closes, what expires, the session's end. */
  private async onInstant(sequence: number, tsUs: Us): Promise<void> {
    const { marks, resampling, fillAtClose, onBetween } = this.parts;
    const onRecord = marks.under?.sequence === sequence ? { ...marks.under } : undefined;
    this.deliver(sequence, tsUs, resampling.close(tsUs, this.bars), onRecord);
    this.end(sequence, tsUs, onRecord);
    await this.still();
    let number = sequence * PLACES;
    if (fillAtClose) for (const bar of this.bars) await this.tell({ sequence: (number += 1), kind: 'close', bar });
    await this.closeInstant(number + 1, sequence, tsUs, onRecord);
    while (this.bars.length > 0) this.spare.push(this.bars.pop()!);
    // Where the venue has yet to confirm, the instant is taken again after a restart.
    if (this.parts.venue !== undefined && this.confirmed < this.wanted) return;
    marks.finish();
    onBetween();
  }

  /** Timers that are due before this event have instants of their own. */
  private timersBefore({ kind, tsUs }: MarketEvent): Promise<void> | undefined {
    const { engine, marks } = this.parts;
    if (kind === MarketKind.stale || kind === MarketKind.resumed) return undefined;
    const isOpen = marks.under?.sequence === 0;
    return isOpen || engine.nextTimerUs < tsUs ? this.onTimers(tsUs) : undefined;
  }

  private async onTimers(untilUs: Us): Promise<void> {
    const { engine, marks } = this.parts;
    // The last run ended inside such an instant.
    if (marks.under?.sequence === 0) await this.onTimer(marks.under.tsUs, { ...marks.under });
    while (!this.isStopped) {
      const atUs = Math.max(engine.account.nowUs + 1, engine.nextTimerUs);
      if (atUs >= untilUs) return;
      await this.onTimer(atUs, undefined);
      await this.still();
    }
  }

  private async onTimer(tsUs: Us, onRecord: InstantUnderWay | undefined): Promise<void> {
    const { marks, resampling, onBetween } = this.parts;
    this.deliver(0, tsUs, resampling.close(tsUs, NO_BARS), onRecord);
    this.end(0, tsUs, onRecord);
    await this.still();
    await this.closeInstant(this.last * PLACES + TIMER_PLACES + marks.timers, 0, tsUs, onRecord);
    if (this.parts.venue !== undefined && this.confirmed < this.wanted) return;
    marks.finish();
    if (this.bars.length === 0) onBetween();
  }

  /** Bars to the agents, but for those that are on record. */
  private deliver(sequence: number, tsUs: Us, bars: readonly BarEvent[], onRecord: InstantUnderWay | undefined): void {
    const { event } = this.parts.intake;
    for (let k = onRecord?.bars ?? 0; k < bars.length; k++) {
      event.kind = 'bar';
      event.tsUs = tsUs;
      Object.assign(event.bar, bars[k]);
      this.enter(sequence);
    }
  }

  /** Timers that are due, and the end of the instant, as far as they are not on record. */
  private end(sequence: number, tsUs: Us, onRecord: InstantUnderWay | undefined): void {
    if (onRecord?.instant === true) return;
    if (onRecord?.timer !== true && this.parts.engine.nextTimerUs <= tsUs) this.mark('timer', sequence, tsUs);
    this.mark('instant', sequence, tsUs);
    this.parts.quiet?.passed();
  }

  /** What expires here, and the session's end. */
  private async closeInstant(
    number: number,
    sequence: number,
    tsUs: Us,
    onRecord: InstantUnderWay | undefined,
  ): Promise<void> {
    const { engine, venue } = this.parts;
    const hasPlace = sequence > 0 || number < (this.last + 1) * PLACES;
    if (venue !== undefined && hasPlace && engine.account.orders.liveCount > 0) {
      await this.tell({ sequence: number, kind: 'expire', tsUs });
      await this.still();
    }
    if (tsUs === engine.sessionCloseUs && onRecord?.close !== true) this.mark('close', sequence, tsUs);
  }

  private mark(kind: 'timer' | 'instant' | 'close', sequence: number, tsUs: Us): void {
    const { event } = this.parts.intake;
    event.kind = kind;
    event.tsUs = tsUs;
    this.enter(sequence);
  }

  /** `sequence`: the feed's, or 0 where a timer made the instant. */
  private enter(sequence: number): void {
    const { intake, marks } = this.parts;
    const { event, origin } = intake;
    origin.source = sequence > 0 ? Source.feed : Source.runtime;
    origin.sequence = sequence > 0 ? sequence : marks.own + 1;
    origin.correlationId = '';
    event.endsInstant = false;
    intake.enter();
  }
}
