import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HighWaterMarks } from './dedupe.ts';

describe('HighWaterMarks', () => {
  it('lets each message in once, however often it is delivered', () => {
    const subjects = ['a', 'b'];
    const sources = ['s', 't'];
    const run = fc.array(fc.tuple(fc.nat(1), fc.nat(1), fc.nat(3)), { maxLength: 40 });
    fc.assert(
      fc.property(run, (steps) => {
        // A bus that keeps order: each subject's list, out of which any earlier stretch may come again.
        const marks = new HighWaterMarks();
        const sent = new Map<string, number>();
        const once: string[] = [];
        for (const [s, t, back] of steps) {
          const [source, subject] = [sources[s], subjects[t]];
          const key = `${source} ${subject}`;
          const last = (sent.get(key) ?? 0) + 1;
          sent.set(key, last);
          for (let sequence = Math.max(1, last - back); sequence <= last; sequence++) {
            if (!marks.isNew({ source, subject, sequence })) continue;
            once.push(`${key} ${sequence}`);
            marks.raise({ source, subject, sequence });
          }
        }
        expect(new Set(once).size).toBe(once.length);
        expect(once).toHaveLength([...sent.values()].reduce((a, b) => a + b, 0));
      }),
    );
  });

  it('goes on from what was saved, and never lowers a mark', () => {
    const marks = new HighWaterMarks();
    marks.raise({ source: 't', subject: 'a', sequence: 5 });
    marks.raise({ source: 's', subject: 'b', sequence: 7 });
    marks.raise({ source: 's', subject: 'b', sequence: 3 });
    expect(marks.save()).toEqual([
      ['s', 'b', 7],
      ['t', 'a', 5],
    ]);
    const again = HighWaterMarks.load(marks.save());
    expect(again.isNew({ source: 's', subject: 'b', sequence: 7 })).toBe(false);
    expect(again.isNew({ source: 's', subject: 'a', sequence: 1 })).toBe(true);
    expect(again.save()).toEqual(marks.save());
  });
});
