import * as fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { FileWatch, moveClock } from './file-watch.ts';

const { put } = temporaryFolder();

/** Ways in which a strategy may read a file. */
const ways: Readonly<Record<string, (path: string) => string | Promise<string>>> = {
  readFileSync: (path) => fs.readFileSync(path, 'utf8'),
  openSync: (path) => {
    const fd = fs.openSync(path, 'r');
    const bytes = Buffer.alloc(100);
    const length = fs.readSync(fd, bytes);
    fs.closeSync(fd);
    return bytes.toString('utf8', 0, length);
  },
  readFile: (path) =>
    new Promise((resolve, reject) =>
      fs.readFile(path, 'utf8', (error, text) => (error === null ? resolve(text) : reject(error))),
    ),
  openAsBlob: async (path) => (await fs.openAsBlob(path)).text(),
  createReadStream: async (path) => (await fs.createReadStream(path).toArray()).join(''),
  'promises.readFile': (path) => fs.promises.readFile(path, 'utf8'),
  'promises.open': async (path) => {
    await using file = await fs.promises.open(path);
    return file.readFile('utf8');
  },
};

describe('a file that is watched', () => {
  const watch = new FileWatch();

  it.each(Object.keys(ways))('is another one by %s, until the next run', async (way) => {
    const path = fs.realpathSync(put('own.csv', 'own'));
    watch.begin([[path, put('other.csv', 'other')]]);
    expect(await ways[way](path)).toBe('other');
    watch.begin([]);
    expect(await ways[way](path)).toBe('own');
  });
});

describe('a clock that was moved', () => {
  const own = { Date, now: { ...Temporal.Now } };
  afterEach(() => {
    globalThis.Date = own.Date;
    Object.assign(Temporal.Now, own.now);
  });

  it('is ahead by whatever name it is asked', () => {
    const aheadMs = 400 * 86_400_000;
    const year = new Date().getUTCFullYear();
    moveClock(aheadMs);
    const told = [
      Date.now(),
      new Date().getTime(),
      Temporal.Now.instant().epochMilliseconds,
      Temporal.Now.zonedDateTimeISO('UTC').epochMilliseconds,
    ].map((ms) => new own.Date(ms).getUTCFullYear());
    const dates = [Temporal.Now.plainDateISO('UTC').year, Temporal.Now.plainDateTimeISO('UTC').year];
    for (const each of [...told, ...dates]) expect(each).toBeGreaterThan(year);
    expect(new Date(2_001, 1, 3).getFullYear()).toBe(2_001);
    expect(Temporal.Now.plainTimeISO('UTC')).toBeInstanceOf(Temporal.PlainTime);
  });
});
