import { describe, expect, it } from 'vitest';
import { MemoryKeyStore } from './memory-key-store.ts';
import { KeyConflict, Once } from './once.ts';

describe('work under a key', () => {
  const make = (store = new MemoryKeyStore(() => 0)) => new Once<number>(store, () => 100);

  it('is done once; whoever comes meanwhile or later gets its answer', async () => {
    const once = make();
    const { promise, resolve } = Promise.withResolvers<number>();
    let times = 0;
    const work = () => {
      times += 1;
      return promise;
    };
    const both = [once.run('k', 'same', work), once.run('k', 'same', work)];
    await expect(once.run('k', 'other', work)).rejects.toThrow(KeyConflict);
    resolve(7);
    expect(await Promise.all(both)).toEqual([7, 7]);
    expect(await once.run('k', 'same', work)).toBe(7);
    await expect(once.run('k', 'other', work)).rejects.toThrow(KeyConflict);
    expect(times).toBe(1);
  });

  it('that throws may be tried again, by the same only', async () => {
    const once = make();
    await expect(once.run('k', 'same', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    await expect(once.run('k', 'other', async () => 1)).rejects.toThrow(KeyConflict);
    expect(await once.run('k', 'same', async () => 2)).toBe(2);
  });

  it('that a crash cut off is still its own after the restart', async () => {
    const store = new MemoryKeyStore(() => 0);
    void make(store).run('k', 'same', () => new Promise(() => {}));
    await new Promise(setImmediate);
    const after = make(store);
    await expect(after.run('k', 'other', async () => 1)).rejects.toThrow(KeyConflict);
    expect(await after.run('k', 'same', async () => 2)).toBe(2);
  });

  it('does not begin when its key cannot be remembered; done, it has its answer all the same', async () => {
    let times = 0;
    const work = async () => (times += 1);
    const refusing = { get: () => undefined, put: () => Promise.reject(new Error('full')), close: async () => {} };
    await expect(make(refusing as unknown as MemoryKeyStore).run('k', 'same', work)).rejects.toThrow('full');
    expect(times).toBe(0);
    let puts = 0;
    const failing = {
      ...refusing,
      put: () => ((puts += 1) === 1 ? Promise.resolve() : Promise.reject(new Error('full'))),
    };
    expect(await make(failing as unknown as MemoryKeyStore).run('k', 'same', work)).toBe(1);
  });
});
