import { assert } from '../base/assert.ts';
import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import { ReportKind, type Reports } from '../model/report.ts';

/** Per instrument, as JSON. */
export interface CrossPricesState {
  readonly ids: readonly (readonly Id[])[];
  readonly placedUs: readonly (readonly Us[])[];
}

/** Internal crosses that wait for the price at which they settle, per instrument. */
export class CrossPrices {
  /** How many wait, per instrument and in all. */
  readonly counts: Int32Array;
  count = 0;
  private readonly ids: readonly Id[][];
  private readonly placedUs: readonly Us[][];

  constructor(instruments: number) {
    this.counts = new Int32Array(instruments);
    this.ids = Array.from({ length: instruments }, () => []);
    this.placedUs = Array.from({ length: instruments }, () => []);
  }

  request(id: Id, instrument: number, nowUs: Us): void {
    this.ids[instrument].push(id);
    this.placedUs[instrument].push(nowUs);
    this.add(instrument, 1);
  }

  /** One that does not wait any more is none to cancel. */
  cancel(id: Id): void {
    for (let instrument = 0; instrument < this.ids.length; instrument++) {
      const at = this.ids[instrument].indexOf(id);
      if (at < 0) continue;
      this.ids[instrument].splice(at, 1);
      this.placedUs[instrument].splice(at, 1);
      this.add(instrument, -1);
      return;
    }
  }

  /** Answers those placed from `firstUs` to `lastUs`. */
  answer(instrument: number, firstUs: Us, lastUs: Us, priceTicks: number, nowUs: Us, reports: Reports): void {
    const ids = this.ids[instrument];
    const placedUs = this.placedUs[instrument];
    assert(ids.length === placedUs.length, 'a waiting cross has an id and a time');
    let kept = 0;
    for (let i = 0; i < ids.length; i++) {
      if (placedUs[i] >= firstUs && placedUs[i] <= lastUs) {
        reports.add(ReportKind.crossPrice, ids[i], instrument, nowUs).priceTicks = priceTicks;
      } else {
        ids[kept] = ids[i];
        placedUs[kept] = placedUs[i];
        kept += 1;
      }
    }
    this.add(instrument, kept - ids.length);
    ids.length = kept;
    placedUs.length = kept;
  }

  save(): CrossPricesState {
    return { ids: this.ids.map((list) => [...list]), placedUs: this.placedUs.map((list) => [...list]) };
  }

  /** Before the first request. */
  load({ ids, placedUs }: CrossPricesState): void {
    ids.forEach((list, instrument) => list.forEach((id, i) => this.request(id, instrument, placedUs[instrument][i])));
  }

  private add(instrument: number, change: number): void {
    this.counts[instrument] += change;
    this.count += change;
  }
}
