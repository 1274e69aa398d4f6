import { mulberry32, namedStream } from '../core/base/random.ts';

const ROUNDS = 4;

/**
 * A seeded order of 0 .. count - 1, each once, that takes no memory: where place `i` stands is worked out, not stored. A Feistel
 * network over the next even number of bits; what falls outside is sent through again (Black and Rogaway, 2002: cycle walking).
 */
export function permutation(count: number, seed: number, name: string): (place: number) => number {
  const bits = Math.max(1, Math.ceil(Math.log2(count) / 2));
  const half = 2 ** bits;
  const stream = namedStream(seed, name);
  const keys = Array.from({ length: ROUNDS }, () => Math.floor(stream.draw() * 4_294_967_296));
  const once = (value: number): number => {
    let left = Math.floor(value / half);
    let right = value % half;
    for (const key of keys) {
      const mixed = Math.floor(mulberry32((right ^ key) | 0)() * half);
      [left, right] = [right, (left + mixed) % half];
    }
    return left * half + right;
  };
  return (place) => {
    let value = once(place);
    while (value >= count) value = once(value);
    return value;
  };
}
