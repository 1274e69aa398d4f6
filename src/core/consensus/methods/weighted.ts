import { toward } from '../../base/rounding.ts';
import type { Ballot } from '../ballot.ts';

/**
 * The weighted sum of the targets; each agent's part is its own term. `weights` holds given, earned or learnt weights over
 * the awake when this is called; age fades them, and they are made to add up to 1 again.
 */
export function countWeighted(ballot: Ballot): boolean {
  if (ballot.fades) fade(ballot);
  const { voters, awake, targets, weights, parts } = ballot;
  let mean = 0;
  for (const i of voters) {
    const part = awake[i] === 1 ? weights[i] * targets[i] : 0;
    parts[i] = part;
    mean += part;
  }
  ballot.lots = toward(mean, ballot.presentLots);
  return true;
}

function fade({ voters, freshness, weights }: Ballot): void {
  let total = 0;
  for (const i of voters) {
    weights[i] *= freshness[i];
    total += weights[i];
  }
  for (const i of voters) weights[i] = total > 0 ? weights[i] / total : 0;
}
