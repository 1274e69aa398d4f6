import { toward } from '../../base/rounding.ts';
import type { Ballot } from '../ballot.ts';

/** The confidence-weighted mean of all awake; they share it in proportion to c * |t|. Without any confidence nothing is decided. */
export function countConfidenceWeighted(ballot: Ballot): boolean {
  const { voters, awake, targets, voices, weights, parts } = ballot;
  let voice = 0;
  for (const i of voters) voice += awake[i] === 1 ? voices[i] : 0;
  let mean = 0;
  let gross = 0;
  for (const i of voters) {
    weights[i] = awake[i] === 1 && voice > 0 ? voices[i] / voice : 0;
    const term = awake[i] === 1 ? weights[i] * targets[i] : 0;
    mean += term;
    parts[i] = Math.abs(term);
    gross += parts[i];
  }
  if (voice === 0) return false;
  ballot.lots = toward(mean, ballot.presentLots);
  if (gross === 0) return true;
  for (const i of voters) parts[i] = (parts[i] / gross) * ballot.lots;
  return true;
}
