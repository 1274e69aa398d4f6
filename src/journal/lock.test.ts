import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { lockFolder } from './lock.ts';

const { folder, put } = temporaryFolder();

describe('The lock of a folder', () => {
  it('is refused where its file is something else, and where there can be no folder', () => {
    const path = put(
      'LOCK',
      'this is no lock, it is a text that somebody has put here, long enough to be read as a header',
    );
    expect(() => lockFolder(folder)).toThrow(`${path}: cannot be used as a lock: file is not a database`);
    expect(() => lockFolder(join(path, 'below'))).toThrow('ENOTDIR');
    // Node's own way of making folders never comes back from here.
    if (existsSync('/proc/self')) expect(() => lockFolder('/proc/conclave/session')).toThrow('ENOENT');
  });

  it('keeps one folder apart from another', () => {
    const [a, b] = [lockFolder(join(folder, 'a')), lockFolder(join(folder, 'b'))];
    expect(() => lockFolder(join(folder, 'a'))).toThrow(`in use by process ${process.pid}`);
    a.release();
    lockFolder(join(folder, 'a')).release();
    expect(() => lockFolder(join(folder, 'b'))).toThrow('in use by');
    b.release();
  });
});
