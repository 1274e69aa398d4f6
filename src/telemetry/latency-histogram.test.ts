import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LATENCY_US_MAX, LatencyHistogram, QUANTILE_ERROR } from './latency-histogram.ts';

/** Latencies of every size that a histogram tells apart. */
const latencies = fc.array(
  fc.integer({ min: 0, max: 32 }).chain((bits) => fc.integer({ min: 0, max: 2 ** bits - 1 })),
  { minLength: 1, maxLength: 300 },
);

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** The quantile by its definition, over the values themselves. */
function exactQuantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length - 1e-9)) - 1];
}

it('Quantiles are those of the values themselves, within the stated error', () => {
  fc.assert(
    fc.property(latencies, fc.constantFrom(0, 0.5, 0.9, 0.99, 0.999, 1), (values, q) => {
      const exact = exactQuantile(values, q);
      const told = histogramOf(values).quantileUs(q);
      expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact < 128 ? 0 : exact * QUANTILE_ERROR);
    }),
  );
});

it('Two histograms add up to that of all values', () => {
  fc.assert(
    fc.property(latencies, latencies, (a, b) => {
      const merged = histogramOf(a);
      merged.merge(histogramOf(b));
      const whole = histogramOf([...a, ...b]);
      for (const q of [0, 0.25, 0.5, 0.99, 1]) expect(merged.quantileUs(q)).toBe(whole.quantileUs(q));
      expect([merged.count, merged.sumUs, merged.minUs, merged.maxUs]).toEqual([
        whole.count,
        whole.sumUs,
        whole.minUs,
        whole.maxUs,
      ]);
    }),
  );
});

it('What no clock should say does no harm', () => {
  const histogram = histogramOf([-5, Number.NaN, 1e30, Number.POSITIVE_INFINITY]);
  expect([histogram.count, histogram.minUs, histogram.maxUs]).toEqual([3, 0, LATENCY_US_MAX]);
  histogram.reset();
  expect([histogram.count, histogram.quantileUs(0.99), histogram.sumUs]).toEqual([0, 0, 0]);
});
