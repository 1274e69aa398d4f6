import { must } from '../base/assert.ts';

/** State of an agent for each of its instruments. Asking again for the last one, as handlers do, costs one comparison. */
export class PerInstrument<State> {
  private readonly states: ReadonlyMap<string, State>;
  private lastName = '';
  private last: State | undefined;

  constructor(instruments: readonly string[], make: (instrument: string) => State) {
    this.states = new Map(instruments.map((name) => [name, make(name)]));
  }

  of(instrument: string): State {
    if (instrument === this.lastName) return this.last as State;
    const state = must(this.states.get(instrument), 'an agent is only given bars of its own instruments');
    this.lastName = instrument;
    this.last = state;
    return state;
  }
}
