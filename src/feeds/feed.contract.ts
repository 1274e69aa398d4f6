import { afterEach, describe, expect, it } from 'vitest';
import { type Feed, type FeedPosition, type MarketEvent, MarketKind } from './feed.ts';

/** A feed to test. `pass` makes time pass, for the clock that the feed was given. */
export interface FeedHarness {
  readonly feed: Feed;
  pass(ms: number): Promise<void>;
}

/** One event, copied: comparable and the reader's own. */
export interface TakenEvent extends FeedPosition {
  readonly bar?: Readonly<Record<string, number>>;
}

export function taken(event: MarketEvent): TakenEvent {
  const { sequence, kind, tsUs, instrument } = event;
  const withBar = kind === MarketKind.bar || kind === MarketKind.open;
  return withBar ? { sequence, kind, tsUs, instrument, bar: { ...event.bar } } : { sequence, kind, tsUs, instrument };
}

/** Up to so many events, or all that come; what is not due is waited for. */
export async function take({ feed, pass }: FeedHarness, count: number): Promise<TakenEvent[]> {
  const events: TakenEvent[] = [];
  while (events.length < count) {
    const event = feed.next();
    if (event !== undefined) {
      events.push(taken(event));
      continue;
    }
    const ready = { value: undefined as boolean | undefined };
    void feed.ready().then((value) => (ready.value = value));
    do await pass(1_000);
    while (ready.value === undefined);
    if (!ready.value) break;
  }
  return events;
}

/** Inside an instant, what ends comes before its end, and that before what starts. */
const PHASE: Readonly<Record<string, number>> = { bar: 0, quote: 0, trade: 0, depth: 0, instant: 1, open: 2 };

/**
 * What every feed promises. `build` makes the same feed each time, behind a position; its data must have at least `count`
 * events, and be at an end after them where `ends`.
 */
export function feedContract(
  name: string,
  build: (after?: FeedPosition) => Promise<FeedHarness>,
  { count, ends }: { count: number; ends: boolean },
): void {
  describe(`${name} as a feed`, () => {
    const made: FeedHarness[] = [];
    const make = async (after?: FeedPosition): Promise<FeedHarness> => {
      const harness = await build(after);
      made.push(harness);
      return harness;
    };
    afterEach(async () => {
      for (const { feed } of made.splice(0)) await feed.stop();
    });

    it('numbers its events from 1 without a gap, and its time never goes back', async () => {
      const events = await take(await make(), count);
      expect(events).toHaveLength(count);
      expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: count }, (_, k) => k + 1));
      for (let k = 1; k < count; k++) expect(events[k].tsUs).toBeGreaterThanOrEqual(events[k - 1].tsUs);
    });

    it('ends each instant once, after what ends there and before what opens there', async () => {
      const events = await take(await make(), count);
      for (let k = 1; k < count; k++) {
        const [before, event] = [events[k - 1], events[k]];
        if (before.tsUs !== event.tsUs) {
          expect(PHASE[before.kind]).toBeGreaterThanOrEqual(1);
          continue;
        }
        expect(PHASE[event.kind]).toBeGreaterThanOrEqual(PHASE[before.kind]);
        expect([before.kind, event.kind]).not.toEqual(['instant', 'instant']);
        const isTick = before.kind === 'quote' || before.kind === 'trade' || before.kind === 'depth';
        if (before.kind === event.kind && !isTick) expect(event.instrument).toBeGreaterThan(before.instrument);
      }
    });

    it('opens each bar before it closes it, at their own times', async () => {
      const events = await take(await make(), count);
      const open = new Map<number, number>();
      for (const { kind, tsUs, instrument, bar } of events) {
        if (kind === MarketKind.open) {
          expect(open.has(instrument)).toBe(false);
          expect(bar?.openUs).toBe(tsUs);
          open.set(instrument, bar?.open ?? Number.NaN);
        } else if (kind === MarketKind.bar) {
          expect(bar?.tsUs).toBe(tsUs);
          expect(bar?.open).toBe(open.get(instrument));
          open.delete(instrument);
        }
      }
    });

    it('goes on, from any position, with the very events that come behind it', async () => {
      const events = await take(await make(), count);
      for (let cut = 1; cut < count; cut++) {
        const harness = await make(events[cut - 1]);
        const rest = await take(harness, Math.min(8, count - cut));
        expect(rest).toEqual(events.slice(cut, cut + 8));
        await harness.feed.stop();
      }
    });

    it('gives nothing that is not asked for, and loses nothing while nobody asks', async () => {
      const events = await take(await make(), count);
      const harness = await make();
      const first = await take(harness, 3);
      await harness.pass(10_000_000);
      expect([...first, ...(await take(harness, count - 3))]).toEqual(events);
    });

    it('stops at once: nothing after it, and whoever waits is told', async () => {
      const harness = await make();
      await take(harness, 2);
      await harness.feed.stop();
      expect(harness.feed.next()).toBeUndefined();
      await expect(harness.feed.ready()).resolves.toBe(false);
      await harness.feed.stop();

      const waiting = await make();
      while (waiting.feed.next() !== undefined);
      const ready = waiting.feed.ready();
      await waiting.feed.stop();
      await expect(ready).resolves.toBe(false);
      await waiting.pass(10_000);
      expect(waiting.feed.next()).toBeUndefined();
    });

    if (ends)
      it('says when it is at its end', async () => {
        const harness = await make();
        expect(await take(harness, count + 1)).toHaveLength(count);
        await expect(harness.feed.ready()).resolves.toBe(false);
        expect(harness.feed.next()).toBeUndefined();
      });
  });
}
