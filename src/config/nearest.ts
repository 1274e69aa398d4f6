import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant: few edits away for its length. `undefined` when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = plain(word);
  let best: string | undefined;
  let least = Math.min(3, Math.max(1, Math.floor(wanted.length / 2))) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, plain(candidate));
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** "; did you mean 'seed'?", or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : `; did you mean '${found}'?`;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}
