import { assert } from '../base/assert.ts';
import { towardZero } from '../base/rounding.ts';
import type { BarEvent } from '../model/bar.ts';
import type { Instrument } from '../model/instrument.ts';

/** Per instrument, as JSON; null: no cap, and no bar yet. */
export interface VolumeBudgetState {
  readonly left: readonly (number | null)[];
  readonly barOpenUs: readonly (number | null)[];
}

/** How many lots all our orders together may still fill in a bar: a share of its volume, or without bound. */
export class VolumeBudget {
  private readonly left: Float64Array;
  private readonly barOpenUs: Float64Array;
  private readonly instruments: readonly Instrument[];
  private readonly participation: number | undefined;

  /** `participation` is a fraction of the bar's volume; undefined is no cap. */
  constructor(instruments: readonly Instrument[], participation: number | undefined) {
    assert(participation === undefined || participation > 0, 'a participation is a positive fraction of the volume');
    this.instruments = instruments;
    this.participation = participation;
    this.left = new Float64Array(instruments.length).fill(Number.POSITIVE_INFINITY);
    this.barOpenUs = new Float64Array(instruments.length).fill(Number.NaN);
  }

  /** Lots left of this bar, which starts with its whole budget; later bars do not inherit what was not used. */
  of(bar: BarEvent): number {
    const { instrument } = bar;
    if (this.participation !== undefined && this.barOpenUs[instrument] !== bar.openUs) {
      const { name, lot } = this.instruments[instrument];
      assert(!Number.isNaN(bar.volume), () => `a participation cap wants a volume, a bar of ${name} has none`);
      this.barOpenUs[instrument] = bar.openUs;
      this.left[instrument] = towardZero((this.participation * bar.volume) / lot);
    }
    return this.left[instrument];
  }

  save(): VolumeBudgetState {
    return { left: Array.from(this.left, finite), barOpenUs: Array.from(this.barOpenUs, finite) };
  }

  load({ left, barOpenUs }: VolumeBudgetState): void {
    left.forEach((lots, i) => (this.left[i] = lots ?? Number.POSITIVE_INFINITY));
    barOpenUs.forEach((us, i) => (this.barOpenUs[i] = us ?? Number.NaN));
  }

  spend(bar: BarEvent, lots: number): void {
    this.left[bar.instrument] -= lots;
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
