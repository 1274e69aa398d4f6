import { assert } from '../base/assert.ts';

/**
 * The probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado
 * and Zhu, "The Probability of Backtest Overfitting", 2017): time is cut into an even number of blocks; of every half of
 * them the strategy with the best Sharpe ratio is chosen, and its rank is looked up in the other half.
 */
export interface Overfitting {
  /** The share of splits in which the chosen one ranks in the lower half of what it was not chosen by: λ = ln(ω/(1−ω)) <= 0. */
  readonly probability: number;
  /** C(S, S/2) */
  readonly splits: number;
  /** The mean of ω = rank/(N + 1) over the splits: 0.5 is a choice that says nothing. */
  readonly meanRank: number;
}

/**
 * `series` are the returns of the strategies, all over the same periods; `blocks` is even. A Sharpe ratio without spread is
 * 0; of equal ones the first is chosen, and equal ones share their rank. Time: C(S, S/2)·N; memory: S·N.
 */
export function overfittingProbability(series: readonly ArrayLike<number>[], blocks: number): Overfitting {
  const strategies = series.length;
  const periods = strategies === 0 ? 0 : series[0].length;
  assert(blocks >= 2 && blocks % 2 === 0, () => `blocks come in pairs, were ${blocks}`);
  assert(strategies >= 2, 'there is nothing to choose from');
  assert(periods >= 2 * blocks, () => `${periods} periods are too few for ${blocks} blocks`);
  const sums = new Float64Array(blocks * strategies);
  const squares = new Float64Array(blocks * strategies);
  const lengths = new Float64Array(blocks);
  for (let block = 0; block < blocks; block++) {
    const from = Math.floor((block * periods) / blocks);
    const to = Math.floor(((block + 1) * periods) / blocks);
    lengths[block] = to - from;
    for (let k = 0; k < strategies; k++) {
      for (let t = from; t < to; t++) {
        const value = series[k][t];
        sums[block * strategies + k] += value;
        squares[block * strategies + k] += value * value;
      }
    }
  }
  const inSums = new Float64Array(strategies);
  const inSquares = new Float64Array(strategies);
  const outSums = new Float64Array(strategies);
  const outSquares = new Float64Array(strategies);
  const outside = new Float64Array(strategies);
  const chosen = firstHalf(blocks);
  let splits = 0;
  let overfitted = 0;
  let ranks = 0;
  do {
    inSums.fill(0);
    inSquares.fill(0);
    outSums.fill(0);
    outSquares.fill(0);
    let inLength = 0;
    let next = 0;
    for (let block = 0; block < blocks; block++) {
      const inside = next < chosen.length && chosen[next] === block;
      if (inside) {
        next += 1;
        inLength += lengths[block];
      }
      addRow(sums, block * strategies, inside ? inSums : outSums);
      addRow(squares, block * strategies, inside ? inSquares : outSquares);
    }
    const outLength = periods - inLength;
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < strategies; k++) {
      const ratio = sharpe(inSums[k], inSquares[k], inLength);
      outside[k] = sharpe(outSums[k], outSquares[k], outLength);
      if (ratio > most) {
        most = ratio;
        best = k;
      }
    }
    const relative = rankOf(outside, best) / (strategies + 1);
    splits += 1;
    ranks += relative;
    if (relative <= 0.5) overfitted += 1;
  } while (nextHalf(chosen, blocks));
  return { probability: overfitted / splits, splits, meanRank: ranks / splits };
}

/** 0 without spread: what does not move is neither good nor bad. */
function sharpe(sum: number, square: number, length: number): number {
  const mean = sum / length;
  const variance = square / length - mean * mean;
  return variance > 1e-24 + 1e-12 * (square / length) ? mean / Math.sqrt(variance) : 0;
}

/** 1 for the lowest; equal ones share the mean of their places. */
function rankOf(values: Float64Array, place: number): number {
  let below = 0;
  let equal = 0;
  for (let k = 0; k < values.length; k++) {
    if (values[k] < values[place]) below += 1;
    else if (values[k] === values[place]) equal += 1;
  }
  return below + (equal + 1) / 2;
}

function addRow(from: Float64Array, at: number, to: Float64Array): void {
  for (let k = 0; k < to.length; k++) to[k] += from[at + k];
}

function firstHalf(blocks: number): Int32Array {
  return Int32Array.from({ length: blocks / 2 }, (_, i) => i);
}

/** The next combination in lexicographic order, in place; false after the last. */
function nextHalf(chosen: Int32Array, blocks: number): boolean {
  let i = chosen.length - 1;
  while (i >= 0 && chosen[i] === blocks - chosen.length + i) i -= 1;
  if (i < 0) return false;
  chosen[i] += 1;
  for (let j = i + 1; j < chosen.length; j++) chosen[j] = chosen[j - 1] + 1;
  return true;
}
