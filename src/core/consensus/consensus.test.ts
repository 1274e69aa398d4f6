import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whole, namedRandom } from '../base/random.ts';
import { type ConsensusConfig, consensusDefaults } from './config.ts';
import { Consensus } from './consensus.ts';
import type { Decision } from './decision.ts';
import { type ConsensusMethod, consensusMethods } from './method.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function make(config: Partial<ConsensusConfig>, agents: number, instruments = 1): Consensus {
  return new Consensus({ ...consensusDefaults, ...config }, ids.slice(0, agents), instruments, () => true);
}

interface Table {
  readonly targets: readonly (number | null)[];
  readonly confidences?: readonly number[];
  readonly held?: readonly number[];
}

function cast(consensus: Consensus, { targets, confidences }: Table, nowUs = 0): void {
  targets.forEach((target, agent) => {
    consensus.vote(agent, 0, target ?? Number.NaN, confidences?.[agent] ?? 1, nowUs);
  });
}

function decide(consensus: Consensus, held?: readonly number[], nowUs = 0): Decision {
  return consensus.decide(0, nowUs, Float64Array.from(held ?? ids.map(() => 0)));
}

/** Kind, target and shares of one vote. */
function outcome(config: Partial<ConsensusConfig>, table: Table): [string, number, number[]] {
  const consensus = make(config, table.targets.length);
  cast(consensus, table);
  const decision = decide(consensus, table.held);
  return [decision.kind, decision.targetLots, [...decision.shares]];
}

describe('whose money', () => {
  it('four agents that all ask for 100 % of 100,000 at a price of 100 make 1,000 shares under every method', () => {
    for (const method of consensusMethods) {
      // Under `sum` each asks for its own quarter, elsewhere for the whole account.
      const lots = method === 'sum' ? 250 : 1000;
      const [kind, target, shares] = outcome({ method }, { targets: [lots, lots, lots, lots] });
      expect([method, kind, target]).toEqual([method, 'decided', 1000]);
      expect(shares).toEqual([250, 250, 250, 250]);
    }
  });

  it('a single agent’s target passes unchanged under every method, whatever its confidence and weight', () => {
    for (const method of consensusMethods) {
      for (const target of [7, -3, 0]) {
        const table = { targets: [target], confidences: [0], held: [5] };
        expect(outcome({ method, weights: { a: 0 } }, table)).toEqual(['decided', target, [target]]);
      }
      expect(outcome({ method }, { targets: [null], held: [5] })).toEqual(['kept', 5, [5]]);
    }
  });
});

describe('sum', () => {
  it('adds the targets; null and paused keep what they hold, killed goes to 0', () => {
    const consensus = make({ method: 'sum' }, 4);
    cast(consensus, { targets: [10, null, 30, 40] });
    consensus.setPaused(2, true);
    consensus.kill(3);
    const decision = decide(consensus, [1, 2, 3, 4]);
    expect([...decision.shares]).toEqual([10, 2, 3, 0]);
    expect(decision.targetLots).toBe(15);
    consensus.release(3);
    consensus.setPaused(2, false);
    expect([...decide(consensus, [1, 2, 3, 4]).shares]).toEqual([10, 2, 30, 40]);
  });
});

describe('majority', () => {
  const method = 'majority';
  it('goes with the camp of most heads, at the winners’ confidence-weighted mean', () => {
    // (0.5 * 10 + 1 * 40) / 1.5 = 30; shared as 5 : 40.
    const table = { targets: [10, 40, -100, 0], confidences: [0.5, 1, 1, 1] };
    expect(outcome({ method }, table)).toEqual(['decided', 30, [3, 27, 0, 0]]);
  });
  it('keeps the position on a tie', () => {
    expect(outcome({ method }, { targets: [10, -10], held: [3, 4] })).toEqual(['kept', 7, [3, 4]]);
    expect(outcome({ method }, { targets: [10, -10, 0], held: [3, 4, 0] })).toEqual(['kept', 7, [3, 4, 0]]);
  });
  it('can go flat or short', () => {
    expect(outcome({ method }, { targets: [0, 0, 10], held: [0, 0, 9] })).toEqual(['decided', 0, [0, 0, 0]]);
    expect(outcome({ method }, { targets: [-6, -3, 10] })).toEqual(['decided', -4, [-3, -1, 0]]);
  });
  it('takes the plain mean of winners without confidence', () => {
    expect(outcome({ method }, { targets: [10, 30], confidences: [0, 0] })).toEqual(['decided', 20, [5, 15]]);
  });
});

