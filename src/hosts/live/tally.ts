import { Fault } from '../../core/base/fault.ts';
import type { Taken } from '../../runtime/intake.ts';

const COUNTED = ['events', 'intents', 'decisions', 'orders', 'fills', 'refusals'] as const;

/** What a session has done since its first start: a count of the inputs on record and of what they caused. */
export class Tally {
  events = 0;
  intents = 0;
  decisions = 0;
  orders = 0;
  fills = 0;
  refusals = 0;
  /** Rows of market data that could not be used, in this start. */
  refusedData = 0;

  take({ event, out }: Pick<Taken, 'event' | 'out'>): void {
    if (event.kind === 'bar' || event.kind === 'quote' || event.kind === 'trade' || event.kind === 'depth')
      this.events += 1;
    if (out.rows === 0) return;
    this.intents += out.intents.count;
    this.decisions += out.decisions.count;
    this.orders += out.orders.count;
    this.fills += out.fills.count;
    this.refusals += out.refusals.count;
  }

  save(): Record<(typeof COUNTED)[number], number> {
    const { events, intents, decisions, orders, fills, refusals } = this;
    return { events, intents, decisions, orders, fills, refusals };
  }

  /** What `save` told. */
  load(state: unknown): void {
    for (const name of COUNTED) {
      const count = (state as Record<string, unknown> | undefined)?.[name];
      if (typeof count !== 'number')
        throw new Fault('integrity', `saved counts: expected ${name}, was ${String(count)}`);
      this[name] = count;
    }
  }
}
