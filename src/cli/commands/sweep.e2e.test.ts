import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
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
const GRID = 'sweep: { agents: { trend: { fast: [5, 10, 15], slow: [15, 30] } } }';
/** Throws on every other size; says that it has begun, and never ends, with size 3. */
const MOODY = `import { defineStrategy } from 'conclave';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
export default defineStrategy({
  name: 'moody', version: '1.0.0',
  params: z.object({ size: z.int().positive().default(1), stuck: z.string().optional() }),
  create: ({ params }) => ({
    onBar(bar, ctx) {
      if (params.stuck === undefined && params.size % 2 === 0) throw new Error('an even size');
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
  put('bars.csv', swingingBars(120));
  put('moody.ts', MOODY);
  put('run.yaml', swingingRun('ema-cross', GRID));
  put('moody.yaml', swingingRun('./moody.ts', 'sweep: { agents: { trend: { size: [1, 2, 3, 4] } } }'));
});

function sweep(file: string, out: string, ...more: string[]) {
  return conclave('sweep', join(folder, file), '--out', join(folder, out), '--jobs', '1', ...more);
}

describe('conclave sweep', () => {
  it('prints with --json the summary that it also writes, in the form that was published', async () => {
    const { exitCode, stdout } = await sweep('run.yaml', 'json', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(folder, 'json', 'sweep.json'), 'utf8')));
    const { files } = JSON.parse(stdout) as { files: Record<string, string> };
    for (const file of Object.values(files)) expect(existsSync(join(folder, 'json', file))).toBe(true);
    expectGolden('json/sweep.json', shapeText(stdout));
  });

  it('names and counts the points for which the strategy throws, and the rest goes on', async () => {
    const { exitCode, stdout } = await sweep('moody.yaml', 'moody');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 ok, 2 failed');
    expect(stdout).toMatch(/point 1: .*moody\.ts:9: agent 'trend' failed in onBar on AAA .*: an even size/);
  });

  it('does not look finished where a strategy ends the process', async () => {
    put('leaver.ts', MOODY.replace("throw new Error('an even size')", 'process.exit(0)'));
    put('leaver.yaml', swingingRun('./leaver.ts', 'sweep: { agents: { trend: { size: [1, 2] } } }'));
    const args = [BIN, 'sweep', join(folder, 'leaver.yaml'), '--out', join(folder, 'leaver'), '--jobs', '1'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect((await once(child, 'close'))[0]).toBe(3);
    expect(stderr).toMatch(/leaver\.ts:9: ended the process/);
    const { exitCode, stdout } = await sweep('leaver.yaml', 'leaver', '--jobs', '2', '--resume');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('1 ok, 1 failed');
  });

  it('ends with 3 where every point fails, or a parameter is out of its range', async () => {
    const all = await sweep('moody.yaml', 'all', '--set', 'sweep.agents.trend.size=[2, 4]');
    expect(all.exitCode).toBe(3);
    expect(all.stderr).toMatch(/every one of 2 points was refused or failed; the first: .*an even size/);
    const range = await sweep('moody.yaml', 'range', '--set', 'sweep.agents.trend.size={ from: -1, to: 4, step: 1 }');
    expect(range).toMatchObject({
      exitCode: 3,
      stderr: 'conclave: sweep.agents.trend.size: expected a number > 0, was -1\n',
    });
    const metric = await sweep('run.yaml', 'metric', '--objective', 'sharp');
    expect(metric.exitCode).toBe(3);
    expect(metric.stderr).toContain(
      "sweep.objective: expected a metric of the result, was 'sharp'; did you mean 'sharpe'?",
    );
  });

  it('keeps what is finished at a Ctrl-C, even where a point never ends, and resumes nothing but itself', async () => {
    const begun = join(folder, 'begun');
    const args = [
      join(folder, 'moody.yaml'),
      '--out',
      join(folder, 'cut'),
      '--set',
      `agents.trend.params.stuck=${begun}`,
    ];
    const child = spawn(process.execPath, [BIN, 'sweep', ...args, '--jobs', '2'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(child, 'exit');
    // The third point is at work for good, and the others will have been finished or not.
    while (!existsSync(begun) && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    expect(stderr).toMatch(/interrupted; \d of 4 evaluations are kept in .*cut, and --resume goes on with them/);
    const rows = readFileSync(join(folder, 'cut', 'points.jsonl'), 'utf8');
    expect(rows).not.toContain('"trend.size":3');
    const again = await conclave('sweep', ...args, '--jobs', '1', '--resume', '--set', 'seed=8');
    expect(again.exitCode).toBe(4);
    expect(again.stderr).toContain('holds another sweep');
  });
});
