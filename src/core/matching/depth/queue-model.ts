import { assert } from '../../base/assert.ts';

/** Where an order stands at its price level, in an object that is used again. Sizes in lots. */
export class QueuePlace {
  /** It stands in a queue; otherwise the rest says nothing. */
  isIn = false;
  /** What others have ahead of it, as the model estimates it. */
  front = 0;
  /** What stood at the level when it was last looked at. */
  shown = 0;
  /** What has traded at the level since then. */
  traded = 0;
  /** How much of the trade at hand has passed all that was ahead. */
  passed = 0;

  /** Behind all that stands there. */
  join(lots: number): void {
    this.isIn = true;
    this.front = lots;
    this.shown = lots;
    this.traded = 0;
    this.passed = 0;
  }

  /** A trade at the level takes from the front first; what is left of it, in whole lots, is the order's to fill. */
  trade(lots: number): void {
    this.front -= lots;
    this.traded += lots;
    this.passed = Math.max(0, Math.round(-this.front));
    if (this.passed > 0) this.front = 0;
  }
}

export type QueuePlaceState = Omit<QueuePlace, 'join' | 'trade'>;

/** How a change of a level, which does not say who left, moves an order that waits there. */
export interface QueueModel {
  /** The level is now of this size, and was `place.shown`. */
  change(place: QueuePlace, lots: number): void;
}

/** Whoever leaves stood behind: only trades, and a level smaller than what was ahead, move the order forward. Pessimistic. */
export function riskAdverseQueue(): QueueModel {
  return {
    change: (place, lots) => {
      place.front = Math.min(place.front, lots);
      place.shown = lots;
      place.traded = 0;
    },
  };
}

/** Those who leave stood ahead and behind in the proportion f(ahead) to f(behind), with f(x) = x^n: the larger n, the nearer to what is larger. */
export function powerQueue(n: number): QueueModel {
  assert(n > 0, 'the exponent of a queue model is positive');
  return proportionalQueue(n === 1 ? (x) => x : n === 2 ? (x) => x * x : (x) => x ** n);
}

/** The same with f(x) = ln(1 + x). */
export function logQueue(): QueueModel {
  return proportionalQueue(Math.log1p);
}

/** `ProbQueueModel` of hftbacktest. */
function proportionalQueue(f: (lots: number) => number): QueueModel {
  return {
    change: (place, lots) => {
      const { front, shown, traded } = place;
      // What traded has moved the order already.
      const gone = shown - lots - traded;
      place.shown = lots;
      place.traded = 0;
      if (gone < 0) {
        place.front = Math.min(front, lots);
        return;
      }
      const back = shown - front;
      const ratio = f(back) / (f(back) + f(front));
      const fromBehind = Number.isFinite(ratio) ? ratio : 1;
      // Where more would leave from behind than stand there, what is left of the level is the smaller.
      place.front = Math.min(front - (1 - fromBehind) * gone, lots);
    },
  };
}
