import { must } from '../base/assert.ts';
import type { Bar } from '../model/bar.ts';

interface Entry<State> {
  readonly state: State;
  interval: string;
}

/**
 * State of an agent for each of its instruments, fed by one interval: the one that comes first, which is the base. Asking
 * again for the last instrument, as handlers do, costs one comparison.
 */
export class PerInstrument<State> {
  private readonly entries: ReadonlyMap<string, Entry<State>>;
  private lastName = '';
  private last: Entry<State> | undefined;

  constructor(instruments: readonly string[], make: (instrument: string) => State) {
    this.entries = new Map(instruments.map((name) => [name, { state: make(name), interval: '' }]));
  }

  /** The state that this bar goes to; undefined for a bar of another interval, which is not for this agent. */
  of({ instrument, interval }: Bar): State | undefined {
    if (instrument !== this.lastName) {
      this.lastName = instrument;
      this.last = must(this.entries.get(instrument), 'an agent is only given bars of its own instruments');
    }
    const entry = this.last as Entry<State>;
    if (entry.interval === '') entry.interval = interval;
    return entry.interval === interval ? entry.state : undefined;
  }
}
