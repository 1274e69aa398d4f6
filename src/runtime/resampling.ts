import type { SavedState } from '../core/base/state.ts';
import type { Us } from '../core/base/time.ts';
import type { Resampler } from '../core/market/resample.ts';
import { BarEvent } from '../core/model/bar.ts';
import type { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import { isOfInstant, Source } from './marks.ts';

interface Placed {
  readonly bar: BarEvent;
  readonly lengthUs: Us;
}

/** Which bars agents are given at an instant, and in which order: shortest interval first, then by instrument. */
export class Resampling {
  private readonly baseUs: readonly Us[];
  private readonly resamplers: readonly (readonly Resampler[])[];
  /** One interval for all and nothing longer: bars are given as they come, by instrument. */
  private readonly isPlain: boolean;
  /** Of a replay: the base bars of the last instant on record, which may be there in part. */
  private readonly replayed: BarEvent[] = [];
  private sequence = 0;
  private tsUs: Us = Number.NEGATIVE_INFINITY;

  /** Per instrument: its base interval, and its resamplers, the shortest first, numbered from 1. */
  constructor(baseUs: readonly Us[], resamplers: readonly (readonly Resampler[])[]) {
    this.baseUs = baseUs;
    this.resamplers = resamplers;
    this.isPlain = baseUs.every((us) => us === baseUs[0]) && resamplers.every((list) => list.length === 0);
  }

  /** All that agents are given at this instant: the base bars that close there, by instrument, and the longer ones that end. */
  close(tsUs: Us, bars: readonly BarEvent[]): readonly BarEvent[] {
    if (this.isPlain) return bars;
    const placed: Placed[] = [];
    const put = (bar: BarEvent | undefined, lengthUs: Us): void => {
      if (bar !== undefined) placed.push({ bar: Object.assign(new BarEvent(), bar), lengthUs });
    };
    for (const list of this.resamplers) for (const resampler of list) put(resampler.flush(tsUs), resampler.targetUs);
    for (const bar of bars) {
      put(bar, this.baseUs[bar.instrument]);
      for (const resampler of this.resamplers[bar.instrument]) put(resampler.add(bar), resampler.targetUs);
    }
    placed.sort((a, b) => a.lengthUs - b.lengthUs || a.bar.instrument - b.bar.instrument);
    return placed.map(({ bar }) => bar);
  }

  /**
   * An input that was on record before this start. An instant is complete when a later one begins: the last one on record may
   * not be, and the feed gives it again.
   */
  replay(event: InputEvent, origin: InputOrigin): void {
    const isFeed = origin.source === Source.feed;
    if (!isOfInstant(event.kind) || (!isFeed && origin.source !== Source.runtime)) return;
    const sequence = isFeed ? origin.sequence : 0;
    if (sequence !== this.sequence || event.tsUs !== this.tsUs) {
      this.close(this.tsUs, this.replayed.splice(0));
      this.sequence = sequence;
      this.tsUs = event.tsUs;
    }
    if (event.kind === 'bar' && event.bar.interval === 0) this.replayed.push(Object.assign(new BarEvent(), event.bar));
  }

  /** Between two instants. */
  save(): SavedState {
    return this.resamplers.map((list) => list.map((resampler) => resampler.save()));
  }

  load(state: SavedState): void {
    const saved = state as readonly (readonly SavedState[])[];
    this.resamplers.forEach((list, i) => list.forEach((resampler, k) => resampler.load(saved[i][k])));
  }
}
