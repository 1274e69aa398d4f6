import { must } from '../base/assert.ts';

interface Fill {
  readonly fillId: number;
  readonly lots: number;
  readonly priceTicks: number;
  busted: boolean;
}

/** From so many on they are found by a look-up: most orders have one or two. */
const FEW = 16;

/** Each fill as [fillId, lots, priceTicks, busted]. */
export type FillRecordState = readonly (readonly [fillId: number, lots: number, priceTicks: number, busted: boolean])[];

/** The fills of one order by the venue's number, busted ones too: a redelivered fill is known by it. */
export class FillRecord {
  /** Of the fills that stand. */
  lots = 0;
  private ticksLots = 0;
  private fills: Fill[] = [];
  private places: Map<number, Fill> | undefined;

  get averagePriceTicks(): number {
    return this.lots === 0 ? Number.NaN : this.ticksLots / this.lots;
  }

  get(fillId: number): Readonly<Fill> | undefined {
    const { fills, places } = this;
    if (places !== undefined) return places.get(fillId);
    for (let k = 0; k < fills.length; k++) if (fills[k].fillId === fillId) return fills[k];
    return undefined;
  }

  add(fillId: number, lots: number, priceTicks: number): void {
    const fill = { fillId, lots, priceTicks, busted: false };
    // Most orders have one fill, and a list that is made with it holds just that; one that is pushed to makes room for many.
    if (this.fills.length === 0) this.fills = [fill];
    else this.fills.push(fill);
    if (this.fills.length === FEW) this.places = new Map(this.fills.map((known) => [known.fillId, known]));
    else this.places?.set(fillId, fill);
    this.lots += lots;
    this.ticksLots += lots * priceTicks;
  }

  bust(fillId: number): void {
    const fill = must(this.get(fillId), 'a busted fill was booked before') as Fill;
    fill.busted = true;
    this.lots -= fill.lots;
    this.ticksLots -= fill.lots * fill.priceTicks;
  }

  save(): FillRecordState {
    return this.fills.map(({ fillId, lots, priceTicks, busted }) => [fillId, lots, priceTicks, busted] as const);
  }

  load(state: FillRecordState): void {
    for (const [fillId, lots, priceTicks, busted] of state) {
      this.add(fillId, lots, priceTicks);
      if (busted) this.bust(fillId);
    }
  }
}
