import { SECOND_US, type Us } from '../../core/base/time.ts';

/** A stretch in which the recorder's clock runs evenly against the venue's. */
export interface ClockSegment {
  /** By the recorder's clock. */
  readonly fromUs: Us;
  /** Recorder less venue at `fromUs`, the assumed smallest latency not counted in: negative where the recorder is behind. */
  readonly offsetUs: number;
  /** By how many millionths the recorder's clock runs faster than the venue's. */
  readonly driftPpm: number;
}

/** What is known of the recorder's clock. */
export interface ClockFit {
  /** In order of time; none where the recorder's clock is taken at its word. */
  readonly segments: readonly ClockSegment[];
  /** In the middle of the record; 0 where the clock is taken at its word. */
  readonly offsetUs: number;
  /** What the quickest message is taken to have needed. */
  readonly latencyFloorUs: number;
  /** Smallest receive time less venue time, uncorrected; null where the venue gave no times. */
  readonly smallestUs: number | null;
}

/** When to correct: `auto` where the clocks cannot both be right, or `always`. */
export type ClockCorrection = 'auto' | 'always';

const BUCKET_US = SECOND_US;
/** Over an hour a quartz drifts evenly. */
const SEGMENT_US = 3_600 * SECOND_US;
/** Shorter than this, noise would be taken for drift. */
const DRIFT_FROM_US = 60 * SECOND_US;
/** What a clock that is being steered does at most (RFC 5905 has 500 ppm); free quartz stays far below. */
const DRIFT_MAX = 500e-6;
/** A smallest difference that lies so far below those before and after it is a wrong stamp. */
export const ALONE_US = 100_000;
/** No market feed needs a second at its best: with more than this the recorder's clock is ahead. */
const AHEAD_US = SECOND_US;

interface Point {
  readonly x: Us;
  readonly y: number;
}

/**
 * The offset and drift of a recorder's clock from one-way differences (receive time less venue time). A message is late by the
 * network and never early, so what is smallest shows the clocks: the line under all differences that lies closest to them on
 * average is taken (Moon, Skelly and Towsley, "Estimation and removal of clock skew from network delay measurements", INFOCOM
 * 1999), per hour, through the smallest difference of each second. The smallest latency itself cannot be seen from one side:
 * it is assumed.
 */
export class ClockEstimator {
  private readonly latencyFloorUs: number;
  private points: Point[] = [];
  private before: Point[] = [];
  private readonly segments: ClockSegment[] = [];
  private bucket = Number.NEGATIVE_INFINITY;
  private bestX = 0;
  private bestY = Number.POSITIVE_INFINITY;
  private smallest = Number.POSITIVE_INFINITY;
  private firstUs = Number.NaN;
  private lastUs = Number.NaN;

  constructor(latencyFloorUs: number) {
    this.latencyFloorUs = latencyFloorUs;
  }

  add(localUs: Us, venueUs: Us): void {
    const index = Math.floor(localUs / BUCKET_US);
    if (index > this.bucket) {
      this.closeBucket();
      this.bucket = index;
    }
    const y = localUs - venueUs;
    if (y >= this.bestY) return;
    this.bestX = localUs;
    this.bestY = y;
  }

  fit(correction: ClockCorrection): ClockFit {
    this.closeBucket();
    if (this.points.length > 0) {
      const joined = spanOf(this.points) < SEGMENT_US / 2 && this.before.length > 0;
      if (joined) this.segments.pop();
      this.closeSegment(joined ? [...this.before, ...this.points] : this.points);
    }
    const { segments, latencyFloorUs, smallest } = this;
    const impossible = smallest < latencyFloorUs || smallest > AHEAD_US + latencyFloorUs;
    const corrected = segments.length > 0 && (correction === 'always' || (correction === 'auto' && impossible));
    const clock = new RecorderClock(corrected ? segments : []);
    return {
      segments: corrected ? segments : [],
      offsetUs: corrected ? Math.round(clock.offsetAt((this.firstUs + this.lastUs) / 2)) : 0,
      latencyFloorUs,
      smallestUs: segments.length === 0 ? null : smallest,
    };
  }

