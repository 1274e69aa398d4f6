import { assert } from '../core/base/assert.ts';
import { type MetricEntry, metricCatalogue, type MetricName, type MetricType } from './metric-catalogue.ts';

export type Labels = Readonly<Record<string, string>>;

/** A number that only grows. `value` may be read; it is written by `add`. */
export class Counter {
  value = 0;
  add(by = 1): void {
    this.value += by;
  }
}

export class Gauge {
  value = 0;
  set(value: number): void {
    this.value = value;
  }
}

/** Counts of what was observed, by buckets whose upper bounds belong to them. */
export class Histogram {
  readonly bounds: readonly number[];
  /** One more than bounds; not cumulative. */
  readonly counts: Float64Array;
  sum = 0;
  #rising: Float64Array;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#rising = Float64Array.from(bounds);
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** NaN is nobody's measurement: it is left out. */
  observe(value: number): void {
    if (Number.isNaN(value)) return;
    const rising = this.#rising;
    let i = 0;
    while (i < rising.length && value > rising[i]) i++;
    this.counts[i]++;
    this.sum += value;
  }
}

/** What a summary tells when it is asked. */
export interface SummarySource {
  readonly count: number;
  readonly sum: number;
  quantile(q: number): number;
}

/** One sample as it stands in the exposition. */
export interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

const SUMMARY_QUANTILES = [0.5, 0.9, 0.99] as const;
/** Children of one metric; what comes later is counted together under `other`. */
export const CHILDREN_MAX = 500;
const OTHER = 'other';

type Child = Counter | Gauge | Histogram | SummarySource | (() => number);
type NameOf<T extends MetricType> = {
  [N in MetricName]: (typeof metricCatalogue)[N]['type'] extends T ? N : never;
}[MetricName];
export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;
export type SummaryName = NameOf<'summary'>;

/**
 * The numbers of one process. Ask for a counter, gauge or histogram once, keep it, and write to it where things happen: that
 * is an addition to a field. Everything else is done when somebody reads.
 */
export class Metrics {
  readonly #families = new Map<MetricName, Map<string, { labels: Labels; child: Child }>>();

  counter(name: CounterName, labels: Labels = {}): Counter {
    return this.#child(name, 'counter', labels, () => new Counter());
  }

  gauge(name: GaugeName, labels: Labels = {}): Gauge {
    return this.#child(name, 'gauge', labels, () => new Gauge());
  }

  histogram(name: HistogramName, labels: Labels = {}): Histogram {
    const { bounds } = metricCatalogue[name];
    return this.#child(name, 'histogram', labels, () => new Histogram(bounds ?? []));
  }

  /** A gauge or counter that somebody else keeps: read when it is collected. Given again, it replaces the one before. */
  read(name: CounterName | GaugeName, read: () => number, labels: Labels = {}): void {
    this.#place(name, metricCatalogue[name].type, labels).child = read;
  }

  /** Quantiles that somebody else keeps, in the unit of the catalogue. */
  summary(name: SummaryName, source: SummarySource, labels: Labels = {}): void {
    this.#place(name, 'summary', labels).child = source;
  }

  /** The names that have been asked for, sorted. */
  names(): MetricName[] {
    return [...this.#families.keys()].sort();
  }

  samples(name: MetricName): Sample[] {
    const family = this.#families.get(name)?.values() ?? [];
    return [...family].flatMap(({ labels, child }) => samplesOf(name, labels, child));
  }

  #child<T extends Child>(name: MetricName, type: MetricType, labels: Labels, make: () => T): T {
    const place = this.#place(name, type, labels);
    place.child ??= make();
    return place.child as T;
  }

  #place(name: MetricName, type: MetricType, labels: Labels): { labels: Labels; child: Child } {
    const entry: MetricEntry | undefined = metricCatalogue[name];
    assert(entry !== undefined, () => `the metric ${name} is not in the catalogue`);
    assert(entry.type === type, () => `the metric ${name} is a ${entry.type}, not a ${type}`);
    const given = Object.keys(labels);
    assert(
      given.length === entry.labels.length && entry.labels.every((label) => Object.hasOwn(labels, label)),
      () => `the metric ${name} has the labels [${entry.labels.join(', ')}], was given [${given.join(', ')}]`,
    );
    const family = this.#families.get(name) ?? new Map<string, { labels: Labels; child: Child }>();
    this.#families.set(name, family);
    let key = keyOf(entry, labels);
    let kept = labels;
    if (!family.has(key) && family.size >= CHILDREN_MAX) {
      kept = Object.fromEntries(entry.labels.map((label) => [label, OTHER]));
      key = keyOf(entry, kept);
    }
    let place = family.get(key);
    // Filled in by the caller, before anybody can read it.
    if (place === undefined) family.set(key, (place = { labels: { ...kept }, child: undefined as unknown as Child }));
    return place;
  }
}

function keyOf(entry: MetricEntry, labels: Labels): string {
  return JSON.stringify(entry.labels.map((label) => labels[label]));
}

function samplesOf(name: MetricName, labels: Labels, child: Child): Sample[] {
  if (typeof child === 'function') return [{ metricName: name, labels, value: child() }];
  if (child instanceof Counter || child instanceof Gauge) return [{ metricName: name, labels, value: child.value }];
  if (child instanceof Histogram) return bucketsOf(name, labels, child);
  const { count, sum } = child;
  return [
    ...SUMMARY_QUANTILES.map((q) => ({
      metricName: name,
      labels: { ...labels, quantile: q },
      value: count === 0 ? Number.NaN : child.quantile(q),
    })),
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

function bucketsOf(name: MetricName, labels: Labels, { bounds, counts, sum }: Histogram): Sample[] {
  let below = 0;
  const buckets: Sample[] = [...bounds, '+Inf'].map((le, i) => {
    below += counts[i];
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
  });
  buckets.push(
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: below },
  );
  return buckets;
}
