import { describe, expect, it } from 'vitest';
import { Newest } from './newest.ts';

const never = new AbortController().signal;

describe('the newest of a value', () => {
  it('is all that a slow reader gets of what came and went', async () => {
    const newest = new Newest<number>();
    const reader = newest.read(never);
    newest.set(1);
    expect(await reader.next()).toEqual({ value: 1, done: false });
    for (let i = 2; i <= 1_000; i++) newest.set(i);
    expect(await reader.next()).toEqual({ value: 1_000, done: false });
    const next = reader.next();
    newest.set(1_001);
    newest.set(1_002);
    expect(await next).toEqual({ value: 1_002, done: false });
    newest.end();
    expect(await reader.next()).toEqual({ value: undefined, done: true });
  });

  it('comes before the error that ends it, to every reader', async () => {
    const newest = new Newest<number>();
    newest.set(1);
    newest.end(new Error('away'));
    for (const reader of [newest.read(never), newest.read(never)]) {
      expect((await reader.next()).value).toBe(1);
      await expect(reader.next()).rejects.toThrow('away');
    }
  });

  it('is not waited for by a reader that has gone', async () => {
    const leaving = new AbortController();
    const reader = new Newest<number>().read(leaving.signal);
    const next = reader.next();
    leaving.abort();
    expect((await next).done).toBe(true);
  });
});
