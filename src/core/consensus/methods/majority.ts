import { toward } from '../../base/rounding.ts';
import { type Ballot, weighHeads } from '../ballot.ts';

/**
 * Three camps (long, flat, short), a head a vote. The winners' confidence-weighted mean is the size (their plain mean when
 * none has any confidence), and they share it in proportion to c * |t|. A tie decides nothing.
 */
export function countMajority(ballot: Ballot): boolean {
  const { voters, awake, targets } = ballot;
  let long = 0;
  let flat = 0;
  let short = 0;
  for (const i of voters) {
    if (awake[i] === 0) continue;
    if (targets[i] > 0) long += 1;
    else if (targets[i] < 0) short += 1;
    else flat += 1;
  }
  weighHeads(ballot);
  const most = Math.max(long, flat, short);
  if ((long === most ? 1 : 0) + (flat === most ? 1 : 0) + (short === most ? 1 : 0) > 1) return false;
  averageCamp(ballot, long === most ? 1 : short === most ? -1 : 0, most);
  return true;
}

function averageCamp(ballot: Ballot, camp: number, heads: number): void {
  const { voters, awake, targets, voices, parts } = ballot;
  let voice = 0;
  for (const i of voters) {
    if (awake[i] === 1 && Math.sign(targets[i]) === camp) voice += voices[i];
  }
  let size = 0;
  for (const i of voters) {
    const counts = awake[i] === 1 && Math.sign(targets[i]) === camp;
    parts[i] = counts ? (voice > 0 ? voices[i] / voice : 1 / heads) * Math.abs(targets[i]) : 0;
    size += parts[i];
  }
  ballot.lots = toward(size * camp, ballot.presentLots);
  if (size === 0) return;
  for (const i of voters) parts[i] = (parts[i] / size) * ballot.lots;
}
