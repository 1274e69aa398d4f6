import { LatencyHistogram, type SavedLatencies } from './latency-histogram.ts';
import type { Metrics } from './metrics.ts';

/** The places on the way from a tick to its fill, in their order. */
export const Point = {
  /** taken from the feed */ feed: 0,
  /** numbered as an input */ sequenced: 1,
  /** handed to the journal */ journaled: 2,
  /** the engine has decided */ decided: 3,
  /** the sync that covers the input is done */ synced: 4,
  /** the order is on the wire */ sent: 5,
  /** the venue has acknowledged it */ acknowledged: 6,
  /** the first fill is known */ filled: 7,
} as const;
export type Point = (typeof Point)[keyof typeof Point];
const POINTS = 8;

/** A hop is named by the place it ends at; three more span several. */
export const hopNames = [
  'sequenced',
  'journaled',
  'decided',
  'synced',
  'sent',
  'acknowledged',
  'filled',
  /** feed to decided: in the trader, before the sync */ 'tick-to-order',
  /** feed to sent */ 'tick-to-socket',
  /** feed to filled */ 'tick-to-fill',
] as const;
export type HopName = (typeof hopNames)[number];

const SPANS: readonly { readonly point: Point; readonly hop: number }[] = [
  { point: Point.decided, hop: 7 },
  { point: Point.sent, hop: 8 },
  { point: Point.filled, hop: 9 },
];

/** When one tick, and the order it led to, came by each place. Make a few and use them again. */
export class Journey {
  /** Of the steady clock; NaN: not there yet. */
  readonly atUs = new Float64Array(POINTS).fill(Number.NaN);
  /** What several orders of one tick have in common; itself where nobody forked. */
  trunk: Journey = this;

  restart(): void {
    this.atUs.fill(Number.NaN);
    this.trunk = this;
  }

  /** Goes on from here by itself: for each of several orders that one tick led to. */
  fork(): Journey {
    const own = new Journey();
    own.atUs.set(this.atUs);
    own.trunk = this.trunk;
    return own;
  }
}

export type SavedHops = Partial<Record<HopName, SavedLatencies>>;

export interface HopTimes {
  readonly count: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

/**
 * How long each hop takes, in one process. All times are of its steady clock; nothing is allocated for a sample.
 */
export class Hops {
  readonly #recent = hopNames.map(() => new LatencyHistogram());
  readonly #before = hopNames.map(() => new LatencyHistogram());

  /**
   * The journey has come to this place. Its hop is counted when the place before it is known, the first time only: a second
   * fill is not a second hop. `steadyUs` is the steady clock's.
   */
  reach(journey: Journey, point: Point, steadyUs: number): void {
    const { atUs } = journey;
    if (!Number.isNaN(atUs[point])) return;
    atUs[point] = steadyUs;
    // NaN, where a place was not seen, is not recorded.
    if (point > 0) this.#recent[point - 1].record(steadyUs - atUs[point - 1]);
    for (const span of SPANS) if (span.point === point) this.#recent[span.hop].record(steadyUs - atUs[Point.feed]);
  }

  /** Since the session began, as `session summary` prints them: hops that were never made are left out. */
  total(): Partial<Record<HopName, HopTimes>> {
    return this.#tell((i) => this.#whole(i));
  }

  /** Since the last call: what a terminal view shows. */
  window(): Partial<Record<HopName, HopTimes>> {
    const told = this.#tell((i) => this.#recent[i]);
    this.#recent.forEach((recent, i) => {
      this.#before[i].merge(recent);
      recent.reset();
    });
    return told;
  }

  /** Adds the times that another part, or an earlier start, has measured. */
  merge(other: Hops): void {
    this.#before.forEach((before, i) => before.merge(other.#whole(i)));
  }

  /** As JSON, by hop: for the next start, and for who asks about a session that has ended. */
  save(): SavedHops {
    return Object.fromEntries(hopNames.map((name, i) => [name, this.#whole(i).save()]));
  }

  load(saved: SavedHops): void {
    hopNames.forEach((name, i) => {
      const times = saved[name];
      if (times !== undefined) this.#before[i].load(times);
    });
  }

  /** Told to Prometheus as `order_hop_seconds`. */
  publish(metrics: Metrics): void {
    hopNames.forEach((hop, i) => {
      const whole = () => this.#whole(i);
      metrics.summary(
        'order_hop_seconds',
        {
          get count() {
            return whole().count;
          },
          get sum() {
            return whole().sumUs / 1e6;
          },
          quantile: (q) => whole().quantileUs(q) / 1e6,
        },
        { hop },
      );
    });
  }

  #whole(i: number): LatencyHistogram {
    const whole = new LatencyHistogram();
    whole.merge(this.#before[i]);
    whole.merge(this.#recent[i]);
    return whole;
  }

  #tell(histogramOf: (i: number) => LatencyHistogram): Partial<Record<HopName, HopTimes>> {
    const told: Partial<Record<HopName, HopTimes>> = {};
    hopNames.forEach((name, i) => {
      const histogram = histogramOf(i);
      if (histogram.count === 0) return;
      const [p50Us, p99Us] = [histogram.quantileUs(0.5), histogram.quantileUs(0.99)];
      told[name] = { count: histogram.count, p50Us, p99Us, maxUs: histogram.maxUs };
    });
    return told;
  }
}
