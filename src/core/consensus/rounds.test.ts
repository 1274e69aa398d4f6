import { describe, expect, it } from 'vitest';
import type { Learner } from './learners/learner.ts';
import { Rounds } from './rounds.ts';
import { Votes } from './votes.ts';

/** Writes down what it is taught. */
class Notebook implements Learner {
  readonly rows: number[][] = [];
  weights(): void {}
  learn(losses: Float64Array, awake: Uint8Array): void {
    this.rows.push([...losses].map((loss, i) => (awake[i] === 1 ? loss : Number.NaN)));
  }
}

/** One instrument, a price at each open, equity 1,000; `ask` is called before each instant's end. */
function learn(
  opens: number[],
  ask: (votes: Votes, t: number) => void,
  costFraction = 0,
): { notes: Notebook; rounds: Rounds } {
  const votes = new Votes(2, 1, () => true);
  const notes = new Notebook();
  const rounds = new Rounds(votes, [{ learner: notes }], costFraction);
  opens.forEach((open, t) => {
    ask(votes, t);
    rounds.endRound(1000);
    rounds.onOpen(0, open, t);
  });
  rounds.endRound(1000);
  return { notes, rounds };
}

const hold = (votes: Votes, t: number) => {
  votes.cast(0, 0, 10, 1, t);
  votes.cast(1, 0, -5, 1, t);
};

/** Of gains of 0.01 and -0.005 per unit of move. */
const meanSquare = (move: number) => ((0.01 * move) ** 2 + (0.005 * move) ** 2) / 2;

const lossOf = (gain: number, usual: number) => (3 * usual - gain) / (6 * usual);

const turn = (votes: Votes, t: number) => {
  votes.cast(0, 0, t < 3 ? 10 : -10, 1, t);
  votes.cast(1, 0, -5, 1, t);
};

