import { describe, expect, it } from 'vitest';
import { constantLatency, feedLatency, PESSIMISTIC_LATENCY_US } from './latency.ts';

describe('latency', () => {
  it('is the same at all times, and pessimistic unless told', () => {
    expect(constantLatency(250).make().at(5)).toBe(250);
    expect(constantLatency().make().at(5)).toBe(100_000);
  });

  it('is what the feed took, times a factor and plus an offset, on a line between two events', () => {
    const latency = feedLatency({ factor: 2, offsetUs: 10 }).make();
    expect(latency.at(50)).toBe(PESSIMISTIC_LATENCY_US);
    latency.observe(100, 40);
    expect(latency.at(50)).toBe(90);
    latency.observe(200, 80);
    expect([50, 100, 150, 200, 300].map((at) => latency.at(at))).toEqual([90, 90, 130, 170, 170]);
  });

  it('passes over events that do not say, that are older, and feeds that came before they were sent', () => {
    const latency = feedLatency({ unknownUs: 7 }).make();
    latency.observe(100, Number.NaN);
    expect(latency.at(100)).toBe(7);
    latency.observe(100, 30);
    latency.observe(90, 1000);
    expect(latency.at(100)).toBe(30);
    latency.observe(110, -50);
    expect(latency.at(110)).toBe(0);
  });

  it('goes on where it was saved', () => {
    const latency = feedLatency().make();
    latency.observe(100, 40);
    const again = feedLatency().make();
    again.load(JSON.parse(JSON.stringify(latency.save())));
    for (const each of [latency, again]) each.observe(200, 80);
    expect(again.at(150)).toBe(latency.at(150));
  });
});
