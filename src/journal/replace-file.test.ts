import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { threadId } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { realDisk } from './disk.ts';
import { MemoryDisk } from './memory-disk.twin.ts';
import { replaceFile } from './replace-file.ts';

const { folder: root } = temporaryFolder();
const FOLDER = '/folder';
const PATH = join(FOLDER, 'summary.json');
const left = (pid: number, thread: number): string => `summary.json.${pid}.${thread}.0123456789abcdef.tmp`;

describe('A file that is replaced', () => {
  it('has what one of several writers wrote, whole, and nothing is left of the others', async () => {
    const path = join(mkdtempSync(join(root, 'two-')), 'summary.json');
    const texts = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(1_000 * (i + 1)));
    await Promise.all(texts.map((text) => replaceFile(realDisk, path, Buffer.from(text))));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(join(path, '..'))).toEqual(['summary.json']);
  });

  it('is not disturbed by another writer that is done first', async () => {
    const disk = new MemoryDisk();
    let isFirst = true;
    disk.duringSync = async () => {
      if (!isFirst) return;
      isFirst = false;
      await replaceFile(disk, PATH, Buffer.from('of the other, and longer'));
      expect(disk.bytes(PATH).toString()).toBe('of the other, and longer');
    };
    await replaceFile(disk, PATH, Buffer.from('ours'));
    expect(disk.crash().bytes(PATH).toString()).toBe('ours');
    expect(disk.list(FOLDER)).toEqual(['summary.json']);
  });

  it.each(['append', 'fdatasync', 'rename'] as const)('stands as it was when %s fails', async (operation) => {
    const disk = new MemoryDisk();
    await replaceFile(disk, PATH, Buffer.from('old'));
    disk.fail = { operation, code: 'EIO', after: 0 };
    await expect(replaceFile(disk, PATH, Buffer.from('new'))).rejects.toThrow('EIO');
    expect([disk.list(FOLDER), disk.bytes(PATH).toString()]).toEqual([['summary.json'], 'old']);
  });

  it('takes with it what writers that are gone left half written, and nothing else', async () => {
    const folder = mkdtempSync(join(root, 'left-'));
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    const stays = [left(process.ppid, 0), left(process.pid, threadId + 1), 'summary.json.tmp.gz', 'other.json.tmp'];
    const goes = [left(gone, 0), left(process.pid, threadId), 'summary.json.tmp'];
    for (const name of [...stays, ...goes]) writeFileSync(join(folder, name), 'half');
    await replaceFile(realDisk, join(folder, 'summary.json'), Buffer.from('whole'));
    expect(readdirSync(folder).toSorted()).toEqual([...stays, 'summary.json'].toSorted());
  });
});
