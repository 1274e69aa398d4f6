import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { Journal } from '../journal/journal.ts';
import { lockFolder } from '../journal/lock.ts';
import { conclave } from './recording-shell.twin.ts';

const { folder } = temporaryFolder();
const session = join(folder, 'session');
const first = join(session, 'journal', '0000000000000001.log');
let whole: Buffer;

beforeAll(async () => {
  const journal = await Journal.open(join(session, 'journal'));
  journal.append(1, 1_704_067_200_000_000, Buffer.from('{"bar":1}'));
  journal.append(2, 1_704_067_200_000_001, Buffer.from([0xff, 0, 1]));
  journal.append(1, 1_704_067_260_000_000, Buffer.from('{"bar":2}'));
  await journal.close();
  whole = readFileSync(first);
});

function damage(byte: number): void {
  const bytes = Buffer.from(whole);
  bytes[byte] ^= 1;
  writeFileSync(first, bytes);
}

async function golden(name: string, ...args: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await conclave('journal', ...args, '--json');
  expect([exitCode, stderr]).toEqual([0, '']);
  expectGolden(`json/${name}.json`, stdout.replaceAll(folder, 'DIR'));
}

describe('journal', () => {
  it('show prints records as text where they are, from the session or its journal folder', async () => {
    const lines = [
      '1  2024-01-01T00:00:00Z  1  {"bar":1}',
      '2  2024-01-01T00:00:00.000001Z  2  3 bytes: /wAB',
      '3  2024-01-01T00:01:00Z  1  {"bar":2}',
    ];
    const all = { exitCode: 0, stdout: `${lines.join('\n')}\n`, stderr: '' };
    expect(await conclave('journal', 'show', session)).toEqual(all);
    expect(await conclave('journal', 'show', join(session, 'journal'))).toEqual(all);
    const some = await conclave('journal', 'show', session, '--from', '2', '--limit', '1');
    expect(some.stdout).toBe(`${lines[1]}\n`);
  });

  it('prints one object with --json', async () => {
    await golden('journal-show', 'show', session);
    await golden('journal-verify', 'verify', session);
    await golden('journal-repair', 'repair', session);
  });

  it('tells a write that was broken off from damage', async () => {
    writeFileSync(first, whole.subarray(0, -5));
    for (const command of ['show', 'verify']) {
      const { exitCode, stderr } = await conclave('journal', command, session);
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('the last write was broken off')]);
    }
    writeFileSync(first, whole);
  });

  it('verify and show end with 6, and name the place', async () => {
    damage(85);
    const place = '0000000000000001.log: record 1 at byte 56: the record is damaged';
    for (const command of ['show', 'verify']) {
      const { exitCode, stderr } = await conclave('journal', command, session);
      expect([exitCode, stderr]).toEqual([6, expect.stringContaining(place)]);
    }
    const { exitCode, stdout } = await conclave('journal', 'verify', session, '--json');
    expect(exitCode).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({ damage: { sequence: 1, offset: 56, torn: false } });
  });

  it('repair does nothing without --yes, nor while somebody works on the session', async () => {
    damage(130);
    const asked = await conclave('journal', 'repair', session);
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain('kept: records 1 to 1\nlost: 126 bytes, with 1 whole records in them\n');
    const lock = lockFolder(session);
    const locked = await conclave('journal', 'repair', session, '--yes');
    lock.release();
    expect([locked.exitCode, locked.stderr]).toEqual([4, expect.stringContaining(`in use by process ${process.pid}`)]);
    expect(readdirSync(join(session, 'journal'))).toEqual(['0000000000000001.log']);
    const done = await conclave('journal', 'repair', session, '--yes');
    expect([done.exitCode, done.stdout]).toEqual([0, 'repaired\n']);
    expect(readdirSync(join(session, 'journal'))).toEqual(['0000000000000001.log', '0000000000000001.log.damaged']);
    expect((await conclave('journal', 'verify', session)).stdout).toMatch(
      /^1 records in 1 segments, head [0-9a-f]{64}\n$/,
    );
  });

  it('says where there is none', async () => {
    const nowhere = await conclave('journal', 'verify', join(folder, 'nowhere'));
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([4, expect.stringContaining('there is no such folder')]);
    const empty = await conclave('journal', 'verify', folder);
    expect([empty.exitCode, empty.stderr]).toEqual([4, expect.stringContaining('there is no journal')]);
  });
});
