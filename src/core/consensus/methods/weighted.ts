import { toward } from '../../base/rounding.ts';
import type { Ballot } from '../ballot.ts';

/**
 * The weighted sum of the targets; each agent's part is its own term. `weights` holds given, earned or learnt weights over
 * the awake when this is called; age fades them, and they are made to add up to 1 again.
 */
export function countWeighted(ballot: Ballot): boolean {
  const { agents, awake, targets, freshness, weights, parts } = ballot;
  let total = 0;
  for (let i = 0; i < agents; i++) {
    weights[i] *= freshness[i];
    total += weights[i];
  }
  if (total === 0) return false;
  let mean = 0;
  for (let i = 0; i < agents; i++) {
    weights[i] /= total;
    if (awake[i] === 0) continue;
    parts[i] = weights[i] * targets[i];
    mean += parts[i];
  }
  ballot.lots = toward(mean, ballot.presentLots);
  return true;
}
