import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.ts';

function put(agenda: Agenda, index: number, atUs: number): void {
  agenda.times[index] = atUs;
  agenda.add(index);
}

describe('the agenda', () => {
  it('gives the earliest first, those of one moment in the order of their indices', () => {
    const agenda = new Agenda(4);
    for (const [index, atUs] of [
      [2, 5],
      [0, 7],
      [3, 5],
      [1, 5],
    ] as const)
      put(agenda, index, atUs);
    expect(agenda.nextUs).toBe(5);
    expect([agenda.take(), agenda.take(), agenda.take(), agenda.take()]).toEqual([1, 2, 3, 0]);
    expect([agenda.size, agenda.nextUs]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('says what a sorted list says, however takes and adds are mixed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 60 }),
        (first, steps) => {
          const agenda = new Agenda(first.length);
          const list = first.map((atUs, index) => ({ index, atUs }));
          first.forEach((atUs, index) => put(agenda, index, atUs));
          for (const step of steps) {
            list.sort((a, b) => a.atUs - b.atUs || a.index - b.index);
            expect(agenda.nextUs).toBe(list[0].atUs);
            const { index, atUs } = list[0];
            expect(agenda.take()).toBe(index);
            list[0] = { index, atUs: atUs + step };
            put(agenda, index, atUs + step);
          }
        },
      ),
    );
  });
});
