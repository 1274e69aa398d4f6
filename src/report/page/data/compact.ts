/** What keeps a page of twenty years small: few digits, one axis for many series, and no more points than a screen has. */

export const POINTS_MAX = 2_600;

/** `digits` significant digits; null where there is no number. */
export function short(value: number, digits = 6): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) + 0 : null;
}

/** The last index of each bucket: at most `POINTS_MAX` of them, the last row among them. */
export function bucketEnds(length: number, points = POINTS_MAX): number[] {
  const stride = Math.max(1, Math.ceil(length / points));
  const ends: number[] = [];
  for (let end = (length - 1) % stride; end < length; end += stride) ends.push(end);
  return ends;
}

/** Seconds for a chart's axis. A session that closes at midnight belongs to the day that ends then. */
export function axisSeconds(us: number): number {
  return Math.floor((us - 1) / 1e6);
}

/** First value, then differences: a daily axis is a column of 86400s, which is short and packs well. */
export function differences(values: readonly number[]): number[] {
  return values.map((value, i) => (i === 0 ? value : value - values[i - 1]));
}

/** Texts that occur often are kept once; a cell is a place in the list. */
export class Texts {
  readonly list: string[] = [];
  private readonly places = new Map<string, number>();

  place(text: string): number {
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.list.length;
      this.list.push(text);
      this.places.set(text, place);
    }
    return place;
  }
}
