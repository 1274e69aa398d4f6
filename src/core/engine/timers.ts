import { Fault } from '../base/fault.ts';
import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';

export interface Timer {
  readonly agent: number;
  readonly name: string;
  readonly atUs: Us;
}

const SAVED = ['waiting'];

/** Agents' alarms, the earliest first; of one moment in the order of agents, then of setting. One per agent and name. */
export class Timers {
  private readonly waiting: Timer[] = [];

  /** The moment of the earliest, +Infinity when there is none. */
  get nextUs(): Us {
    return this.waiting.length === 0 ? Number.POSITIVE_INFINITY : this.waiting[0].atUs;
  }

  set(agent: number, name: string, atUs: Us): void {
    if (!Number.isSafeInteger(atUs))
      throw new Fault('strategy', `setTimer '${name}': expected whole microseconds, was ${String(atUs)}`);
    const old = this.waiting.findIndex((timer) => timer.agent === agent && timer.name === name);
    if (old >= 0) this.waiting.splice(old, 1);
    let place = this.waiting.length;
    while (place > 0 && after(this.waiting[place - 1], agent, atUs)) place -= 1;
    this.waiting.splice(place, 0, { agent, name, atUs });
  }

  /** Takes out those due at `nowUs`, in order. */
  due(nowUs: Us): readonly Timer[] {
    let count = 0;
    while (count < this.waiting.length && this.waiting[count].atUs <= nowUs) count += 1;
    return this.waiting.splice(0, count);
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }
}

function after(timer: Timer, agent: number, atUs: Us): boolean {
  return timer.atUs > atUs || (timer.atUs === atUs && timer.agent > agent);
}