  private closeBucket(): void {
    if (this.bestY === Number.POSITIVE_INFINITY) return;
    const { points } = this;
    if (points.length > 0 && this.bestX - points[0].x >= SEGMENT_US) {
      this.closeSegment(points);
      this.before = points;
      this.points = [];
    }
    this.points.push({ x: this.bestX, y: this.bestY });
    this.bestY = Number.POSITIVE_INFINITY;
  }

  private closeSegment(given: readonly Point[]): void {
    const points = credible(given);
    const { slope, intercept } = lineUnder(points);
    const fromUs = points[0].x;
    this.segments.push({ fromUs, offsetUs: intercept - this.latencyFloorUs, driftPpm: slope * 1e6 });
    if (Number.isNaN(this.firstUs)) this.firstUs = fromUs;
    this.lastUs = points[points.length - 1].x;
    for (const { y } of points) this.smallest = Math.min(this.smallest, y);
  }
}

/** The offset of a recorder's clock at any time of it. */
export class RecorderClock {
  private readonly segments: readonly ClockSegment[];
  private at = 0;

  constructor(segments: readonly ClockSegment[]) {
    this.segments = segments;
  }

  /** Recorder less venue, in microseconds; 0 without a fit. Asked in order of time it does not search. */
  offsetAt(localUs: Us): number {
    const { segments } = this;
    if (segments.length === 0) return 0;
    while (this.at + 1 < segments.length && segments[this.at + 1].fromUs <= localUs) this.at += 1;
    while (this.at > 0 && segments[this.at].fromUs > localUs) this.at -= 1;
    const { fromUs, offsetUs, driftPpm } = segments[this.at];
    return offsetUs + driftPpm * 1e-6 * (localUs - fromUs);
  }
}

/** Sorted, without those far below both of their neighbours. */
function credible(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x);
  if (sorted.length < 3) return sorted;
  return sorted.filter(({ y }, i) => {
    const others = [sorted[i - 1] ?? sorted[i + 2], sorted[i + 1] ?? sorted[i - 2]];
    return others.some((other) => y > other.y - ALONE_US);
  });
}

function spanOf(points: readonly Point[]): number {
  return points[points.length - 1].x - points[0].x;
}

/**
 * The line under all points that is closest to them on average, `intercept` at the first point. The height of the best line of
 * a given slope over the mean x is concave in the slope, with its corners at the edges of the lower hull: the best slope is that
 * of the edge over the mean x, and where it is beyond what a clock can do, the nearest that a clock can.
 */
function lineUnder(points: readonly Point[]): { slope: number; intercept: number } {
  const x0 = points[0].x;
  const slope = spanOf(points) < DRIFT_FROM_US ? 0 : Math.max(-DRIFT_MAX, Math.min(DRIFT_MAX, slopeUnder(points)));
  let intercept = Number.POSITIVE_INFINITY;
  for (const { x, y } of points) intercept = Math.min(intercept, y - slope * (x - x0));
  return { slope, intercept: Math.floor(intercept) };
}

function slopeUnder(points: readonly Point[]): number {
  const hull: Point[] = [];
  let mean = 0;
  for (const point of points) {
    mean += (point.x - points[0].x) / points.length;
    while (hull.length >= 2 && turnsUp(hull[hull.length - 2], hull[hull.length - 1], point) <= 0) hull.pop();
    hull.push(point);
  }
  for (let i = 1; i < hull.length; i++) {
    if (hull[i].x - points[0].x >= mean) return (hull[i].y - hull[i - 1].y) / (hull[i].x - hull[i - 1].x);
  }
  return 0;
}

/** Positive where the way from a over b to c turns left. */
function turnsUp(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - b.y) - (c.x - b.x) * (b.y - a.y);
}
