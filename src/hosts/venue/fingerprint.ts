/** What a set of pairs of numbers adds up to, as plain JSON. */
export interface FingerprintState {
  readonly count: number;
  readonly sums: readonly number[];
}

const PARTS = 4;

/**
 * A sum over a set of pairs of safe integers that says, in bounded memory, whether two sets are the same: each pair is mixed to 128
 * bits, which add up whatever the order. Sets that differ by chance agree once in 2^128; who wants to can make two that do.
 */
export class Fingerprint {
  count = 0;
  private readonly sums = new Uint32Array(PARTS);

  add(a: number, b: number): void {
    this.count += 1;
    for (let part = 0; part < PARTS; part++) this.sums[part] += mixed(a, b, part);
  }

  /** The pair was added before. */
  remove(a: number, b: number): void {
    this.count -= 1;
    for (let part = 0; part < PARTS; part++) this.sums[part] -= mixed(a, b, part);
  }

  equals(other: Fingerprint): boolean {
    return this.count === other.count && this.sums.every((sum, part) => sum === other.sums[part]);
  }

  save(): FingerprintState {
    return { count: this.count, sums: [...this.sums] };
  }

  load({ count, sums }: FingerprintState): void {
    this.count = count;
    this.sums.set(sums);
  }
}

/** The four halves of the pair through MurmurHash3's 32-bit rounds, from another start for each part. */
function mixed(a: number, b: number, part: number): number {
  let hash = Math.imul(part + 1, 0x9e3779b9);
  for (const half of [a >>> 0, Math.floor(a / 2 ** 32) >>> 0, b >>> 0, Math.floor(b / 2 ** 32) >>> 0]) {
    let k = Math.imul(half, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    hash ^= k;
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
