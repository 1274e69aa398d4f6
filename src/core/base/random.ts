/** A stream of numbers in [0, 1). The only randomness there is: a seed and a name make a stream, nothing else does. */
export type Random = () => number;

/** A stream that can be saved: it goes on where its state stood. */
export class RandomStream {
  readonly draw: Random;
  /** 32 bits, signed. */
  state: number;

  constructor(seed: number) {
    this.state = seed | 0;
    this.draw = () => {
      const state = (this.state + 0x6d2b79f5) | 0;
      this.state = state;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }
}

/** mulberry32 (Tommy Ettinger, public domain), as in the reference vectors: the same bits on every platform. */
export function mulberry32(seed: number): Random {
  return new RandomStream(seed).draw;
}

/** FNV-1a over the UTF-16 code units, then mixed: two names that differ in a letter share no visible structure. */
export function hash32(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** The stream of this seed and name: `namedRandom(42, 'agent/trend')`. Streams of different names do not affect each other. */
export function namedRandom(seed: number, name: string): Random {
  return namedStream(seed, name).draw;
}

/** The same, as a stream that can be saved. */
export function namedStream(seed: number, name: string): RandomStream {
  return new RandomStream(hash32(name, seed));
}

/** A standard normal draw by the polar method; takes as many uniforms as it needs, keeps no spare. */
export function normal(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** A whole number in [0, below). */
export function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}