describe('unanimous', () => {
  const method = 'unanimous';
  it('takes the size nearest to zero when all awake are in one camp, in equal shares', () => {
    expect(outcome({ method }, { targets: [10, 7, 30] })).toEqual(['decided', 7, [3, 2, 2]]);
    expect(outcome({ method }, { targets: [-10, -30] })).toEqual(['decided', -10, [-5, -5]]);
    expect(outcome({ method }, { targets: [0, 0], held: [4, 4] })).toEqual(['decided', 0, [0, 0]]);
  });
  it('keeps the position otherwise, and does not ask the sleeping', () => {
    expect(outcome({ method }, { targets: [10, 0], held: [2, 2] })).toEqual(['kept', 4, [2, 2]]);
    expect(outcome({ method }, { targets: [10, -1], held: [2, 2] })).toEqual(['kept', 4, [2, 2]]);
    expect(outcome({ method }, { targets: [10, null], held: [2, 2] })).toEqual(['decided', 10, [10, 0]]);
  });
});

describe('weighted', () => {
  const method = 'weighted';
  it('sums the targets by their weights, each with its own term as share', () => {
    const weights = { a: 3, b: 1 };
    expect(outcome({ method, weights }, { targets: [100, -20] })).toEqual(['decided', 70, [75, -5]]);
  });
  it('adds weights up to 1 over those awake', () => {
    const weights = { a: 3, b: 1, c: 1 };
    expect(outcome({ method, weights }, { targets: [null, 10, 30] })).toEqual(['decided', 20, [0, 5, 15]]);
  });
  it('weighs equally when all weights are 0', () => {
    expect(outcome({ method, weights: { a: 0, b: 0, c: 1 } }, { targets: [10, 30, null] })[1]).toBe(20);
    expect(outcome({ method }, { targets: [10, 30] })[1]).toBe(20);
  });
  it('learns its weights from what the targets made', () => {
    const consensus = make({ method }, 2);
    cast(consensus, { targets: [10, -10] });
    const rounds = consensus.rounds;
    for (const open of [100, 101, 103, 104, 106]) {
      rounds?.endRound(1000);
      rounds?.onOpen(0, open, 0);
      rounds?.endSession();
    }
    const decision = decide(consensus);
    expect([...decision.weights]).toEqual([1, 0]);
    expect(decision.targetLots).toBe(10);
    expect(decision.dissent).toBe(0);
  });
});

describe('confidence-weighted', () => {
  const method = 'confidence-weighted';
  it('takes the mean by confidence, shared in proportion to c * |t|', () => {
    // (0.2 * 100 + 0.8 * 50) / 1 = 60; shares 20 : 40.
    const table = { targets: [100, 50], confidences: [0.2, 0.8] };
    expect(outcome({ method }, table)).toEqual(['decided', 60, [20, 40]]);
  });
  it('keeps the position when nobody has any', () => {
    const table = { targets: [100, 50], confidences: [0, 0], held: [1, 2] };
    expect(outcome({ method }, table)).toEqual(['kept', 3, [1, 2]]);
  });
  it('goes flat when all do', () => {
    expect(outcome({ method }, { targets: [0, 0], held: [3, 0] })).toEqual(['decided', 0, [0, 0]]);
  });
});

describe('learned weights', () => {
  it.each(['hedge', 'adahedge', 'fixed-share', 'squint'] as const)(
    '%s moves the decision to who was right',
    (method) => {
      const consensus = make({ method }, 2);
      cast(consensus, { targets: [100, -100] });
      expect(decide(consensus).targetLots).toBe(0);
      let open = 100;
      for (let t = 0; t < 60; t++) {
        consensus.rounds?.endRound(100_000);
        consensus.rounds?.onOpen(0, (open += 1), t);
      }
      const decision = decide(consensus);
      expect(decision.targetLots).toBeGreaterThan(30);
      expect(decision.weights[0] + decision.weights[1]).toBeCloseTo(1, 12);
      expect(consensus.decidesEachRound).toBe(true);
    },
  );

  it('keeps a vector for each instrument when asked to', () => {
    const consensus = make({ method: 'adahedge', scope: 'instrument' }, 2, 2);
    for (const instrument of [0, 1]) {
      consensus.vote(0, instrument, 100, 1, 0);
      consensus.vote(1, instrument, -100, 1, 0);
    }
    for (let t = 0; t < 30; t++) {
      consensus.rounds?.endRound(100_000);
      consensus.rounds?.onOpen(0, 100 + t, t);
      consensus.rounds?.onOpen(1, 100 - t, t);
    }
    const out = new Float64Array(2);
    const winners = [0, 1].map((instrument) => {
      consensus.weights(instrument, Uint8Array.of(1, 1), out);
      return out[0] > 0.5;
    });
    expect(winners).toEqual([true, false]);
  });
});

