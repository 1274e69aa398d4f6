import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { type Feed, MarketEvent } from './feed.ts';
import { WatchedFeed } from './watched-feed.ts';

/** A feed that gives what a test puts in. */
class ScriptedFeed implements Feed {
  private readonly event = new MarketEvent();
  private readonly waiting: number[] = [];
  private sequence = 0;
  private asked = false;
  private wake: (ready: boolean) => void = () => {};

  put(instrument: number): void {
    this.waiting.push(instrument);
    this.wake(true);
  }

  next(): MarketEvent | undefined {
    const instrument = this.waiting.shift();
    if (instrument === undefined) return undefined;
    this.event.kind = 'quote';
    this.event.instrument = instrument;
    this.event.sequence = this.sequence += 1;
    this.event.tsUs = this.sequence * 10;
    return this.event;
  }

  ready(): Promise<boolean> {
    if (this.waiting.length > 0) return Promise.resolve(true);
    if (this.asked) throw new Error('asked again before it answered');
    this.asked = true;
    return new Promise((resolve) => {
      this.wake = (ready) => {
        this.asked = false;
        resolve(ready);
      };
    });
  }

  stop(): Promise<void> {
    this.wake(false);
    return Promise.resolve();
  }
}

function bench(silenceMsMax: readonly number[], expects?: (instrument: number, nowUs: number) => boolean) {
  const clock = new VirtualClock(0);
  const feed = new ScriptedFeed();
  const watched = new WatchedFeed(feed, { clock, silenceMsMax, expects });
  const said: string[] = [];
  const read = async (): Promise<void> => {
    do
      for (let event = watched.next(); event !== undefined; event = watched.next())
        said.push(`${clock.steadyUs() / 1_000} ${event.kind} ${event.instrument} #${event.sequence} ${event.tsUs}`);
    while (await watched.ready());
  };
  const done = read();
  return { clock, feed, watched, said, done };
}

describe('WatchedFeed', () => {
  it('tells once when an instrument falls silent, and before its next event that it speaks again', async () => {
    const { clock, feed, watched, said, done } = bench([100, 300]);
    feed.put(0);
    feed.put(1);
    await clock.advance(90);
    feed.put(0);
    await clock.advance(110);
    expect(said).toEqual(['0 quote 0 #1 10', '0 quote 1 #2 20', '90 quote 0 #3 30', '190 stale 0 #3 30']);
    expect(watched.staleCount).toBe(1);
    await clock.advance(1_000);
    feed.put(0);
    await clock.advance(1);
    expect(said.slice(4)).toEqual(['300 stale 1 #3 30', '1200 resumed 0 #3 30', '1200 quote 0 #4 40']);
    expect(watched.staleCount).toBe(1);
    await watched.stop();
    await done;
    expect(clock.waiting).toBe(0);
  });

  it('does not call silent whom a closed market keeps quiet, nor what nobody fetched', async () => {
    const { clock, feed, watched, said, done } = bench([100], (_, nowUs) => nowUs >= 1_000_000);
    await clock.advance(900);
    expect(said).toEqual([]);
    await clock.advance(300);
    expect(said).toEqual(['1000 stale 0 #0 0']);
    await watched.stop();
    await done;

    const slow = new WatchedFeed(feed, { clock, silenceMsMax: [100] });
    feed.put(0);
    await clock.advance(1_000);
    expect(slow.next()?.kind).toBe('quote');
  });

  it('stops at once, with an event held back too', async () => {
    const { clock, feed, watched, done } = bench([100]);
    await clock.advance(150);
    await watched.stop();
    feed.put(0);
    await done;
    expect(watched.next()).toBeUndefined();
    await expect(watched.ready()).resolves.toBe(false);
    expect(clock.waiting).toBe(0);
  });
});
