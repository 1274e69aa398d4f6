import { describe, expect, it } from 'vitest';
import { MemoryRecord, type RecordRow } from '../../market/memory-record.ts';
import { UNIT_INSTRUMENT } from '../venue-bench.twin.ts';
import { LateRecord } from './late-record.ts';
import { constantLatency, feedLatency, type LatencyModel } from './latency.ts';

const ROWS: readonly RecordRow[] = [
  { kind: 'trade', tsUs: 110, venueUs: 100, priceTicks: 9, lots: 1 },
  { kind: 'quote', tsUs: 160, venueUs: 120, top: [9, 1, 10, 1] },
  { kind: 'depth', tsUs: 165, venueUs: 160, levels: [[1, 9, 2]] },
  { kind: 'trade', tsUs: 300, venueUs: Number.NaN, priceTicks: 9, lots: 1 },
];

function arrivals(model: LatencyModel): (number | string)[] {
  const record = new LateRecord(new MemoryRecord(UNIT_INSTRUMENT, ROWS), model);
  const seen: (number | string)[] = [];
  for (let kind = record.next(); kind !== undefined; kind = record.next()) seen.push(kind, record[kind].tsUs);
  return seen;
}

describe('a recorded market over another line', () => {
  it('brings each event so long after the venue had it, where the venue says when', () => {
    expect(arrivals(constantLatency(50))).toEqual(['trade', 150, 'quote', 170, 'depth', 210, 'trade', 300]);
  });

  it('is as much slower as is asked, and nothing overtakes', () => {
    expect(arrivals(feedLatency({ factor: 2 }))).toEqual(['trade', 120, 'quote', 200, 'depth', 200, 'trade', 300]);
  });
});