describe('rounding', () => {
  it('goes toward the present position', () => {
    const table = { targets: [10, 11] };
    expect(outcome({ method: 'weighted' }, { ...table, held: [0, 0] })[1]).toBe(10);
    expect(outcome({ method: 'weighted' }, { ...table, held: [20, 0] })[1]).toBe(11);
    expect(outcome({ method: 'weighted' }, { targets: [-10, -11], held: [0, 0] })[1]).toBe(-10);
  });
});

describe('quorum', () => {
  const config = { method: 'weighted', quorum: 0.5 } as const;
  it('is what is awake of those assigned and not warming up', () => {
    const consensus = make(config, 4);
    cast(consensus, { targets: [10, null, null, null] });
    expect(decide(consensus).kind).toBe('no-quorum');
    consensus.setWarming(2, 0, true);
    consensus.setWarming(3, 0, true);
    const decision = decide(consensus);
    expect([decision.kind, decision.targetLots]).toEqual(['decided', 10]);
  });
  it.each([
    // present, what the one that is awake wants, what passes
    [100, 150, 100],
    [100, 60, 60],
    [100, -20, 0],
    [-100, -150, -100],
    [-100, -60, -60],
    [-100, 20, 0],
    [0, 50, 0],
  ])('without it, from %i a wish for %i becomes %i', (present, wish, passes) => {
    const table = { targets: [wish, null, null], held: [0, present, 0] };
    const [kind, target, shares] = outcome(config, table);
    expect([kind, target]).toEqual(['no-quorum', passes]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(passes);
  });
  it('keeps the position when nobody is awake', () => {
    expect(outcome(config, { targets: [null, null], held: [3, 4] })).toEqual(['no-quorum', 7, [3, 4]]);
    expect(outcome({ method: 'weighted' }, { targets: [null, null], held: [3, 4] })).toEqual(['kept', 7, [3, 4]]);
  });
});

describe('veto', () => {
  const config = { method: 'weighted', weights: { a: 9, b: 1 }, veto: ['b'] } as const;
  const vetoed = (targets: (number | null)[], held: number[]): [number, number] => {
    const consensus = make(config, 2);
    cast(consensus, { targets });
    const decision = decide(consensus, held);
    return [decision.targetLots, decision.vetoedBy];
  };
  it('forbids to open, to increase and to turn, and names who did', () => {
    expect(vetoed([100, 0], [0, 0])).toEqual([0, 1]);
    expect(vetoed([100, 0], [50, 0])).toEqual([50, 1]);
    expect(vetoed([-100, 0], [50, 0])).toEqual([0, 1]);
  });
  it('lets reductions pass, and is none unless the agent is awake and votes for flat', () => {
    expect(vetoed([20, 0], [50, 0])).toEqual([18, -1]);
    expect(vetoed([100, 10], [0, 0])).toEqual([91, -1]);
    expect(vetoed([100, null], [0, 0])).toEqual([100, -1]);
  });
});

describe('kill', () => {
  it('takes the agent’s shares to 0 and decides without it', () => {
    const consensus = make({ method: 'weighted' }, 3);
    cast(consensus, { targets: [30, 30, 90] });
    expect(decide(consensus).targetLots).toBe(50);
    consensus.kill(2);
    const decision = decide(consensus, [10, 10, 30]);
    expect([decision.targetLots, ...decision.shares]).toEqual([30, 15, 15, 0]);
    expect(decision.send).toBe(true);
  });
  it('takes its shares out of a position that is kept', () => {
    const consensus = make({ method: 'majority' }, 3);
    cast(consensus, { targets: [10, -10, 10] });
    consensus.kill(2);
    const decision = decide(consensus, [5, 0, 5]);
    expect([decision.kind, decision.targetLots, ...decision.shares]).toEqual(['kept', 5, 5, 0, 0]);
  });
  it('closes an instrument for everyone', () => {
    for (const method of consensusMethods) {
      const consensus = make({ method, quorum: 0.5 }, 2);
      cast(consensus, { targets: [10, 10] });
      consensus.killInstrument(0);
      expect([method, decide(consensus, [10, 10]).targetLots]).toEqual([method, 0]);
      consensus.releaseInstrument(0);
      expect(decide(consensus, [0, 0]).targetLots).toBe(method === 'sum' ? 20 : 10);
    }
  });
});

describe('age', () => {
  it('lets a stale agent sleep and fades a weight by its half-life', () => {
    const consensus = make({ method: 'weighted', staleAfterUs: 200, halfLifeUs: 100 }, 2);
    cast(consensus, { targets: [90, 0] }, 0);
    consensus.handled(0, 100);
    // Weights 1 and 1/2 after a half-life: 60.
    expect(decide(consensus, [0, 0], 100).targetLots).toBe(60);
    expect(decide(consensus, [0, 0], 201).targetLots).toBe(90);
  });
});

describe('sending', () => {
  it('is due when an agent changed its target, or the move exceeds the band', () => {
    const consensus = make({ method: 'weighted' }, 2);
    cast(consensus, { targets: [100, 100] });
    expect(decide(consensus, [49, 49]).send).toBe(true);
    expect(decide(consensus, [48, 47]).send).toBe(false);
    expect(decide(consensus, [47, 47]).send).toBe(true);
    expect(consensus.decide(0, 0, Float64Array.of(47, 47), 3).send).toBe(false);
    expect(consensus.vote(0, 0, 100, 0.5, 5)).toBe(false);
    expect(decide(consensus, [50, 50]).send).toBe(false);
    expect(consensus.vote(0, 0, 101, 1, 5)).toBe(true);
    expect(decide(consensus, [50, 50]).send).toBe(true);
  });
});

describe('what is said about a decision', () => {
  it('is the confidence of the awake and how much of the weight disagrees', () => {
    const consensus = make({ method: 'weighted', weights: { a: 2, b: 1, c: 1, d: 5 } }, 4);
    cast(consensus, { targets: [10, 0, -1, null], confidences: [0.8, 0.4, 0, 1] });
    const decision = decide(consensus);
    expect(decision.dissent).toBeCloseTo(0.5, 12);
    expect(decision.confidence).toBeCloseTo(0.5 * 0.8 + 0.25 * 0.4, 12);
    expect([...decision.participating]).toEqual([1, 1, 1, 0]);
  });
});

describe('shrinking', () => {
  it('cuts a decision to what risk allows, never past the present position', () => {
    const consensus = make({ method: 'sum' }, 3);
    cast(consensus, { targets: [100, 50, -40] });
    const decision = decide(consensus);
    decision.shrink(50);
    expect([decision.targetLots, ...decision.shares]).toEqual([50, 60, 30, -40]);
    expect(() => decision.shrink(-1)).toThrow('toward the present');
  });
});

const fault = (config: Partial<ConsensusConfig>) => () => make(config, 2);

describe('configuration', () => {
  it('names agents that do not exist, weights that are none, and agents without one', () => {
    expect(fault({ veto: ['z'] })).toThrow("no agent 'z'; there are a, b");
    expect(fault({ weights: { a: 1, z: 1 } })).toThrow("consensus.weights: no agent 'z'");
    expect(fault({ weights: { a: 1, b: -1 } })).toThrow('consensus.weights.b: expected a finite number >= 0, was -1');
    expect(fault({ weights: { a: 1 } })).toThrow("no weight for 'b'");
  });
});

const bytes = (decision: Decision): string =>
  JSON.stringify([
    decision.kind,
    decision.targetLots,
    [...decision.shares],
    [...decision.participating],
    [...decision.weights],
    decision.confidence,
    decision.dissent,
    decision.vetoedBy,
    decision.send,
  ]);

describe('every decision', () => {
  const votes = fc.array(
    fc.record({
      target: fc.option(fc.integer({ min: -1000, max: 1000 })),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      held: fc.integer({ min: -500, max: 500 }),
      state: fc.constantFrom('well', 'well', 'well', 'warming', 'paused', 'killed'),
      age: fc.integer({ min: 0, max: 150 }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const configs = fc.record({
    method: fc.constantFrom<ConsensusMethod>(...consensusMethods),
    quorum: fc.constantFrom(0, 0.5, 1),
    veto: fc.constantFrom<string[]>([], ['a']),
    staleAfterUs: fc.constantFrom(100, Infinity),
    halfLifeUs: fc.constantFrom(50, Infinity),
  });

  it('is the same to the byte in whatever order the votes of its window arrive, and its shares add up to it', () => {
    fc.assert(
      fc.property(configs, votes, fc.integer(), (config, rows, seed) => {
        const arrive = (order: number[]): Decision => {
          const consensus = make(config, rows.length);
          for (const agent of order) {
            const { target, confidence, state, age } = rows[agent];
            // A first word that is taken back within the window leaves no trace.
            consensus.vote(agent, 0, 12345, 0.5, 150 - age);
            consensus.vote(agent, 0, target ?? Number.NaN, confidence, 150 - age);
            if (state === 'warming') consensus.setWarming(agent, 0, true);
            if (state === 'paused') consensus.setPaused(agent, true);
            if (state === 'killed') consensus.kill(agent);
          }
          return consensus.decide(
            0,
            150,
            Float64Array.from(rows, ({ held }) => held),
          );
        };
        const order = rows.map((_, agent) => agent);
        const decision = arrive(order);
        const random = namedRandom(seed, 'arrival');
        for (let i = order.length - 1; i > 0; i--) {
          const j = whole(random, i + 1);
          [order[i], order[j]] = [order[j], order[i]];
        }
        expect(bytes(arrive(order))).toBe(bytes(decision));

        expect(decision.shares.reduce((sum, share) => sum + share, 0)).toBe(decision.targetLots);
        expect(decision.shares.every(Number.isSafeInteger)).toBe(true);
        const present = rows.reduce((sum, { held }) => sum + held, 0);
        if (decision.kind === 'no-quorum' || decision.vetoedBy >= 0) {
          expect(decision.targetLots * present).toBeGreaterThanOrEqual(0);
          expect(Math.abs(decision.targetLots)).toBeLessThanOrEqual(Math.abs(present));
        }
        expect(decision.dissent).toBeGreaterThanOrEqual(0);
        expect(decision.dissent).toBeLessThanOrEqual(1 + 1e-12);
      }),
      { numRuns: 500 },
    );
  });
  it('is what it would be were there no agents but those of its instrument', () => {
    fc.assert(
      fc.property(configs, votes, votes, (config, some, others) => {
        // A vote of one is a sum, whatever the method. Weights that begin as a part of all agents differ in their last digit.
        fc.pre(config.method !== 'fixed-share' && some.length > 1 && some.length + others.length <= ids.length);
        const of = (agent: number): number => (agent < some.length ? 0 : 1);
        const rows = [...some, ...others];
        const held = Float64Array.from(rows, (row) => row.held);
        const decide = (all: readonly (typeof rows)[number][], instrument: number): string => {
          const known = ids.slice(0, all.length);
          const consensus = new Consensus({ ...consensusDefaults, ...config }, known, 2, (agent, i) => of(agent) === i);
          all.forEach(({ target, confidence, age }, agent) => {
            consensus.vote(agent, of(agent), target ?? Number.NaN, confidence, 150 - age);
          });
          // What stood before in the tables that decisions share is not read again.
          consensus.decide(1 - instrument, 150, held);
          const decision = consensus.decide(instrument, 150, held);
          const { kind, targetLots, vetoedBy, send, confidence, dissent, presentLots, participants, shares, weights } =
            decision;
          const rowsOf = Array.from(decision.voters, (agent) => [agent, shares[agent], weights[agent]]);
          return JSON.stringify([
            [kind, targetLots, vetoedBy, send, confidence, dissent, presentLots, participants],
            rowsOf,
          ]);
        };
        expect(decide(rows, 0)).toBe(decide(some, 0));
      }),
      { numRuns: 300 },
    );
  });
});
