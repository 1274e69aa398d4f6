import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  EMPTY_ROOT,
  Frontier,
  type Hash,
  inclusionProof,
  isConsistent,
  leafHash,
  nodeHash,
  rangeHash,
  rootFromInclusion,
  type Subtrees,
} from './merkle.ts';
import { path, proof, treeHash } from './merkle.twin.ts';

/** The inputs and roots that implementations of Certificate Transparency are tested with. */
const DATA = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const subtreesOf = (data: readonly Uint8Array[]): Subtrees => {
  const known = new Map<string, Hash>();
  const subtree = (height: number, index: number): Hash => {
    const key = `${height}/${index}`;
    const hash =
      known.get(key) ??
      (height === 0
        ? leafHash(data[index])
        : nodeHash(subtree(height - 1, 2 * index), subtree(height - 1, 2 * index + 1)));
    known.set(key, hash);
    return hash;
  };
  return subtree;
};
const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => Buffer.from(`leaf ${i}`));
const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

describe('The tree', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))('of %i known leaves has the known root', (size, root) => {
    const frontier = new Frontier();
    for (const data of DATA.slice(0, size)) frontier.add(leafHash(data));
    expect(frontier.root().toString('hex')).toBe(root);
    expect(rangeHash(subtreesOf(DATA), 0, size).toString('hex')).toBe(root);
    expect(treeHash(DATA.slice(0, size)).toString('hex')).toBe(root);
  });

  it('grown leaf by leaf, or continued from its right edge, is the one that the RFC defines', () => {
    fc.assert(
      fc.property(fc.nat(130), fc.nat(130), (size, more) => {
        const data = leavesOf(size + more);
        const frontier = Frontier.of(subtreesOf(data), size);
        expect(frontier.root().equals(treeHash(data.slice(0, size)))).toBe(true);
        for (const leaf of data.slice(size)) frontier.add(leafHash(leaf));
        expect(frontier.root().equals(treeHash(data))).toBe(true);
      }),
    );
  });
});

describe('An inclusion proof', () => {
  it('is the path that the RFC defines, leads to the root, and to no root with anything else in it', () => {
    const cases = fc
      .integer({ min: 1, max: 150 })
      .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1), fc.nat()));
    fc.assert(
      fc.property(cases, ([size, index, wrong]) => {
        const data = leavesOf(size);
        const root = treeHash(data);
        const found = inclusionProof(subtreesOf(data), index, size);
        expect(hex(found)).toEqual(hex(path(index, data)));
        expect(rootFromInclusion(leafHash(data[index]), index, size, found)?.equals(root)).toBe(true);
        const elsewhere = wrong % (size + 2);
        if (elsewhere !== index)
          expect(rootFromInclusion(leafHash(data[index]), elsewhere, size, found)?.equals(root) ?? false).toBe(false);
        expect(rootFromInclusion(leafHash(Buffer.from('other')), index, size, found)?.equals(root)).toBe(false);
        expect(rootFromInclusion(leafHash(data[index]), index, size, [...found, EMPTY_ROOT])).toBeUndefined();
        if (found.length > 0)
          expect(rootFromInclusion(leafHash(data[index]), index, size, found.slice(1))?.equals(root) ?? false).toBe(
            false,
          );
      }),
    );
  });
});

describe('A consistency proof', () => {
  it('is the one that the RFC defines, and shows nothing about another tree', () => {
    const cases = fc
      .integer({ min: 1, max: 150 })
      .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 1, max: size })));
    fc.assert(
      fc.property(cases, ([newer, older]) => {
        const data = leavesOf(newer);
        const [olderRoot, newerRoot] = [treeHash(data.slice(0, older)), treeHash(data)];
        const found = consistencyProof(subtreesOf(data), older, newer);
        expect(hex(found)).toEqual(hex(proof(older, data)));
        expect(isConsistent(older, olderRoot, newer, newerRoot, found)).toBe(true);
        const forged = treeHash([Buffer.from('forged'), ...data.slice(1, older)]);
        expect(isConsistent(older, forged, newer, newerRoot, found)).toBe(false);
        expect(isConsistent(older, olderRoot, newer, forged, found)).toBe(false);
        expect(isConsistent(older, olderRoot, newer, newerRoot, [...found, EMPTY_ROOT])).toBe(false);
        if (older > 1) expect(isConsistent(older - 1, olderRoot, newer, newerRoot, found)).toBe(false);
      }),
    );
  });

  it('of the empty tree is empty, and nothing follows from a larger one', () => {
    const root = treeHash(leavesOf(3));
    expect(isConsistent(0, EMPTY_ROOT, 3, root, [])).toBe(true);
    expect(isConsistent(0, root, 3, root, [])).toBe(false);
    expect(isConsistent(4, root, 3, root, [])).toBe(false);
  });
});
