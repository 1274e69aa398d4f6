import { must } from '../base/assert.ts';
import { fieldsOf, loadState, type SavedState, saveState } from '../base/state.ts';
import type { Bar } from '../model/bar.ts';

interface Entry<State> {
  readonly name: string;
  readonly state: State;
  interval: string;
}

/**
 * State of an agent for each of its instruments, fed by one interval: the one that comes first, which is the base. Bars come
 * instrument by instrument, in turn: the last one and the next one are found by a comparison, without a look-up.
 */
export class PerInstrument<State> {
  private readonly entries: readonly Entry<State>[];
  private readonly places: ReadonlyMap<string, number>;
  private at = 0;

  constructor(instruments: readonly string[], make: (instrument: string) => State) {
    this.entries = instruments.map((name) => ({ name, state: make(name), interval: '' }));
    this.places = new Map(instruments.map((name, place) => [name, place]));
  }

  /** The state that this bar goes to; undefined for a bar of another interval, which is not for this agent. */
  of({ instrument, interval }: Bar): State | undefined {
    if (this.entries[this.at].name !== instrument) this.turnTo(instrument);
    const entry = this.entries[this.at];
    if (entry.interval === '') entry.interval = interval;
    return entry.interval === interval ? entry.state : undefined;
  }

  save(): SavedState {
    return Object.fromEntries(
      this.entries.map(({ name, interval, state }) => [name, { interval, state: saveState(state) }]),
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
    else this.at = must(this.places.get(instrument), 'an agent is only given bars of its own instruments');
  }
}
