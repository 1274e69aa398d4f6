import { type Ballot, weighHeads } from '../ballot.ts';

/** All awake in one camp: the size nearest to zero, in equal parts. Otherwise nothing is decided. */
export function countUnanimous(ballot: Ballot): boolean {
  const { voters, awake, awakeCount, targets, parts } = ballot;
  let nearest = Number.NaN;
  weighHeads(ballot);
  for (const i of voters) {
    if (awake[i] === 0) continue;
    if (nearest === nearest && Math.sign(targets[i]) !== Math.sign(nearest)) return false;
    if (!(Math.abs(targets[i]) >= Math.abs(nearest))) nearest = targets[i];
  }
  ballot.lots = nearest;
  for (const i of voters) parts[i] = awake[i] === 1 ? nearest / awakeCount : 0;
  return true;
}
