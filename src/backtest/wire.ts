import type { Us } from '../core/base/time.ts';
import type { Account } from '../core/engine/account.ts';
import type { BarVenue } from '../core/matching/bar-venue.ts';
import type { Out } from '../core/model/out.ts';
import type { Reports } from '../core/model/report.ts';

/** Carries what the engine put out to the venue, in the order in which it was put out. */
export class Wire {
  private readonly venue: BarVenue;
  private readonly account: Account;

  constructor(venue: BarVenue, account: Account) {
    this.venue = venue;
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
    if (order !== undefined) this.venue.submit(id, order.terms, nowUs, reports);
  }

  private change(out: Out, row: number, nowUs: Us, reports: Reports): void {
    const { changes } = out;
    const id = changes.order[row];
    if (changes.kind[row] === 'cancel') {
      this.venue.cancel(id, nowUs, reports);
      return;
    }
    const terms = {
      lots: given(changes.lots[row]),
      limitTicks: given(changes.limitTicks[row]),
      stopTicks: given(changes.stopTicks[row]),
    };
    this.venue.replace(id, terms, nowUs, reports);
  }

  private cross(out: Out, row: number, nowUs: Us): void {
    const { crossRequests } = out;
    if (crossRequests.cancelled[row] === 1) this.venue.cancelCrossPrice(crossRequests.id[row]);
    else this.venue.requestCrossPrice(crossRequests.id[row], crossRequests.instrument[row], nowUs);
  }
}

/** Unchanged terms stand in the table as NaN. */
function given(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
