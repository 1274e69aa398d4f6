import { assert } from '../base/assert.ts';
import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import { ReportKind, type Reports } from '../model/report.ts';

/** Internal crosses that wait for the price at which they settle, per instrument. */
export class CrossPrices {
  private readonly ids: readonly Id[][];
  private readonly placedUs: readonly Us[][];

  constructor(instruments: number) {
    this.ids = Array.from({ length: instruments }, () => []);
    this.placedUs = Array.from({ length: instruments }, () => []);
  }

  request(id: Id, instrument: number, nowUs: Us): void {
    this.ids[instrument].push(id);
    this.placedUs[instrument].push(nowUs);
  }

  /** Which instrument it waited on; -1 when it was not waiting. */
  cancel(id: Id): number {
    for (let instrument = 0; instrument < this.ids.length; instrument++) {
      const at = this.ids[instrument].indexOf(id);
      if (at >= 0) {
        this.ids[instrument].splice(at, 1);
        this.placedUs[instrument].splice(at, 1);
        return instrument;
      }
    }
    return -1;
  }

  /** Answers those placed from `firstUs` to `lastUs`; returns how many. */
  answer(instrument: number, firstUs: Us, lastUs: Us, priceTicks: number, nowUs: Us, reports: Reports): number {
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
    const answered = ids.length - kept;
    ids.length = kept;
    placedUs.length = kept;
    return answered;
  }
}
