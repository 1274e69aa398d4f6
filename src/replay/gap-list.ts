import type { Us } from '../core/base/time.ts';
import { Cause } from './gap.ts';
import type { OrderPair } from './order-pairs.ts';

export interface KeptGap {
  readonly cause: Cause;
  readonly tsUs: Us;
  /** -1: the account. */
  readonly instrument: number;
  readonly pair?: OrderPair;
  /** In the account's currency. */
  readonly amount: number;
  readonly follows: boolean;
  readonly what: string;
}

/** The gaps between a session and its replay as they are found. */
export class GapList {
  private readonly gaps: KeptGap[] = [];
  /** Gaps of their own by instrument, and under -1 those of all; sorted by time when first asked. */
  private starts: Map<number, KeptGap[]> | undefined;

  add(gap: KeptGap): void {
    this.gaps.push(gap);
    if (gap.follows) return;
    if (this.starts !== undefined) this.start(this.starts, gap);
  }

  /** Of the latest gap of its own up to a moment, on the instrument or else anywhere. From here on gaps are added in the order of time. */
  causeBefore(instrument: number, atUs: Us): Cause | undefined {
    this.starts ??= this.sorted();
    return (latest(this.starts.get(instrument), atUs) ?? latest(this.starts.get(-1), atUs))?.cause;
  }

  byCause(): { cause: Cause; first: number; following: number; amount: number }[] {
    return Object.values(Cause).map((cause) => {
      const own = this.gaps.filter((gap) => gap.cause === cause);
      const following = own.filter(({ follows }) => follows).length;
      const amount = own.reduce((sum, gap) => sum + gap.amount, 0);
      return { cause, first: own.length - following, following, amount };
    });
  }

  /** By their money; those without any are left out. */
  largest(count: number): KeptGap[] {
    return this.gaps
      .filter(({ amount }) => amount !== 0)
      .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount) || a.tsUs - b.tsUs)
      .slice(0, count);
  }

  private sorted(): Map<number, KeptGap[]> {
    const starts = new Map<number, KeptGap[]>();
    for (const gap of this.gaps.filter(({ follows }) => !follows).toSorted((a, b) => a.tsUs - b.tsUs))
      this.start(starts, gap);
    return starts;
  }

  private start(starts: Map<number, KeptGap[]>, gap: KeptGap): void {
    for (const key of new Set([gap.instrument, -1])) {
      const list = starts.get(key);
      if (list === undefined) starts.set(key, [gap]);
      else if (gap.tsUs >= list[list.length - 1].tsUs) list.push(gap);
      else list.splice(placeAfter(list, gap.tsUs), 0, gap);
    }
  }
}

function latest(list: readonly KeptGap[] | undefined, atUs: Us): KeptGap | undefined {
  return list?.[placeAfter(list, atUs) - 1];
}

/** How many come up to a moment. */
function placeAfter(list: readonly KeptGap[], atUs: Us): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].tsUs <= atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
