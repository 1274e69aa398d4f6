import type { Ballot } from '../ballot.ts';

/** Each agent trades its own capital: the targets add up. Who is asleep keeps what it holds; who is killed goes to 0. */
export function countSum(ballot: Ballot): boolean {
  const { voters, awake, killed, targets, held, weights, parts } = ballot;
  let lots = 0;
  for (const i of voters) {
    weights[i] = awake[i];
    parts[i] = awake[i] === 1 ? targets[i] : killed[i] === 1 ? 0 : held[i];
    lots += parts[i];
  }
  ballot.lots = lots;
  return true;
}
