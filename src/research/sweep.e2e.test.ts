import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { runBacktest } from '../backtest/run.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { swingingBars, swingingRun } from './sweep-file.twin.ts';
import { runSweep, type SweepOptions, type SweepResult } from './sweep.ts';
import { writeSweepTable } from './sweep-table.ts';
import { trialId } from './trials.ts';

const { folder, put } = temporaryFolder();
const GRID = 'sweep: { agents: { trend: { fast: { from: 5, to: 20, step: 5 }, slow: [15, 30, 60] } } }';
let path = '';

beforeAll(() => {
  put('bars.csv', swingingBars(160));
  path = put('run.yaml', swingingRun('ema-cross', GRID));
});

/** Runs a sweep into a folder of that name. */
async function sweep(
  name: string,
  more: Partial<SweepOptions> = {},
  sets: readonly string[] = [],
  finish: (result: SweepResult) => SweepResult | Promise<SweepResult> = (result) => result,
) {
  const { file, baseDir } = readRunFile(path, sets);
  const dir = join(folder, name);
  const options = { baseDir, dir, jobs: 1, resume: false, force: false, started: '2026-01-01T00:00:00Z', ...more };
  return runSweep(file, options, finish);
}

function bytes(name: string, file = 'points.jsonl'): string {
  return readFileSync(join(folder, name, file), 'latin1');
}

async function tableOf(name: string, axes: Awaited<ReturnType<typeof sweep>>['axes']): Promise<string> {
  const dir = join(folder, name);
  await writeSweepTable(join(dir, 'points.jsonl'), join(dir, 'points.parquet'), axes);
  return bytes(name, 'points.parquet');
}

/** Aborts when so many rows are there. */
function after(rows: number): Pick<SweepOptions, 'signal' | 'onProgress'> {
  const controller = new AbortController();
  return { signal: controller.signal, onProgress: ({ done }) => void (done >= rows && controller.abort()) };
}

