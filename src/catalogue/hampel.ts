/** Neighbours on each side. */
const REACH = 3;
/** Standard deviations, and the factor that makes a median deviation one of a normal distribution. */
const LIMIT = 3 * 1.4826;

/**
 * Rows whose value lies more than three (robust) standard deviations from the median of its window of three neighbours on
 * each side, the point included and the window cut at the ends. Where more than half of a window is equal, one tick stands
 * in for the deviation. Source: Hampel (1974); Pearson, Mining Imperfect Data (2005).
 * Values in ticks. For looking at history only: it reads the future.
 */
export function hampelOutliers(ticks: ArrayLike<number>, length = ticks.length, floorTicks = 1): number[] {
  const outliers: number[] = [];
  const window = new Float64Array(2 * REACH + 1);
  for (let i = 0; i < length; i++) {
    const from = Math.max(0, i - REACH);
    const to = Math.min(length - 1, i + REACH);
    const count = to - from + 1;
    for (let j = 0; j < count; j++) insert(window, j, ticks[from + j]);
    const median = middle(window, count);
    const away = Math.abs(ticks[i] - median);
    if (away <= floorTicks) continue;
    for (let j = 0; j < count; j++) insert(window, j, Math.abs(ticks[from + j] - median));
    const deviation = middle(window, count) || floorTicks;
    if (away > LIMIT * deviation) outliers.push(i);
  }
  return outliers;
}

/** Bars on each side that say how far a price usually moves from bar to bar. */
const USUAL_REACH = 30;

/**
 * The outliers among prices: what the Hampel filter finds, as far as it is also more than three deviations by the usual
 * move of that stretch. Seven neighbours alone make too small a scale: they flag one row in forty of an honest index.
 */
export function priceOutliers(ticks: ArrayLike<number>, length = ticks.length, floorTicks = 1): number[] {
  return hampelOutliers(ticks, length, floorTicks).filter((i) => {
    const from = Math.max(0, i - REACH);
    const around = Array.from({ length: Math.min(length, i + REACH + 1) - from }, (_, j) => ticks[from + j]);
    return Math.abs(ticks[i] - median(around)) > LIMIT * usualMove(ticks, length, i);
  });
}

function usualMove(ticks: ArrayLike<number>, length: number, at: number): number {
  const moves: number[] = [];
  const to = Math.min(length - 1, at + USUAL_REACH);
  for (let i = Math.max(1, at - USUAL_REACH + 1); i <= to; i++) moves.push(Math.abs(ticks[i] - ticks[i - 1]));
  return median(moves);
}

function median(values: number[]): number {
  return middle(Float64Array.from(values).sort(), values.length);
}

/** Puts a value into its place among the first `count` sorted ones. */
function insert(sorted: Float64Array, count: number, value: number): void {
  let place = count;
  while (place > 0 && sorted[place - 1] > value) {
    sorted[place] = sorted[place - 1];
    place -= 1;
  }
  sorted[place] = value;
}

function middle(sorted: Float64Array, count: number): number {
  const half = count >> 1;
  return count % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
