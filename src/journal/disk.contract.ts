import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appendAll, type Disk, readRest } from './disk.ts';
import { replaceFile } from './replace-file.ts';

/** What any disk must do: the one of the machine, and those that tests and the simulator put in its place. */
export function diskContract(make: () => { disk: Disk; folder: string }): void {
  it('appends to a file, old or new, and reads it from any byte', () => {
    const { disk, folder } = make();
    const path = join(folder, 'a');
    for (const part of ['hello ', 'world']) {
      const file = disk.open(path, 'append');
      appendAll(file, Buffer.from(part));
      file.close();
    }
    expect(readRest(disk, path).toString()).toBe('hello world');
    expect(readRest(disk, path, 6).toString()).toBe('world');
    expect(readRest(disk, path, 20)).toHaveLength(0);
    const file = disk.open(path, 'read');
    const into = Buffer.alloc(4, '.');
    expect([file.size(), file.read(into, 9), into.toString(), file.read(into, 11)]).toEqual([11, 2, 'ld..', 0]);
    file.close();
  });

  it('shortens a file, and appends at its new end', async () => {
    const { disk, folder } = make();
    const file = disk.open(join(folder, 'a'), 'append');
    appendAll(file, Buffer.from('0123456789'));
    file.truncate(3);
    expect(file.size()).toBe(3);
    appendAll(file, Buffer.from('x'));
    await file.fdatasync();
    file.close();
    expect(readRest(disk, join(folder, 'a')).toString()).toBe('012x');
  });

  it('lists, renames over what is there, and removes', async () => {
    const { disk, folder } = make();
    for (const name of ['c', 'a', 'b']) disk.open(join(folder, name), 'append').close();
    await replaceFile(disk, join(folder, 'b'), Buffer.from('new'), Buffer.from('er'));
    expect(disk.list(folder)).toEqual(['a', 'b', 'c']);
    disk.rename(join(folder, 'b'), join(folder, 'c'));
    disk.remove(join(folder, 'a'));
    await disk.syncFolder(folder);
    expect(disk.list(folder)).toEqual(['c']);
    expect(readRest(disk, join(folder, 'c')).toString()).toBe('newer');
  });

  it('has no file to read, rename or remove where there is none', () => {
    const { disk, folder } = make();
    const path = join(folder, 'none');
    for (const act of [() => disk.open(path, 'read'), () => disk.remove(path), () => disk.rename(path, `${path}2`)])
      expect(act).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(disk.list(folder)).toEqual([]);
  });

  it('makes a new file only where there is none', () => {
    const { disk, folder } = make();
    const path = join(folder, 'a');
    const file = disk.open(path, 'new');
    appendAll(file, Buffer.from('first'));
    file.close();
    expect(() => disk.open(path, 'new')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(readRest(disk, path).toString()).toBe('first');
  });

  it('makes folders with those above them, as often as it is asked', () => {
    const { disk, folder } = make();
    for (let i = 0; i < 2; i++) disk.makeFolder(join(folder, 'x', 'y'));
    expect(disk.list(join(folder, 'x', 'y'))).toEqual([]);
  });
}