describe('Rounds', () => {
  it('measures a target from the open after it to the next one, over equity', () => {
    // Open 100, 101, 102: the targets make 10 and -5 per round, .01 and -.005 of equity. The first round sets the measure:
    // c = 3 * sqrt((.01² + .005²) / 2) = .0237171. Losses (c - g) / 2c.
    const { notes } = learn([100, 101, 102], hold);
    const c = 3 * Math.sqrt((0.01 ** 2 + 0.005 ** 2) / 2);
    expect(notes.rows.length).toBe(1);
    expect(notes.rows[0][0]).toBeCloseTo((c - 0.01) / (2 * c), 12);
    expect(notes.rows[0][1]).toBeCloseTo((c + 0.005) / (2 * c), 12);
  });

  it('counts for an open only what was asked for by then, though its price is told when the bar has closed', () => {
    // Bars open at 0, 10, 20 and are told 9 later. The first agent asks for 10 at once; the second saw more before the bar of
    // 10 was told, and asked for 10 at 15 and for 20 at 19: neither could be traded at the open of 10.
    const votes = new Votes(2, 1, () => true);
    const notes = new Notebook();
    const rounds = new Rounds(votes, [{ learner: notes }], 0);
    const bar = (openUs: number, open: number) => {
      rounds.onOpen(0, open, openUs);
      rounds.endRound(1000);
    };
    votes.cast(0, 0, 10, 1, 0);
    votes.cast(1, 0, -10, 1, 0);
    rounds.endRound(1000);
    bar(0, 100);
    votes.cast(1, 0, 10, 1, 15);
    votes.cast(1, 0, 20, 1, 19);
    bar(10, 101);
    bar(20, 102);
    expect(notes.rows).toEqual([[lossOf(0.01, 0.01), lossOf(-0.01, 0.01)]]);
    bar(30, 103);
    expect(notes.rows[1][1]).toBe(lossOf(0.02, 0.01));
  });

  it('learns a round only when the open after next is known', () => {
    const votes = new Votes(1, 1, () => true);
    const notes = new Notebook();
    const rounds = new Rounds(votes, [{ learner: notes }], 0);
    const counts: number[] = [];
    [100, 101, 103].forEach((open, t) => {
      votes.cast(0, 0, 10, 1, t);
      rounds.endRound(1000);
      counts.push(notes.rows.length);
      rounds.onOpen(0, open, t);
    });
    rounds.endRound(1000);
    // The target of instant 1 was tradable at 101 and ended at 103: known after instant 2's open, learnt at the next round.
    expect([...counts, notes.rows.length]).toEqual([0, 0, 0, 1]);
  });

  it('freezes the measure at the round’s start and lets it forget as EWMA volatility does', () => {
    const { notes } = learn([100, 101, 103, 103.5], hold);
    const second = 3 * Math.sqrt(0.94 * meanSquare(1) + 0.06 * meanSquare(2));
    expect(notes.rows[1][0]).toBeCloseTo((second - 0.005) / (2 * second), 12);
  });

  it('takes off the cost of a change, in the round of the change alone', () => {
    // Cost 1 %: agent 0 turns from 10 to -10 lots at 100: 20 * 100 * .01 = 20, and makes nothing: -.02 of equity.
    const { notes } = learn([100, 101, 100, 100, 100, 100], turn, 0.01);
    const loss = notes.rows.map(([first]) => first);
    expect(loss[2]).toBeGreaterThan(0.5);
    expect(loss[3]).toBe(0.5);
    expect(loss[1]).toBe(0.5);
  });

  it('clips, and counts how often', () => {
    const { notes, rounds } = learn([100, 101, 201, 101], hold);
    expect(notes.rows[0]).toEqual([0, 1]);
    // The jump of 100 has widened the range to .58: the loss of 1.0 is clipped again, the gain of 0.5 no more.
    expect([rounds.clippedCount, rounds.lossCount]).toEqual([3, 4]);
  });

  it('teaches nothing about those asleep', () => {
    const { notes } = learn([100, 101, 102, 103], (votes, t) => {
      votes.cast(0, 0, 10, 1, t);
      votes.cast(1, 0, t === 1 ? Number.NaN : -5, 1, t);
    });
    expect(notes.rows[0][1]).toBeNaN();
    expect(notes.rows[1][1]).toBeGreaterThan(0.5);
  });

  it('waits with its measure until somebody gained or lost', () => {
    const { notes, rounds } = learn([100, 100, 100, 101, 102], hold);
    expect(notes.rows.length).toBe(1);
    expect(rounds.lossCount).toBe(2);
  });

  it('adds up the gains of all instruments in one pool, or keeps a pool for each', () => {
    const run = (pools: { learner: Notebook }[]) => {
      const votes = new Votes(1, 2, () => true);
      votes.cast(0, 0, 10, 1, 0);
      votes.cast(0, 1, 10, 1, 0);
      const rounds = new Rounds(votes, pools, 0);
      for (const [a, b] of [
        [100, 50],
        [101, 53],
        [102, 51],
      ]) {
        rounds.endRound(1000);
        rounds.onOpen(0, a, 0);
        rounds.onOpen(1, b, 0);
      }
      rounds.endRound(1000);
      return pools.map(({ learner }) => learner.rows);
    };
    const [[[together]]] = run([{ learner: new Notebook() }]);
    expect(together).toBeCloseTo(lossOf(-0.01, 0.04), 12);
    const [[[first]], [[second]]] = run([{ learner: new Notebook() }, { learner: new Notebook() }]);
    expect(first).toBeCloseTo(lossOf(0.01, 0.01), 12);
    expect(second).toBeCloseTo(lossOf(-0.02, 0.03), 12);
  });

  it('measures nothing while there is no equity', () => {
    const votes = new Votes(1, 1, () => true);
    votes.cast(0, 0, 10, 1, 0);
    const notes = new Notebook();
    const rounds = new Rounds(votes, [{ learner: notes }], 0);
    for (const open of [100, 101, 102, 103]) {
      rounds.onOpen(0, open, 0);
      rounds.endRound(0);
    }
    expect(notes.rows).toEqual([]);
    expect(rounds.lossCount).toBe(0);
  });
});
