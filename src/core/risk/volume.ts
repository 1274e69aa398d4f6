import type { SplitRatio } from '../model/split.ts';

/** How many completed days the average runs over, at most. */
const VOLUME_DAYS = 20;

/**
 * Average volume per instrument, in lots, over the last completed days (those with bars; at least one). A day in which a
 * bar has no volume does not count: an instrument without a volume column has no average, which is NaN.
 */
export class AverageVolume {
  private readonly today: Float64Array;
  private readonly bars: Uint8Array;
  /** The last day with bars had one without a volume. */
  private readonly missing: Uint8Array;
  private readonly days: Float64Array;
  private readonly dayCount: Int32Array;
  private readonly average: Float64Array;

  constructor(instrumentCount: number) {
    this.today = new Float64Array(instrumentCount);
    this.bars = new Uint8Array(instrumentCount);
    this.missing = new Uint8Array(instrumentCount);
    this.days = new Float64Array(instrumentCount * VOLUME_DAYS);
    this.dayCount = new Int32Array(instrumentCount);
    this.average = new Float64Array(instrumentCount).fill(Number.NaN);
  }

  onBar(instrument: number, volumeLots: number): void {
    this.today[instrument] += volumeLots;
    this.bars[instrument] = 1;
  }

  /** Volumes in lots of after a split. */
  split(instrument: number, { numerator, denominator }: SplitRatio): void {
    const factor = numerator / denominator;
    this.today[instrument] *= factor;
    this.average[instrument] *= factor;
    const base = instrument * VOLUME_DAYS;
    for (let day = 0; day < VOLUME_DAYS; day++) this.days[base + day] *= factor;
  }

  /** Closes the day that has ended, for every instrument. */
  onDayEnd(): void {
    for (let instrument = 0; instrument < this.today.length; instrument++) {
      if (this.bars[instrument] === 0) continue;
      const volume = this.today[instrument];
      this.today[instrument] = 0;
      this.bars[instrument] = 0;
      this.missing[instrument] = Number.isNaN(volume) ? 1 : 0;
      if (Number.isNaN(volume)) continue;
      const base = instrument * VOLUME_DAYS;
      this.days[base + (this.dayCount[instrument] % VOLUME_DAYS)] = volume;
      this.dayCount[instrument] += 1;
      const counted = Math.min(this.dayCount[instrument], VOLUME_DAYS);
      let sum = 0;
      for (let day = 0; day < counted; day++) sum += this.days[base + day];
      this.average[instrument] = sum / counted;
    }
  }

  /** NaN while there is no completed day with volume. */
  averageLots(instrument: number): number {
    return this.average[instrument];
  }

  /** False when today's bars, or those of the last day, came without a volume. */
  hasVolume(instrument: number): boolean {
    return !Number.isNaN(this.today[instrument]) && this.missing[instrument] === 0;
  }

  save(): VolumeState {
    return {
      today: [...this.today].map((volume) => (Number.isNaN(volume) ? null : volume)),
      bars: [...this.bars],
      missing: [...this.missing],
      days: [...this.days],
      dayCount: [...this.dayCount],
      average: [...this.average].map((volume) => (Number.isNaN(volume) ? null : volume)),
    };
  }

  load(state: VolumeState): void {
    state.today.forEach((volume, i) => (this.today[i] = volume ?? Number.NaN));
    state.average.forEach((volume, i) => (this.average[i] = volume ?? Number.NaN));
    this.bars.set(state.bars);
    this.missing.set(state.missing);
    this.days.set(state.days);
    this.dayCount.set(state.dayCount);
  }
}

/** null stands for NaN, which JSON has not. */
export interface VolumeState {
  today: (number | null)[];
  bars: number[];
  missing: number[];
  days: number[];
  dayCount: number[];
  average: (number | null)[];
}
