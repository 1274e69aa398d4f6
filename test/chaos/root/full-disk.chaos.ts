import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary.ts';
import { expectWhole } from '../deaths.ts';
import { Rig } from '../rig.ts';

const { folder } = temporaryFolder();
const disk = join(folder, 'disk');
const undo: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** A disk of a few megabytes in memory. What cannot be tried without it is said, not passed over. */
function mountSmallDisk(): void {
  mkdirSync(disk);
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk], {
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(
      `left out: a full disk, which needs root and leave to mount a tmpfs (${error?.message ?? stderr.trim()})`,
    );
  undo.push(() => void spawnSync('umount', ['-l', disk]));
}

/** Takes all the room there is. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let bytes = 1 << 20; bytes > 0; bytes >>= 1) {
      try {
        for (;;) if (writeSync(file, Buffer.alloc(bytes)) < bytes) break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

describe('A session on a disk that is full', () => {
  it('takes nothing more, has lost nothing that it acknowledged, and goes on when there is room again', async () => {
    mountSmallDisk();
    const rig = new Rig(join(disk, 'rig'));
    undo.push(() => rig.close());
    const trader = rig.start();
    const commands = rig.command(trader);
    const { orders } = await trader.until((said) => said.at === 'running' && said.orders > 5);
    const ballast = join(disk, 'ballast');
    fill(ballast);
    // The trader ends by itself, or is ended when it stands still; either way nothing more is acknowledged.
    const stuck = await Promise.race([
      trader.ended.then(() => 'ended'),
      trader.until(({ at }) => at === 'failed').then(() => 'failed'),
    ]);
    await trader.kill();
    await commands;
    expect(['ended', 'failed']).toContain(stuck);
    rmSync(ballast);
    await expectWhole(rig);
    const again = rig.start();
    await again.until((said) => said.at === 'running' && said.orders > orders);
    expect(await again.kill('SIGTERM')).toMatchObject({ code: 0 });
    await expectWhole(rig);
  });
});
