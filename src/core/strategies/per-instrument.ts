import { must } from '../base/assert.ts';
import { fieldsOf, loadState, type SavedState, saveState } from '../base/state.ts';
import type { Bar } from '../model/bar.ts';
import type { ActionView } from './strategy.ts';

const OWN = 'an agent hears only of its own instruments';

interface Entry<State> {
  readonly name: string;
  readonly state: State;
  interval: string;
  /** What prices are multiplied by to be comparable with those of the first bar. */
  scale: number;
}

/**
 * State of an agent for each of its instruments, fed by one interval: the one that comes first, which is the base. Bars come
 * instrument by instrument, in turn: the last one and the next one are found by a comparison, without a look-up.
 */
export class PerInstrument<State> {
  private readonly entries: readonly Entry<State>[];
  private readonly places: ReadonlyMap<string, number>;
  private at = 0;
  /** The one at `at`. */
  private entry: Entry<State>;

  constructor(instruments: readonly string[], make: (instrument: string) => State) {
    this.entries = instruments.map((name) => ({ name, state: make(name), interval: '', scale: 1 }));
    this.places = new Map(instruments.map((name, place) => [name, place]));
    this.entry = this.entries[0];
  }

  /** The state that this bar goes to; undefined for a bar of another interval, which is not for this agent. */
  of({ instrument, interval }: Bar): State | undefined {
    if (this.entry.name !== instrument) this.turnTo(instrument);
    return this.entry.interval === interval || this.begins(interval) ? this.entry.state : undefined;
  }

  /** The first bar says what feeds the state. */
  private begins(interval: string): boolean {
    if (this.entry.interval !== '') return false;
    this.entry.interval = interval;
    return true;
  }

  /**
   * The bar that `of` was asked about last, in prices and units of before all splits: indicators that have seen the bars before
   * them go on as if there had been none. The bar itself where there was none.
   */
  inLine(bar: Bar): Bar {
    return this.entry.scale === 1 ? bar : scaled(bar, this.entry.scale);
  }

  /** A handler: the bars that follow a split are brought in line with those before it. */
  readonly onAction = ({ kind, instrument, ratio }: ActionView): void => {
    if (kind !== 'split') return;
    this.entries[must(this.places.get(instrument), OWN)].scale *= ratio;
  };

  save(): SavedState {
    return Object.fromEntries(
      this.entries.map(({ name, interval, scale, state }) => [name, { interval, scale, state: saveState(state) }]),
    );
  }

  /** Into one of the same instruments. */
  load(saved: SavedState): void {
    const all = fieldsOf(saved, 'instruments');
    for (const entry of this.entries) loadState(entry, { name: entry.name, ...fieldsOf(all[entry.name], entry.name) });
  }

  private turnTo(instrument: string): void {
    const next = this.at + 1 === this.entries.length ? 0 : this.at + 1;
    if (this.entries[next].name === instrument) this.at = next;
    else this.at = must(this.places.get(instrument), OWN);
    this.entry = this.entries[this.at];
  }
}

function scaled(bar: Bar, scale: number): Bar {
  const { open, high, low, close, volume, ...rest } = bar;
  return {
    ...rest,
    open: open * scale,
    high: high * scale,
    low: low * scale,
    close: close * scale,
    volume: volume / scale,
  };
}
