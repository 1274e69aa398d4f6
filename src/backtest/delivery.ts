import type { Us } from '../core/base/time.ts';
import type { SplitRatio } from '../core/model/split.ts';
import type { BarEvent } from '../core/model/bar.ts';
import type { Resampler } from '../core/market/resample.ts';

export interface Further {
  readonly intervalUs: Us;
  readonly resampler: Resampler;
}

/** Which bars agents are given at an instant, and in which order: shortest interval first, then by instrument. */
export class Delivery {
  /** One interval for all and nothing resampled: bars are delivered as they stand, by instrument. */
  readonly plain: boolean;
  private readonly baseUs: readonly Us[];
  private readonly further: readonly (readonly Further[])[];
  private readonly bars: BarEvent[] = [];
  private readonly lengths: Us[] = [];

  /** Per instrument: its base interval, and its resamplers, the shortest first, numbered from 1. */
  constructor(baseUs: readonly Us[], further: readonly (readonly Further[])[]) {
    this.baseUs = baseUs;
    this.further = further;
    this.plain = baseUs.every((us) => us === baseUs[0]) && further.every((list) => list.length === 0);
  }

  /** Longer bars whose end has passed without a base bar at it come out now. Call it at each instant, before `add`. */
  flush(nowUs: Us): void {
    for (const list of this.further) {
      for (const { intervalUs, resampler } of list) {
        const late = resampler.flush(nowUs);
        if (late !== undefined) this.insert(late, intervalUs);
      }
    }
  }

  /** A base bar has closed; longer bars that end with it are made. */
  add(bar: BarEvent): void {
    this.insert(bar, this.baseUs[bar.instrument]);
    const list = this.further[bar.instrument];
    for (const { intervalUs, resampler } of list) {
      const longer = resampler.add(bar);
      if (longer !== undefined) this.insert(longer, intervalUs);
    }
  }

  /** Longer bars in the making go with a split. */
  split(instrument: number, ratio: SplitRatio): void {
    for (const { resampler } of this.further[instrument]) resampler.split(ratio);
  }

  private insert(bar: BarEvent, intervalUs: Us): void {
    const { bars, lengths } = this;
    let place = bars.length;
    while (
      place > 0 &&
      (lengths[place - 1] > intervalUs ||
        (lengths[place - 1] === intervalUs && bars[place - 1].instrument > bar.instrument))
    )
      place -= 1;
    bars.splice(place, 0, bar);
    lengths.splice(place, 0, intervalUs);
  }

  /** What was added since the last call, in order. */
  *ordered(): Generator<BarEvent> {
    for (const bar of this.bars) yield bar;
    this.bars.length = 0;
    this.lengths.length = 0;
  }
}
