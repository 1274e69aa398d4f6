import type { Us } from '../base/time.ts';
import type { OrderTerms } from '../model/order.ts';

/** What makes two orders the same: agent, instrument, side, size and prices, as they were asked for. */
type Key = readonly [
  agent: number,
  instrument: number,
  side: number,
  lots: number,
  limitTicks: number | null,
  stopTicks: number | null,
];

/** Remembers the agents' own orders for a moment, to catch the one that is sent twice. A refused one is not remembered. */
export class Duplicates {
  /** 0: repeats are not looked for. */
  withinUs: Us;
  private recent: { key: Key; us: Us }[] = [];

  constructor(withinUs: Us) {
    this.withinUs = withinUs;
  }

  /** Time since the same order was sent, when that is too short; `undefined` otherwise. */
  sinceUs(agent: number, terms: OrderTerms, nowUs: Us): Us | undefined {
    this.forget(nowUs);
    const key = keyOf(agent, terms);
    for (const sent of this.recent) if (sent.key.every((part, i) => part === key[i])) return nowUs - sent.us;
    return undefined;
  }

  sent(agent: number, terms: OrderTerms, nowUs: Us): void {
    if (this.withinUs > 0) this.recent.push({ key: keyOf(agent, terms), us: nowUs });
  }

  private forget(nowUs: Us): void {
    let old = 0;
    while (old < this.recent.length && nowUs - this.recent[old].us >= this.withinUs) old += 1;
    if (old > 0) this.recent = this.recent.slice(old);
  }

  save(): DuplicatesState {
    return this.recent.map(({ key, us }) => ({ key: [...key], us }));
  }

  load(state: DuplicatesState): void {
    this.recent = state.map(({ key, us }) => ({ key: [...key] as unknown as Key, us }));
  }
}

export type DuplicatesState = { key: (number | null)[]; us: Us }[];

function keyOf(agent: number, { instrument, side, lots, limitTicks, stopTicks }: OrderTerms): Key {
  return [agent, instrument, side, lots, limitTicks ?? null, stopTicks ?? null];
}
