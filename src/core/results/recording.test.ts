import { describe, expect, it } from 'vitest';
import { Out } from '../model/out.ts';
import { Recording } from './recording.ts';

function outOf(fills: number): Out {
  const out = new Out();
  for (let k = 0; k < fills; k++) out.fills.signedLots[out.add(out.fills)] = k + 1;
  return out;
}

describe('a recording', () => {
  it('keeps what each input put out, in order', () => {
    const recording = new Recording();
    recording.take(outOf(2));
    recording.take(outOf(1));
    expect([...recording.fills.signedLots.subarray(0, recording.fills.count)]).toEqual([1, 2, 1]);
    expect(recording.truncated).toBe(false);
  });

  it('counts what it no longer keeps, and says so', () => {
    const recording = new Recording(3);
    for (let k = 0; k < 5; k++) recording.take(outOf(2));
    expect(recording.counts.fills).toBe(10);
    expect(recording.fills.count).toBeLessThanOrEqual(3);
    expect(recording.truncated).toBe(true);
  });
});
