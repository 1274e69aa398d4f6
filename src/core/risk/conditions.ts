import { ConditionName } from '../model/condition.ts';
import type { RiskScope, RuleName } from './refusal.ts';

const RULES: Readonly<Record<ConditionName, RuleName>> = {
  'feed-stale': 'feedStale',
  'clock-jumped': 'clockJumped',
  'venue-disconnected': 'venueDisconnected',
  'books-differ': 'booksDiffer',
  'audit-stalled': 'auditStalled',
  'limits-missing': 'limitsMissing',
};

/** [name, place of the instrument, or -1 for the account] */
export type ConditionsState = (readonly [name: ConditionName, instrument: number])[];

/** What is wrong with the world just now: each keeps new risk out, of an instrument or of the account, until it is over. */
export class Conditions {
  /** The scope of what `over` named last. */
  scope: RiskScope = 'account';
  private readonly active = new Map<ConditionName, Set<number>>();

  /** False when that was so already. */
  set(name: ConditionName, instrument: number, on: boolean): boolean {
    const places = this.active.get(name) ?? new Set<number>();
    if (places.has(instrument) === on) return false;
    if (on) this.active.set(name, places.add(instrument));
    else {
      places.delete(instrument);
      if (places.size === 0) this.active.delete(name);
    }
    return true;
  }

  has(name: ConditionName, instrument: number): boolean {
    return this.active.get(name)?.has(instrument) === true;
  }

  over(instrument: number): RuleName | undefined {
    if (this.active.size === 0) return undefined;
    for (const name of Object.values(ConditionName)) {
      const places = this.active.get(name);
      if (places === undefined || !(places.has(-1) || places.has(instrument))) continue;
      this.scope = places.has(-1) ? 'account' : 'instrument';
      return RULES[name];
    }
    return undefined;
  }

  save(): ConditionsState {
    return [...this.active].flatMap(([name, places]) => Array.from(places, (place) => [name, place] as const));
  }

  load(state: ConditionsState): void {
    for (const [name, place] of state) this.set(name, place, true);
  }
}
