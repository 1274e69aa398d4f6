import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';

/** What a venue says about an order. */
export const ReportKind = {
  accepted: 'accepted',
  rejected: 'rejected',
  triggered: 'triggered',
  filled: 'filled',
  cancelled: 'cancelled',
  expired: 'expired',
  replaced: 'replaced',
  cancelRejected: 'cancel-rejected',
  replaceRejected: 'replace-rejected',
  /** the venue took a fill back */ busted: 'busted',
  /** not the venue's word: no answer came in time, nobody knows what became of the order */ lost: 'lost',
  /** the price at which a waiting internal cross settles */ crossPrice: 'cross-price',
} as const;
export type ReportKind = (typeof ReportKind)[keyof typeof ReportKind];

/** One report, in a reused object: valid until the list it stands in is cleared. */
export class Report {
  kind: ReportKind = ReportKind.accepted;
  orderId: Id = 0;
  instrument = 0;
  tsUs: Us = 0;
  /** filled, busted: the price in ticks (cross-price: half ticks may occur). replaced: the new limit. */
  priceTicks = 0;
  /** filled, busted: this fill's size. replaced: the new total size. */
  lots = 0;
  /** The venue's own number of the fill, from 1, for de-duplication. */
  fillId = 0;
  /** Fee in units of the ledger's scale of the instrument's currency; negative is a rebate. */
  fee = 0n;
  /** Model slippage in the same units, >= 0; booked as money, the price itself stays on the grid. */
  slippage = 0n;
  maker = false;
  /** Why, for rejected, cancelled and expired: a named code (`collar`, `oco`, `post-only`, `ioc`, ...). */
  reason = '';
}

/** A list of reused reports: the venue appends, the driver hands each to the engine, then clears. */
export class Reports {
  count = 0;
  private readonly rows: Report[] = [];

  /** The next free report, to be filled in by the caller; its fields are those of a blank one. */
  add(kind: ReportKind, orderId: Id, instrument: number, tsUs: Us): Report {
    const row = (this.rows[this.count] ??= new Report());
    this.count += 1;
    row.kind = kind;
    row.orderId = orderId;
    row.instrument = instrument;
    row.tsUs = tsUs;
    row.priceTicks = 0;
    row.lots = 0;
    row.fillId = 0;
    row.fee = 0n;
    row.slippage = 0n;
    row.maker = false;
    row.reason = '';
    return row;
  }

  at(index: number): Report {
    return this.rows[index];
  }

  clear(): void {
    this.count = 0;
  }
}
