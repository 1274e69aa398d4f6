import type { Us } from '../base/time.ts';

/** A trade that others made, in a reused object. Price in ticks, size in lots. */
export class TradeEvent {
  instrument = 0;
  /** When it reached us; events of one run are ordered by it. */
  tsUs: Us = 0;
  /** When the venue says that it happened; NaN where it does not say. */
  venueUs: Us = Number.NaN;
  priceTicks = 0;
  lots = 0;
  /** 1 the buyer took, -1 the seller took, 0 unknown. */
  aggressor = 0;
}
