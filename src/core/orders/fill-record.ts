interface Fill {
  readonly lots: number;
  readonly priceTicks: number;
  readonly busted: boolean;
}

/** Each fill as [fillId, lots, priceTicks, busted]. */
export type FillRecordState = readonly (readonly [fillId: number, lots: number, priceTicks: number, busted: boolean])[];

/** The fills of one order by the venue's number, busted ones too: a redelivered fill is known by it. */
export class FillRecord {
  /** Of the fills that stand. */
  lots = 0;
  private ticksLots = 0;
  private fills: Map<number, Fill> | undefined;

  get averagePriceTicks(): number {
    return this.lots === 0 ? Number.NaN : this.ticksLots / this.lots;
  }

  get(fillId: number): Fill | undefined {
    return this.fills?.get(fillId);
  }

  add(fillId: number, lots: number, priceTicks: number): void {
    this.fills ??= new Map();
    this.fills.set(fillId, { lots, priceTicks, busted: false });
    this.lots += lots;
    this.ticksLots += lots * priceTicks;
  }

  bust(fillId: number, fill: Fill): void {
    this.fills?.set(fillId, { ...fill, busted: true });
    this.lots -= fill.lots;
    this.ticksLots -= fill.lots * fill.priceTicks;
  }

  save(): FillRecordState {
    return Array.from(this.fills ?? [], ([fillId, fill]) => [fillId, fill.lots, fill.priceTicks, fill.busted] as const);
  }

  load(state: FillRecordState): void {
    for (const [fillId, lots, priceTicks, busted] of state) {
      this.add(fillId, lots, priceTicks);
      if (busted) this.bust(fillId, { lots, priceTicks, busted });
    }
  }
}
