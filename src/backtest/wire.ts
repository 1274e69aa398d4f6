import type { Us } from '../core/base/time.ts';
import type { Account } from '../core/engine/account.ts';
import type { BarVenue } from '../core/matching/bar-venue.ts';
import type { DepthVenue } from '../core/matching/depth/depth-venue.ts';
import type { Out } from '../core/model/out.ts';
import type { Reports } from '../core/model/report.ts';

/** Where the orders of an instrument go: to the venue that bars fill, or to the one that recorded books and trades do. */
export interface Venues {
  readonly bars: BarVenue;
  /** Undefined where every instrument has bars. */
  readonly books: DepthVenue | undefined;
  /** Per instrument: it has a recorded market, and no bars. */
  readonly isRecorded: readonly boolean[];
}

/** Carries what the engine put out to the venues, in the order in which it was put out. */
export class Wire {
  private readonly venues: Venues;
  private readonly account: Account;

  constructor(venues: Venues, account: Account) {
    this.venues = venues;
    this.account = account;
  }

  carry(out: Out, nowUs: Us, reports: Reports): void {
    const { orders, changes, crossRequests } = out;
    let o = 0;
    let c = 0;
    let x = 0;
    while (o < orders.count || c < changes.count || x < crossRequests.count) {
      const order = o < orders.count ? orders.place[o] : Infinity;
      const change = c < changes.count ? changes.place[c] : Infinity;
      const cross = x < crossRequests.count ? crossRequests.place[x] : Infinity;
      if (order < change && order < cross) this.submit(out, o++, nowUs, reports);
      else if (change < cross) this.change(out, c++, nowUs, reports);
      else this.cross(out, x++, nowUs);
    }
  }

  private submit(out: Out, row: number, nowUs: Us, reports: Reports): void {
    const id = out.orders.id[row];
    const order = this.account.orders.get(id);
    if (order === undefined) return;
    const books = this.booksOf(order.terms.instrument);
    if (books === undefined) this.venues.bars.submit(id, order.terms, nowUs, reports);
    else books.submit(id, order.terms, nowUs);
  }

  private change(out: Out, row: number, nowUs: Us, reports: Reports): void {
    const { changes } = out;
    const id = changes.order[row];
    const { bars } = this.venues;
    const books = this.booksOf(this.account.orders.get(id)?.terms.instrument ?? -1);
    if (changes.kind[row] === 'cancel') {
      if (books === undefined) bars.cancel(id, nowUs, reports);
      else books.cancel(id, nowUs);
      return;
    }
    const terms = {
      lots: given(changes.lots[row]),
      limitTicks: given(changes.limitTicks[row]),
      stopTicks: given(changes.stopTicks[row]),
    };
    if (books === undefined) bars.replace(id, terms, nowUs, reports);
    else books.replace(id, terms, nowUs);
  }

  private cross(out: Out, row: number, nowUs: Us): void {
    const { crossRequests } = out;
    const venue = this.booksOf(crossRequests.instrument[row]) ?? this.venues.bars;
    if (crossRequests.cancelled[row] === 1) venue.cancelCrossPrice(crossRequests.id[row]);
    else venue.requestCrossPrice(crossRequests.id[row], crossRequests.instrument[row], nowUs);
  }

  private booksOf(instrument: number): DepthVenue | undefined {
    return this.venues.isRecorded[instrument] === true ? this.venues.books : undefined;
  }
}

/** Unchanged terms stand in the table as NaN. */
function given(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
