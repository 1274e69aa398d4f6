import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { Netting } from '../consensus/netting.ts';
import { splitLots, type SplitRatio } from '../model/split.ts';
import type { Account } from './account.ts';

interface Leg {
  readonly giver: number;
  readonly receiver: number;
  readonly lots: number;
}

const SAVED = ['ids', 'legs'];

/** Internal crosses that wait for their price: what the external order of their instant would get. One batch an instrument. */
export class Crosses {
  private readonly account: Account;
  private readonly ids: Float64Array;
  private readonly legs: Leg[][];

  constructor(account: Account) {
    this.account = account;
    this.ids = new Float64Array(account.instrumentCount);
    this.legs = account.instruments.map(() => []);
  }

  waiting(instrument: number): boolean {
    return this.ids[instrument] !== 0;
  }

  /** Signed lots that this owner will get when the price is known. */
  waitingFor(instrument: number, owner: number): number {
    let lots = 0;
    if (this.ids[instrument] === 0) return lots;
    for (const leg of this.legs[instrument]) {
      if (leg.receiver === owner) lots += leg.lots;
      if (leg.giver === owner) lots -= leg.lots;
    }
    return lots;
  }

  begin(instrument: number, netting: Netting): void {
    const id = this.account.orderId();
    this.ids[instrument] = id;
    const { givers, receivers, crossLots, crossCount } = netting;
    const legs: Leg[] = [];
    for (let k = 0; k < crossCount; k++) legs.push({ giver: givers[k], receiver: receivers[k], lots: crossLots[k] });
    this.legs[instrument] = legs;
    this.request(instrument, 0);
  }

  cancel(instrument: number): void {
    if (this.ids[instrument] === 0) return;
    this.request(instrument, 1);
    this.ids[instrument] = 0;
  }

  private request(instrument: number, cancelled: 0 | 1): void {
    const { crossRequests } = this.account.out;
    const row = this.account.out.add(crossRequests);
    crossRequests.id[row] = this.ids[instrument];
    crossRequests.instrument[row] = instrument;
    crossRequests.cancelled[row] = cancelled;
  }

  /** The legs of the batch with this id, which is over now; none when it was cancelled before. */
  take(instrument: number, id: number): readonly Leg[] {
    if (this.ids[instrument] !== id) return [];
    this.ids[instrument] = 0;
    return this.legs[instrument];
  }

  split(instrument: number, ratio: SplitRatio): void {
    this.legs[instrument] = this.legs[instrument]
      .map((leg) => ({ ...leg, lots: splitLots(leg.lots, ratio) }))
      .filter(({ lots }) => lots !== 0);
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }
}
