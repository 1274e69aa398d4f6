import type { DepthBook } from '../../market/depth-book.ts';

/** What we took of a level: its price, what it showed then, how much is ours. */
interface Taken {
  readonly ticks: number;
  readonly shown: number;
  lots: number;
}

/** As JSON. */
export type TakenLotsState = readonly Readonly<Taken>[];

/** What we took of the levels of one side. It is not there for us again until the level shows another size. */
export class TakenLots {
  private readonly side: number;
  private levels: Taken[] = [];

  constructor(side: number) {
    this.side = side;
  }

  at(ticks: number): number {
    const { levels } = this;
    for (let i = 0; i < levels.length; i++) if (levels[i].ticks === ticks) return levels[i].lots;
    return 0;
  }

  add(ticks: number, shown: number, lots: number): void {
    const level = this.levels.find((each) => each.ticks === ticks);
    if (level === undefined) this.levels.push({ ticks, shown, lots });
    else level.lots += lots;
  }

  /** The book has changed: levels of another size are whole again. */
  refresh(book: DepthBook): void {
    const { levels, side } = this;
    let kept = 0;
    for (let i = 0; i < levels.length; i++) {
      if (book.lotsAt(side, levels[i].ticks) === levels[i].shown) levels[kept++] = levels[i];
    }
    if (kept < levels.length) levels.length = kept;
  }

  save(): TakenLotsState {
    return this.levels.map((level) => ({ ...level }));
  }

  load(state: TakenLotsState): void {
    this.levels = state.map((level) => ({ ...level }));
  }
}
