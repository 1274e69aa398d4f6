import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../../../test/golden.ts';
import { shapeText } from '../../../test/json-shape.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { swingingBars, swingingRun } from '../../research/sweep-file.twin.ts';
import { conclave } from '../recording-shell.twin.ts';

const BIN = fileURLToPath(new URL('../../../bin/conclave.js', import.meta.url));
const { folder, put } = temporaryFolder();
const SEARCH = 'sweep: { agents: { trend: { fast: [5, 10, 15], slow: [15, 30] } } }';
const SPLITS = 'walkForward={scheme: combinatorial, groups: 4, testGroups: 2, purge: 2, embargo: 5}';
/** Says that it has begun, and never ends, with size 3; throws with size 2. */
const MOODY = `import { defineStrategy } from 'conclave';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
export default defineStrategy({
  name: 'moody', version: '1.0.0',
  params: z.object({ size: z.int().positive().default(1), stuck: z.string().optional() }),
  create: ({ params }) => ({
    onBar(bar, ctx) {
      if (params.size === 2) throw new Error('not two');
      if (params.stuck !== undefined && params.size === 3) {
        writeFileSync(params.stuck, '');
        for (;;);
      }
      ctx.target(bar.instrument, params.size);
    },
  }),
});
`;

beforeAll(() => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  put('bars.csv', swingingBars(160));
  put('moody.ts', MOODY);
  put('run.yaml', swingingRun('ema-cross', `${SEARCH}\nwalkForward: { train: 60, test: 30, purge: 5 }`));
  put('moody.yaml', swingingRun('./moody.ts', 'sweep: { agents: { trend: { size: [1, 2, 3] } } }'));
});

function walk(file: string, out: string, ...more: string[]) {
  return conclave('walk-forward', join(folder, file), '--out', join(folder, out), '--jobs', '1', ...more);
}

function filesOf(out: string): Record<string, string> {
  const names = readdirSync(join(folder, out)).toSorted();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, out, name), 'utf8')]));
}

describe('conclave walk-forward', () => {
  it('prints with --json the summary that it also writes, in the form that was published', async () => {
    for (const [name, sets] of [
      ['walk-forward', []],
      ['walk-forward-combinatorial', ['--set', SPLITS]],
    ] as const) {
      const { exitCode, stdout } = await walk('run.yaml', name, '--json', ...sets);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(folder, name, 'walk-forward.json'), 'utf8')));
      const { files } = JSON.parse(stdout) as { files: Record<string, string> };
      for (const file of Object.values(files)) expect(existsSync(join(folder, name, file))).toBe(true);
      expectGolden(`json/${name}.json`, shapeText(stdout));
    }
  });

  it('writes the same bytes with two threads, and over itself', async () => {
    const plain = filesOf('walk-forward');
    expect((await walk('run.yaml', 'two', '--jobs', '2')).exitCode).toBe(0);
    expect(filesOf('two')).toEqual(plain);
    expect((await walk('run.yaml', 'two-splits', '--jobs', '2', '--set', SPLITS)).exitCode).toBe(0);
    expect(filesOf('two-splits')).toEqual(filesOf('walk-forward-combinatorial'));
    expect((await walk('run.yaml', 'two')).exitCode).toBe(0);
    expect(filesOf('two')).toEqual(plain);
  });

  it('has a row for each session of the joined tests', async () => {
    const [header, ...rows] = filesOf('walk-forward')['sessions.csv'].trim().split('\n');
    expect(header).toBe('path,window,time,return,growth');
    // Tests of 30 bars from bar 60 on; the last is cut to 10, less than half, and left out.
    expect(rows).toHaveLength(90);
  });

  it('refuses the folder of another walk before it begins', async () => {
    const other = await walk('run.yaml', 'walk-forward', '--set', 'walkForward.purge=6');
    expect(other.exitCode).toBe(4);
    expect(other.stderr).toMatch(/walk-forward holds another run \(swings, \w{16}\)/);
    expect((await walk('run.yaml', 'home')).stderr).toContain("holds files that are no run's");
  });

  it('names and counts points that fail, and ends with 3 where every window is without a choice', async () => {
    const some = await walk('moody.yaml', 'some');
    expect(some.exitCode).toBe(0);
    expect(some.stdout).toMatch(
      /point 1, training of window 1: .*moody\.ts:9: agent 'trend' failed in onBar on AAA.*not two/,
    );
    const all = await walk('moody.yaml', 'all', '--set', 'sweep.agents.trend.size=[2]');
    expect(all.exitCode).toBe(3);
    expect(all.stderr).toMatch(/none of 5 windows could be judged; the first: .*not two/);
    const range = await walk('moody.yaml', 'range', '--set', 'sweep.agents.trend.size=[0]');
    expect(range).toMatchObject({
      exitCode: 3,
      stderr: 'conclave: sweep.agents.trend.size: expected a number > 0, was 0\n',
    });
    expect(existsSync(join(folder, 'range'))).toBe(false);
  });

  it('leaves nothing behind at a Ctrl-C, even where a point never ends', async () => {
    const begun = join(folder, 'begun');
    const args = [
      join(folder, 'moody.yaml'),
      '--out',
      join(folder, 'cut'),
      '--set',
      `agents.trend.params.stuck=${begun}`,
    ];
    const child = spawn(process.execPath, [BIN, 'walk-forward', ...args, '--jobs', '2'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(child, 'exit');
    while (!existsSync(begun) && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    expect(stderr).toContain('interrupted; nothing was written');
    expect(readdirSync(folder).filter((name) => name.startsWith('cut'))).toEqual([]);
  });
});
