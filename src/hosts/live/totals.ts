import type { Engine } from '../../core/engine/engine.ts';
import type { Reviewed } from './review.ts';
import { Tally } from './tally.ts';
import { VenueTally } from './venue-tally.ts';

/** What adds up over all inputs of a session: part of each snapshot, so that a summary looks at the inputs after it alone. */
export class Totals {
  readonly tally = new Tally();
  readonly venue: VenueTally;

  /** `engine` takes each input before this does. */
  constructor({ account }: Engine) {
    this.venue = new VenueTally((order) => account.orders.get(order) !== undefined);
  }

  take(seen: Reviewed): void {
    this.tally.take(seen);
    this.venue.see(seen);
  }

  save(): unknown {
    return { tally: this.tally.save(), venue: this.venue.save() };
  }

  /** What `save` told: all of it, or a `Fault` and nothing. */
  load(state: unknown): void {
    const { tally, venue } = (state ?? {}) as { readonly tally?: unknown; readonly venue?: unknown };
    new Tally().load(tally);
    this.venue.load(venue);
    this.tally.load(tally);
  }
}
