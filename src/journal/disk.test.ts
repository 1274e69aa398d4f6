import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { diskContract } from './disk.contract.ts';
import { realDisk } from './disk.ts';
import { MemoryDisk } from './memory-disk.twin.ts';

const { folder } = temporaryFolder();

describe('The disk of this machine', () =>
  diskContract(() => ({ disk: realDisk, folder: mkdtempSync(join(folder, 'disk-')) })));

describe('A disk in memory', () => diskContract(() => ({ disk: new MemoryDisk(), folder: '/folder' })));
