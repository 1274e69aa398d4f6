import { describe, expect, it } from 'vitest';
import { DepthSequence } from './depth-sequence.ts';

/** `[pu, U, u]` of futures, `[U, u]` of spot, `[L]` of a snapshot. */
function verdicts(...events: readonly (readonly number[])[]): { said: string; sequence: DepthSequence } {
  const sequence = new DepthSequence();
  const said = events.map((event) => {
    if (event.length === 1) return sequence.takeSnapshot(event[0]);
    const [first, last] = event.slice(-2);
    return sequence.takeDifference(first, last, event.length === 3 ? event[0] : Number.NaN);
  });
  return { said: said.join(' '), sequence };
}

describe('a sequence of futures', () => {
  it('begins with the difference that spans the snapshot, and goes on where each names the one before', () => {
    expect(verdicts([90, 95, 99], [110], [99, 101, 105], [105, 108, 112], [112, 113, 120]).said).toBe(
      'wait apply stale apply apply',
    );
    expect(verdicts([110], [99, 105, 110], [110, 112, 115]).said).toBe('apply apply apply');
    expect(verdicts([110], [110, 112, 115]).said).toBe('apply apply');
  });

  it('has a gap where the number before is another, and is not trusted until a later snapshot', () => {
    const { said, sequence } = verdicts(
      [110],
      [105, 108, 112],
      [113, 114, 120],
      [120, 121, 125],
      [130],
      [125, 126, 131],
    );
    expect(said).toBe('apply apply gap wait apply apply');
    expect([sequence.gaps, sequence.resyncs, sequence.trusted, sequence.lastUpdate]).toEqual([1, 1, true, 131]);
  });

  it('has a gap where no difference spans the snapshot', () => {
    const { said, sequence } = verdicts([110], [112, 113, 120]);
    expect([said, sequence.resyncs]).toEqual(['apply gap', 0]);
  });
});

describe('a sequence of spot', () => {
  it('begins with the difference that spans the next number, and goes on with the number after the last', () => {
    expect(verdicts([110], [99, 105], [106, 110], [111, 115], [116, 116]).said).toBe('apply stale stale apply apply');
    expect(verdicts([110], [108, 112], [113, 115]).said).toBe('apply apply apply');
    expect(verdicts([110], [112, 115]).said).toBe('apply gap');
    expect(verdicts([110], [108, 112], [114, 115]).said).toBe('apply apply gap');
  });
});

describe('a further snapshot', () => {
  it('is stale where the book is as new, and otherwise waits for the case that it is needed', () => {
    expect(verdicts([110], [105, 108, 112], [111], [130]).said).toBe('apply apply stale wait');
  });

  it('takes the place of one that nothing joined yet', () => {
    expect(verdicts([110], [120], [105, 118, 121]).said).toBe('apply apply apply');
  });

  it('that comes again changes nothing', () => {
    const { said, sequence } = verdicts([110], [105, 108, 112], [105, 108, 112], [112, 113, 114]);
    expect([said, sequence.gaps]).toEqual(['apply apply stale apply', 0]);
  });
});
