import { Fault } from '../../core/base/fault.ts';
import { formatDuration, type Us } from '../../core/base/time.ts';
import { amountOf, isBars, type Length } from '../../config/walk-forward-section.ts';

/** Places of a timeline, `from` to before `to`. A timeline holds the instants at which bars close, each once, rising. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is learnt from, what is left out between, and what it is judged by. */
export interface TrainTest {
  readonly train: readonly Range[];
  /** Purged, or under embargo. */
  readonly dropped: readonly Range[];
  readonly test: readonly Range[];
}

export interface WindowLengths {
  readonly anchored: boolean;
  /** These three are of one unit. */
  readonly train: Length;
  readonly test: Length;
  readonly step: Length;
  readonly purge: Length;
}

/**
 * Training windows with the tests that follow them, from the first instant on. The last test may be cut by the end of the data
 * when half of it is there. A window without an instant to learn from or to be judged by is left out.
 */
export function windowsOf(times: ArrayLike<Us>, lengths: WindowLengths): readonly TrainTest[] {
  const { anchored, train, test, step, purge } = lengths;
  const bars = isBars(train);
  // Windows by time keep to the clock: rounding each to a bar would let them drift.
  const origin = bars ? 0 : times[0];
  const end = bars ? times.length : times[times.length - 1] + 1;
  const placeOf = (position: number): number => (bars ? Math.min(times.length, position) : firstFrom(times, position));
  const windows: TrainTest[] = [];
  for (let shift = 0; ; shift += amountOf(step)) {
    const trainEnd = origin + amountOf(train) + shift;
    const testEnd = trainEnd + amountOf(test);
    if (end - trainEnd < amountOf(test) / 2 || end <= trainEnd) return windows;
    const tested = { from: placeOf(trainEnd), to: placeOf(testEnd) };
    const learnt = { from: placeOf(anchored ? origin : origin + shift), to: tested.from };
    if (learnt.to === learnt.from || tested.to === tested.from) continue;
    const cut = beforeTest(times, tested.from, purge);
    if (cut <= learnt.from) {
      throw new Fault(
        'config',
        `walkForward.purge: expected less than the training, which is ${learnt.to - learnt.from} bars in window ${windows.length + 1}, was ${lengthText(purge)}`,
      );
    }
    windows.push({
      train: [{ from: learnt.from, to: cut }],
      dropped: cut < learnt.to ? [{ from: cut, to: learnt.to }] : [],
      test: [tested],
    });
  }
}

/** The place at which training before a test ends: so much lies between that nothing of it reaches into the test. */
export function beforeTest(times: ArrayLike<Us>, testFrom: number, purge: Length): number {
  return isBars(purge)
    ? Math.max(0, testFrom - purge.bars)
    : Math.min(testFrom, firstFrom(times, times[testFrom] - purge.us));
}

/** The place at which training after a test may begin. `testTo` is the place after its last instant. */
export function afterTest(times: ArrayLike<Us>, testTo: number, embargo: Length): number {
  return isBars(embargo)
    ? Math.min(times.length, testTo + embargo.bars)
    : firstFrom(times, times[testTo - 1] + embargo.us + 1);
}

/** The first place whose instant is at or after this one; the length where there is none. */
function firstFrom(times: ArrayLike<Us>, tsUs: Us): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < tsUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** '250 bars', '365d' */
export function lengthText(length: Length): string {
  return isBars(length) ? `${length.bars} ${length.bars === 1 ? 'bar' : 'bars'}` : formatDuration(length.us);
}
