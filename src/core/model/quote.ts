import type { Us } from '../base/time.ts';

/** The best bid and offer of an instrument, in a reused object. Prices in ticks, sizes in lots. */
export class QuoteEvent {
  instrument = 0;
  /** When it reached us; events of one run are ordered by it. */
  tsUs: Us = 0;
  /** When the venue says that it happened; NaN where it does not say. */
  venueUs: Us = Number.NaN;
  bidTicks = 0;
  bidLots = 0;
  askTicks = 0;
  askLots = 0;
}
