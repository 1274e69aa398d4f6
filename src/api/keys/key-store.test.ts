import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { FileKeyStore } from './file-key-store.ts';
import { type KeyStore, KeyStoreFault } from './key-store.ts';
import { MemoryKeyStore } from './memory-key-store.ts';

const { folder } = temporaryFolder();
let files = 0;
const fresh = () => join(folder, `keys-${(files += 1)}`);

type Open = (nowUs: () => number, keysMax?: number) => Promise<KeyStore>;
const kinds: [string, Open][] = [
  ['in memory', async (...args) => new MemoryKeyStore(...args)],
  ['in a file', (...args) => FileKeyStore.open(fresh(), ...args)],
];

describe.each(kinds)('keys %s', (_, open) => {
  it('are known as soon as they are put', async () => {
    const store = await open(() => 0);
    const done = store.put('k', 'text', 10);
    expect(store.get('k')).toBe('text');
    await done;
    await store.put('k', 'other', 10);
    expect(store.get('k')).toBe('other');
    expect(store.get('unknown')).toBeUndefined();
    await store.close();
  });

  it('are not forgotten to make room; what is over is', async () => {
    let nowUs = 0;
    const store = await open(() => nowUs, 2);
    await store.put('a', '', 10);
    await store.put('b', '', 20);
    await expect(store.put('c', '', 30)).rejects.toThrow(KeyStoreFault);
    await store.put('b', 'again', 20);
    nowUs = 10;
    await store.put('c', '', 30);
    expect([store.get('a'), store.get('b'), store.get('c')]).toEqual([undefined, 'again', '']);
    await expect(store.put('d', '', 30)).rejects.toThrow('no room');
    await store.close();
  });
});

describe('a file of keys', () => {
  const open = (path: string, nowUs = 0) => FileKeyStore.open(path, () => nowUs);

  it('has for a later process what was put', async () => {
    const path = fresh();
    const before = await open(path);
    await Promise.all([before.put('a', '1', 10), before.put('b', '"2"\n', 20), before.put('a', '3', 10)]);
    await before.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const after = await open(path, 5);
    expect([after.get('a'), after.get('b')]).toEqual(['3', '"2"\n']);
    await after.close();
    const late = await open(path, 15);
    expect([late.get('a'), late.get('b')]).toEqual([undefined, '"2"\n']);
    await late.close();
  });

  it('loses nothing but a last line that a crash has cut, wherever it was cut', async () => {
    const path = fresh();
    const store = await open(path);
    await store.put('a', '1', 10);
    const kept = statSync(path).size;
    await store.put('b', '2', 10);
    await store.close();
    const whole = readFileSync(path);
    for (let length = kept; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const after = await open(path);
      expect([after.get('a'), after.get('b')]).toEqual(['1', undefined]);
      await after.put('c', '3', 10);
      await after.close();
      const again = await open(path);
      expect([again.get('a'), again.get('c')]).toEqual(['1', '3']);
      await again.close();
    }
  });

  it('is refused, with the line named, when another line is not one of ours', async () => {
    const path = fresh();
    const store = await open(path);
    await store.put('a', '1', 10);
    await store.close();
    appendFileSync(path, 'garbage\n["b","2",10]\n');
    await expect(open(path)).rejects.toMatchObject({
      kind: 'integrity',
      message: expect.stringContaining(`${path}:2: expected`),
    });
  });

  it('takes nothing once it is closed', async () => {
    const store = await open(fresh());
    await store.close();
    await expect(store.put('a', '', 10)).rejects.toThrow(KeyStoreFault);
  });

  it('does not grow for ever', async () => {
    const path = fresh();
    let nowUs = 0;
    const store = await FileKeyStore.open(path, () => nowUs);
    const fill = (from: number) =>
      Promise.all(Array.from({ length: 6_000 }, (_, i) => store.put(`k${from + i}`, '', nowUs + 10)));
    for (const round of [0, 1, 2]) {
      nowUs = 10 * round;
      await fill(6_000 * round);
    }
    await store.put('last', 'here', 100);
    await store.put('more', 'there', 100);
    const lines = readFileSync(path, 'utf8').trim().split('\n').length;
    expect(lines).toBeLessThan(8_000);
    await store.close();
    const after = await open(path, 20);
    expect([after.get('last'), after.get('more'), after.get('k12000'), after.get('k1')]).toEqual([
      'here',
      'there',
      '',
      undefined,
    ]);
    await after.close();
  });
});
