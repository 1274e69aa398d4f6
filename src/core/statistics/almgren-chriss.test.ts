import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import {
  evenExecution,
  type ExecutionProblem,
  immediateExecution,
  optimalExecution,
  planOf,
  urgency,
} from './almgren-chriss.ts';

const expected = quant.almgren_chriss;
const paper: ExecutionProblem = {
  quantity: expected.X,
  horizon: expected.T,
  intervals: expected.N,
  volatility: expected.sigma,
  permanentImpact: expected.gamma,
  temporaryImpact: expected.eta,
  fixedCost: expected.eps,
  riskAversion: expected.lambda,
};

describe('optimal execution', () => {
  it('equals the parameters of the paper', () => {
    const plan = optimalExecution(paper);
    expectClose(urgency(paper), expected.kappa);
    expected.x.forEach((holding, j) => expectClose(plan.holdings[j], holding));
    expectClose(plan.expectedCost, expected.E);
    expectClose(plan.variance, expected.V);
    const even = evenExecution(paper);
    expectClose(even.expectedCost, expected.uniform_E);
    expectClose(Math.sqrt(even.variance), expected.uniform_sd);
    const immediate = immediateExecution(paper);
    expectClose(immediate.expectedCost, expected.immediate_E);
    expect(immediate.variance).toBe(0);
  });

  it('sells evenly without risk aversion, and nearly so with next to none', () => {
    expect(optimalExecution({ ...paper, riskAversion: 0 }).holdings).toEqual(evenExecution(paper).holdings);
    const nearly = optimalExecution({ ...paper, riskAversion: 1e-17 });
    evenExecution(paper).holdings.forEach((holding, j) => expect(nearly.holdings[j]).toBeCloseTo(holding, 0));
  });

  it('sells at once as risk aversion grows without bound', () => {
    const immediate = immediateExecution(paper).holdings;
    expect(optimalExecution({ ...paper, riskAversion: Number.POSITIVE_INFINITY }).holdings).toEqual(immediate);
    const eager = optimalExecution({ ...paper, riskAversion: 1e9 }).holdings;
    immediate.forEach((holding, j) => expect(Math.abs(eager[j] - holding)).toBeLessThan(1e-3));
  });

  it('no other plan has a lower cost plus priced variance', () => {
    const lambda = paper.riskAversion;
    const best = optimalExecution(paper);
    const shift = fc.array(fc.integer({ min: -50_000, max: 50_000 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(shift, (moves) => {
        // Monotone plans only: the fixed cost is paid on every unit traded.
        const holdings = best.holdings.map((holding, j) => (j === 0 || j === 5 ? holding : holding + moves[j - 1]));
        const other = planOf(paper, holdings);
        const objective = other.expectedCost + lambda * other.variance;
        expect(objective).toBeGreaterThanOrEqual(best.expectedCost + lambda * best.variance - 1e-3);
      }),
    );
  });

  it('has no answer where permanent impact outweighs the temporary', () => {
    expect(() => optimalExecution({ ...paper, permanentImpact: 1e-5 })).toThrow('temporary impact');
  });
});
