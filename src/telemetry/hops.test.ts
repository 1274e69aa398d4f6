import { expect, it } from 'vitest';
import { Hops, Journey, Point } from './hops.ts';
import { Metrics } from './metrics.ts';

/** A journey through all places, each this many microseconds after the one before. */
function travel(hops: Hops, stepUs: number, places: readonly Point[] = Object.values(Point)): void {
  const journey = new Journey();
  for (const place of places) hops.reach(journey, place, 1_000 + place * stepUs);
}

it('Each hop is the time since the place before; three span from the tick', () => {
  const hops = new Hops();
  for (let i = 0; i < 100; i++) travel(hops, 10);
  expect(hops.total()).toEqual({
    ...Object.fromEntries(
      ['sequenced', 'journaled', 'decided', 'synced', 'sent', 'acknowledged', 'filled'].map((name) => [
        name,
        { count: 100, p50Us: 10, p99Us: 10, maxUs: 10 },
      ]),
    ),
    'tick-to-order': { count: 100, p50Us: 30, p99Us: 30, maxUs: 30 },
    'tick-to-socket': { count: 100, p50Us: 50, p99Us: 50, maxUs: 50 },
    'tick-to-fill': { count: 100, p50Us: 70, p99Us: 70, maxUs: 70 },
  });
});

it('A fill before its acknowledgement, and a second fill, make no hop that was not', () => {
  const hops = new Hops();
  const journey = new Journey();
  hops.reach(journey, Point.sent, 100);
  hops.reach(journey, Point.filled, 150);
  hops.reach(journey, Point.acknowledged, 160);
  hops.reach(journey, Point.filled, 900);
  expect(hops.total()).toEqual({ acknowledged: { count: 1, p50Us: 60, p99Us: 60, maxUs: 60 } });
  journey.restart();
  hops.reach(journey, Point.acknowledged, 200);
  expect(hops.total().acknowledged?.count).toBe(1);
});

it('A window holds what came since the last one, and the total keeps all', () => {
  const hops = new Hops();
  travel(hops, 10);
  expect(hops.window().sent?.p50Us).toBe(10);
  travel(hops, 20);
  expect(hops.window().sent).toEqual({ count: 1, p50Us: 20, p99Us: 20, maxUs: 20 });
  expect(hops.window()).toEqual({});
  expect(hops.total().sent?.count).toBe(2);
  const other = new Hops();
  travel(other, 30);
  other.merge(hops);
  expect(other.total().sent).toMatchObject({ count: 3, maxUs: 30 });
});

it('Prometheus is told in seconds', () => {
  const metrics = new Metrics();
  const hops = new Hops();
  hops.publish(metrics);
  travel(hops, 100);
  const told = metrics.samples('order_hop_seconds').filter(({ labels }) => labels.hop === 'tick-to-fill');
  expect(told.map(({ value }) => value)).toEqual([0.0007, 0.0007, 0.0007, 0.0007, 1]);
});
