import type { Id } from '../base/ids.ts';

/**
 * The open orders of one side of one instrument, cheapest first, and what the position weighs when they fill. Of a group
 * of which only one can win, only the largest counts. Sizes in lots, prices in ticks, weights in tick-lots. Reused: it
 * grows to the most orders ever seen at once and allocates nothing after that.
 */
export class SideLoad {
  private readonly lotsAt: number[] = [];
  private readonly ticksAt: number[] = [];
  private readonly groupAt: (Id | undefined)[] = [];
  private count = 0;

  clear(): void {
    this.count = 0;
  }

  add(lots: number, ticks: number, group: Id | undefined): void {
    let mostLots = lots;
    let mostTicks = ticks;
    const twin = this.find(group);
    if (twin >= 0) {
      mostLots = Math.max(lots, this.lotsAt[twin]);
      mostTicks = Math.max(ticks, this.ticksAt[twin]);
      this.remove(twin);
    }
    let place = this.count;
    while (place > 0 && this.ticksAt[place - 1] > mostTicks) {
      this.lotsAt[place] = this.lotsAt[place - 1];
      this.ticksAt[place] = this.ticksAt[place - 1];
      this.groupAt[place] = this.groupAt[place - 1];
      place -= 1;
    }
    this.lotsAt[place] = mostLots;
    this.ticksAt[place] = mostTicks;
    this.groupAt[place] = group;
    this.count += 1;
  }

  lots(): number {
    let sum = 0;
    for (let i = 0; i < this.count; i++) sum += this.lotsAt[i];
    return sum;
  }

  value(): number {
    let sum = 0;
    for (let i = 0; i < this.count; i++) sum += this.lotsAt[i] * this.ticksAt[i];
    return sum;
  }

  /**
   * The weight on this side once all of it has filled. `position` is counted in the direction of the side: where it points
   * the other way, the cheapest lots go to bring it to zero and only the rest weighs.
   */
  worst(position: number, lastTicks: number): number {
    return this.worstWith(position, lastTicks, 0, 0, undefined);
  }

  /** The same with one more order. A size of 0 is no order. */
  worstWith(position: number, lastTicks: number, lots: number, ticks: number, group: Id | undefined): number {
    const twin = lots === 0 ? -1 : this.find(group);
    const extraLots = twin < 0 ? lots : Math.max(lots, this.lotsAt[twin]);
    const extraTicks = twin < 0 ? ticks : Math.max(ticks, this.ticksAt[twin]);
    let cover = Math.max(0, -position);
    let weight = position > 0 ? position * lastTicks : 0;
    let pending = lots > 0;
    for (let i = 0; i <= this.count; i++) {
      if (pending && (i === this.count || !(this.ticksAt[i] <= extraTicks))) {
        const left = Math.max(0, extraLots - cover);
        cover = Math.max(0, cover - extraLots);
        if (left > 0) weight += left * extraTicks;
        pending = false;
      }
      if (i === this.count || i === twin) continue;
      const left = Math.max(0, this.lotsAt[i] - cover);
      cover = Math.max(0, cover - this.lotsAt[i]);
      if (left > 0) weight += left * this.ticksAt[i];
    }
    return weight;
  }

  private find(group: Id | undefined): number {
    if (group === undefined) return -1;
    for (let i = 0; i < this.count; i++) if (this.groupAt[i] === group) return i;
    return -1;
  }

  private remove(place: number): void {
    this.count -= 1;
    for (let i = place; i < this.count; i++) {
      this.lotsAt[i] = this.lotsAt[i + 1];
      this.ticksAt[i] = this.ticksAt[i + 1];
      this.groupAt[i] = this.groupAt[i + 1];
    }
  }
}
