import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Allocator } from './allocate.ts';
import { everyone } from './ballot.ts';
import { consensusDefaults } from './config.ts';
import { Consensus } from './consensus.ts';
import { type ConsensusMethod, consensusMethods } from './method.ts';
import { Netting } from './netting.ts';

const agents = 4;

const steps = fc.array(
  fc.record({
    agent: fc.integer({ min: 0, max: agents - 1 }),
    target: fc.option(fc.integer({ min: -300, max: 300 })),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    /** What risk leaves of the move, and how the order is filled before the next decision replaces it. */
    allowed: fc.constantFrom(0, 0.5, 1),
    fills: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 4 }),
    event: fc.constantFrom('vote', 'vote', 'vote', 'pause', 'resume', 'kill'),
  }),
  { maxLength: 25 },
);

it('keeps the sum of what agents hold equal to the account after every cross and fill, and moves nobody past its share', () => {
  fc.assert(
    fc.property(fc.constantFrom<ConsensusMethod>(...consensusMethods), steps, (method, rows) => {
      const consensus = new Consensus(
        { ...consensusDefaults, method, quorum: 0.25 },
        ['a', 'b', 'c', 'd'],
        1,
        () => true,
      );
      const netting = new Netting(agents);
      const allocator = new Allocator(agents);
      const held = new Float64Array(agents);
      const out = new Float64Array(agents);
      let account = 0;
      const total = () => held.reduce((sum, lots) => sum + lots, 0);
      rows.forEach(({ agent, target, confidence, allowed, fills, event }, t) => {
        if (event === 'vote') consensus.vote(agent, 0, target ?? Number.NaN, confidence, t);
        else if (event === 'kill') consensus.kill(agent);
        else consensus.setPaused(agent, event === 'pause');
        const decision = consensus.decide(0, t, held);
        if (!decision.send) return;
        decision.shrink(Math.round(account + allowed * (decision.targetLots - account)));
        const shares = [...decision.shares];
        const before = [...held];
        netting.net(decision.shares, held, everyone(agents));
        for (let k = 0; k < netting.crossCount; k++) {
          held[netting.givers[k]] -= netting.crossLots[k];
          held[netting.receivers[k]] += netting.crossLots[k];
          expect(total()).toBe(account);
        }
        const asks = netting.asks.slice();
        const got = new Float64Array(agents);
        const side = Math.sign(netting.lots);
        let left = Math.abs(netting.lots);
        for (const fill of fills) {
          const lots = Math.min(fill, left);
          allocator.allocate(asks, got, lots, out, everyone(agents));
          left -= lots;
          account += lots * side;
          for (let i = 0; i < agents; i++) held[i] += out[i] * side;
          expect(total()).toBe(account);
        }
        for (let i = 0; i < agents; i++) {
          if (left === 0) expect(held[i]).toBe(shares[i]);
          expect((held[i] - before[i]) * (shares[i] - held[i])).toBeGreaterThanOrEqual(0);
        }
        if (left === 0) expect(account).toBe(decision.targetLots);
      });
    }),
    { numRuns: 200 },
  );
});
