import type { Us } from '../base/time.ts';
import { DepthEvent } from '../model/depth.ts';
import type { Instrument } from '../model/instrument.ts';
import { QuoteEvent } from '../model/quote.ts';
import { TradeEvent } from '../model/trade.ts';
import type { MarketRecord } from './market-record.ts';

/** One event of a recorded market, in ticks and lots. `venueUs` left out: as it reached us. */
export type RecordRow = { readonly tsUs: Us; readonly venueUs?: Us } & (
  | {
      readonly kind: 'depth';
      /** Side, ticks, lots. */
      readonly levels: readonly (readonly [side: 1 | -1, ticks: number, lots: number])[];
      readonly isSnapshot?: boolean;
    }
  | {
      readonly kind: 'quote';
      /** Bid, its lots, ask, its lots. */
      readonly top: readonly [number, number, number, number];
    }
  | { readonly kind: 'trade'; readonly priceTicks: number; readonly lots: number; readonly aggressor?: 1 | -1 | 0 }
);

/** A recorded market in memory. */
export class MemoryRecord implements MarketRecord {
  readonly instrument: Instrument;
  readonly total: number;
  readonly depth = new DepthEvent();
  readonly quote = new QuoteEvent();
  readonly trade = new TradeEvent();
  private readonly rows: readonly RecordRow[];
  private row = 0;

  constructor(instrument: Instrument, rows: readonly RecordRow[]) {
    this.instrument = instrument;
    this.total = rows.length;
    this.rows = rows;
    this.depth.instrument = this.quote.instrument = this.trade.instrument = instrument.index;
  }

  next(): RecordRow['kind'] | undefined {
    if (this.row === this.rows.length) return undefined;
    const row = this.rows[this.row];
    this.row += 1;
    const event = this[row.kind];
    event.tsUs = row.tsUs;
    event.venueUs = row.venueUs ?? row.tsUs;
    if (row.kind === 'depth') {
      const { depth } = this;
      depth.isSnapshot = row.isSnapshot === true;
      depth.firstUpdate = depth.lastUpdate = this.row;
      depth.clear();
      for (const [side, ticks, lots] of row.levels) depth.add(side, ticks, lots);
    } else if (row.kind === 'quote') {
      const { quote } = this;
      [quote.bidTicks, quote.bidLots, quote.askTicks, quote.askLots] = row.top;
    } else {
      const { trade } = this;
      trade.priceTicks = row.priceTicks;
      trade.lots = row.lots;
      trade.aggressor = row.aggressor ?? 0;
    }
    return row.kind;
  }
}
