import type { Us } from '../core/base/time.ts';
import type { Action } from '../core/model/action.ts';
import type { DatedAction } from '../catalogue/adjust.ts';

/** Actions in the order of time; those of one moment by instrument, and of one instrument in the order given. */
export class ActionTape {
  private readonly actions: readonly DatedAction[];
  private next = 0;

  constructor(actions: readonly DatedAction[]) {
    this.actions = actions.toSorted((a, b) => a.tsUs - b.tsUs || a.action.instrument - b.action.instrument);
  }

  /** When the next one is due; +Infinity after the last. */
  get nextUs(): Us {
    return this.next < this.actions.length ? this.actions[this.next].tsUs : Number.POSITIVE_INFINITY;
  }

  /** Hands out those that are due. */
  until(nowUs: Us, take: (action: Action) => void): void {
    while (this.next < this.actions.length && this.actions[this.next].tsUs <= nowUs)
      take(this.actions[this.next++].action);
  }
}