describe('a sweep', () => {
  it('has in its best row what a backtest of these parameters has', async () => {
    const { tally, identity } = await sweep('plain');
    const [best] = tally.best;
    const sets = Object.entries(best.parameters).map(
      ([key, value]) => `agents.${key.replace('.', '.params.')}=${value}`,
    );
    const { file, baseDir } = readRunFile(path, sets);
    const { summary } = await runBacktest(file, { baseDir });
    expect(best).toMatchObject({
      metrics: summary.metrics,
      resultHash: summary.run.resultHash,
      configHash: summary.run.configHash,
    });
    expect(identity.dataHash).toBe(summary.run.dataHash);
    expect(tally.best.map(({ metrics }) => metrics?.sharpe)).toEqual(
      tally.best.map(({ metrics }) => metrics?.sharpe ?? 0).toSorted((a, b) => b - a),
    );
  });

  it('names and counts the points that the strategy refuses, and goes on', async () => {
    const { tally } = await sweep('refused');
    // fast 15 and 20 against slow 15.
    expect(tally.counts).toEqual({ evaluations: 12, ok: 10, refused: 2, failed: 0 });
    expect(tally.failures[0]).toMatchObject({
      parameters: { 'trend.fast': 15, 'trend.slow': 15 },
      error: 'agents.trend.params.fast: must be smaller than slow',
    });
  });

  it.each(['grid', 'random', 'halving'])(
    'of method %s has the same bytes with two jobs that go on after an interruption',
    async (method) => {
      const sets = [`sweep.method=${method}`, ...(method === 'grid' ? [] : ['sweep.points=9'])];
      const { axes } = await sweep(`${method}-1`, {}, sets);
      const rows = bytes(`${method}-1`);
      const cut = sweep(`${method}-2`, after(4), sets);
      await expect(cut).rejects.toThrow(/evaluations are kept in .*--resume/);
      expect(bytes(`${method}-2`)).toBe(
        rows
          .split('\n')
          .slice(0, 4)
          .map((line) => `${line}\n`)
          .join(''),
      );
      await sweep(`${method}-2`, { jobs: 2, resume: true }, sets);
      expect(bytes(`${method}-2`)).toBe(rows);
      if (method === 'grid') expect(await tableOf(`${method}-2`, axes)).toBe(await tableOf(`${method}-1`, axes));
    },
  );

  it('goes on after a torn line and behind a gap', async () => {
    await sweep('whole');
    const rows = bytes('whole');
    const lines = rows.split('\n');
    await sweep('torn');
    writeFileSync(
      join(folder, 'torn', 'points.jsonl'),
      `${lines.slice(0, 3).join('\n')}\n${lines[5]}\n${lines[6]?.slice(0, 40)}`,
    );
    const points: unknown[] = [];
    await sweep('torn', { resume: true, onTrials: (trials) => points.push(...trials) });
    expect(bytes('torn')).toBe(rows);
    // 0, 1, 2 and 5 were there; two of the others are refused.
    expect(points).toHaveLength(10 - 4 + lines.slice(0, 6).filter((line) => line.includes('"refused"')).length);
  });

  it('resumes nothing but itself', async () => {
    await sweep('mine');
    await expect(sweep('mine')).rejects.toThrow(/holds this sweep already; --resume goes on with it/);
    await expect(sweep('mine', { resume: true }, ['execution.commissionBps=9'])).rejects.toThrow(
      /another sweep: the configuration differs/,
    );
    await expect(sweep('mine', { resume: true }, ['sweep.agents.trend.fast=[5]'])).rejects.toThrow(
      /number of points, what is searched differ/,
    );
    put('bars.csv', swingingBars(161));
    await expect(sweep('mine', { resume: true })).rejects.toThrow(/the data differs/);
    put('bars.csv', swingingBars(160));
    await sweep('mine', { force: true }, ['execution.commissionBps=9']);
    const other = join(folder, 'other');
    await expect(sweep('.', {})).rejects.toThrow(/holds files that are no sweep's/);
    expect(readdirSync(folder)).not.toContain(other);
  });

  it('has its folder for itself until what is made of the rows is there, and leaves it to others then', async () => {
    const inUse = /in use by process/;
    const { tally } = await sweep('shared', {}, [], async (result) => {
      await expect(sweep('shared', { resume: true })).rejects.toThrow(inUse);
      await expect(sweep('shared', { force: true })).rejects.toThrow(inUse);
      return result;
    });
    expect(tally.counts.evaluations).toBe(12);
    await expect(sweep('shared', after(1))).rejects.toThrow(/--resume goes on with it/);
    await expect(sweep('shared', { ...after(2), force: true })).rejects.toThrow(/are kept/);
    expect((await sweep('shared', { resume: true })).tally.counts.evaluations).toBe(12);
    expect(bytes('shared')).toBe(bytes('plain'));
    // What was refused for being another's has no lock in it.
    await expect(sweep('.', {})).rejects.toThrow(/no sweep's/);
    expect(readdirSync(folder)).not.toContain('LOCK');
  });

  it('hands over every evaluation as a trial, once', async () => {
    const ids: string[] = [];
    const { tally } = await sweep('trials', { jobs: 2, onTrials: (trials) => ids.push(...trials.map(trialId)) });
    expect(ids).toHaveLength(tally.counts.ok);
  });

  it('has recorded the trial of every row that is on the disk', async () => {
    const ids = new Set<string>();
    let rows = 0;
    await sweep('killed', {
      onTrials: (trials) => trials.forEach((trial) => ids.add(trial.resultHash)),
      // Whatever stands there now is there after a kill.
      onProgress() {
        for (const line of bytes('killed').split('\n').slice(0, -1)) {
          const row = JSON.parse(line) as { resultHash: string | null };
          if (row.resultHash !== null) expect(ids).toContain(row.resultHash);
          rows += 1;
        }
      },
    });
    expect(rows).toBeGreaterThan(0);
  });

  it('by halving lets the best of a rung go on to the next, and ends with the whole period', async () => {
    const sets = ['sweep.method=halving', 'sweep.halving={ factor: 2, firstShare: 0.5 }'];
    const { rungs, reached, tally } = await sweep('halving', {}, sets);
    expect(rungs.map(({ share }) => share)).toEqual([0.5, 1]);
    expect(reached).toEqual([12, 6]);
    const rows = bytes('halving')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as (typeof tally.best)[number]);
    const scores = rows
      .filter(({ rung, status }) => rung === 0 && status === 'ok')
      .map(({ point, metrics }) => ({ point, sharpe: metrics?.sharpe ?? -1e9 }));
    const best = scores.toSorted((a, b) => b.sharpe - a.sharpe || a.point - b.point).slice(0, 6);
    expect(rows.filter(({ rung }) => rung === 1).map(({ point }) => point)).toEqual(
      best.map(({ point }) => point).toSorted((a, b) => a - b),
    );
    expect(rows.at(-1)?.share).toBe(1);
  });
});
