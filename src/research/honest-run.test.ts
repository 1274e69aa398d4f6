import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { runBacktest } from '../backtest/run.ts';
import { readRunFile } from '../config/read-run-file.ts';
import type { Honesty } from '../core/results/honesty.ts';
import type { BandsMode } from './bands.ts';
import { runHonestly } from './honest-run.ts';
import { swingingBars, swingingRun } from './sweep-file.twin.ts';

const { folder, put } = temporaryFolder();
let path: string;

beforeAll(() => {
  put('bars.csv', swingingBars(300));
  path = put('run.yaml', swingingRun());
});

async function run(
  home: string | undefined,
  sets: readonly string[] = [],
  bands: BandsMode = 'off',
): Promise<{ honesty: Honesty; resultHash: string }> {
  const { file, baseDir } = readRunFile(path, sets);
  const { summary } = await runHonestly(file, { baseDir, home, started: '2024-01-01T00:00:00.000Z', bands });
  if (summary.honesty === null) throw new Error('nobody asked');
  return { honesty: summary.honesty, resultHash: summary.run.resultHash };
}

const fast = (period: number) => `agents.trend.params.fast=${period}`;

describe('a run that says what it is worth', () => {
  it('is the same backtest', async () => {
    const { file, baseDir } = readRunFile(path);
    const plain = await runBacktest(file, { baseDir });
    expect(plain.summary.honesty).toBeNull();
    expect((await run(undefined, [], 'on')).resultHash).toBe(plain.summary.run.resultHash);
  });

  it('counts what it was chosen from: different trials, not runs, and not its own bands', async () => {
    const home = join(folder, 'counting');
    expect((await run(home, [], 'on')).honesty.trials).toEqual({ count: 1, exact: true, note: null });
    expect((await run(home)).honesty.trials.count).toBe(1);
    expect((await run(home, ['name=renamed'])).honesty.trials.count).toBe(1);
    const first = (await run(home)).honesty.sharpe;
    expect(first.deflated).toBe(first.probabilistic);
    for (const [place, period] of [4, 6, 9].entries())
      expect((await run(home, [fast(period)])).honesty.trials.count).toBe(place + 2);
    const { sharpe } = (await run(home)).honesty;
    expect(sharpe.probabilistic).toBe(first.probabilistic);
    expect(sharpe.deflated).toBeLessThan(first.deflated ?? 0);
    expect(sharpe.lucky).toBeGreaterThan(0);
  });

  it('asks for overfitting and the reality check as soon as there are trials enough', async () => {
    const home = join(folder, 'comparing');
    const periods = [3, 4, 5, 6, 7, 8, 9, 10];
    const found: Honesty[] = [];
    for (const period of periods) found.push((await run(home, [fast(period)])).honesty);
    expect(found[0].realityCheck).toMatchObject({ probability: null, note: expect.stringContaining('two trials') });
    expect(found[1].realityCheck.probability).not.toBeNull();
    expect(found[6].overfitting).toMatchObject({ probability: null, note: expect.stringContaining('8 trials') });
    expect(found[7].overfitting).toMatchObject({ probability: expect.any(Number), compared: 8, note: null });
    expect((await run(home, [fast(10)])).honesty).toEqual(found[7]);
  });

  it('finishes without a registry, and says that nobody counted', async () => {
    const home = put('no-folder', 'a file is in its place');
    const { honesty, resultHash } = await run(home);
    expect(resultHash).toBe((await run(undefined)).resultHash);
    expect(honesty.trials).toMatchObject({ count: null, exact: false });
    expect(honesty.trials.note).toMatch(/could not be counted.*a part of the path is a file/);
    expect(honesty.sharpe).toMatchObject({ deflated: null, lucky: null, note: honesty.trials.note });
    expect(honesty.sharpe.probabilistic).toBeGreaterThan(0);
    expect((await run(undefined)).honesty.trials.note).toContain('--no-trials');
  });

  it('says that the count is not exact where a record is damaged', async () => {
    const home = join(folder, 'damaged');
    await run(home);
    const trials = join(home, 'trials');
    writeFileSync(join(trials, readdirSync(trials)[0]), 'not a record', { flag: 'a' });
    const { honesty } = await run(home);
    expect(honesty.trials).toEqual({ count: 2, exact: false, note: '1 record is damaged and counts as a trial' });
    expect(honesty.sharpe).toMatchObject({ deflated: null, note: 'too few of the trials have a Sharpe ratio' });
  });
});

describe('baselines of a run', () => {
  it('are the instrument itself, 1/N, and the same exposures at other times', async () => {
    const { baselines } = (await run(undefined)).honesty;
    expect(baselines.rows.map(({ name }) => name)).toEqual(['AAA, bought and held', '1/N, rebalanced each session']);
    expect(baselines.random).toMatchObject({ draws: 1_000 });
    expect((await run(undefined)).honesty.baselines).toEqual(baselines);
  });

  it('say why there is nothing random where nothing was held', async () => {
    const { baselines } = (await run(undefined, ['agents.trend.params.fast=290', 'agents.trend.params.slow=299']))
      .honesty;
    expect(baselines).toMatchObject({ random: null, note: expect.stringContaining('at any other time') });
    expect(baselines.rows[0].totalReturn).toBeGreaterThan(0);
  });
});

describe('bands of a run', () => {
  it('run from what flatters to what does not, with the run itself in the middle', async () => {
    const { bands } = (await run(undefined, [], 'on')).honesty;
    expect(bands.note).toBeNull();
    expect(bands.costs.map(({ assumption, asRun }) => [assumption, asRun])).toEqual([
      ['no costs', false],
      ['costs as assumed', true],
      ['twice the costs', false],
    ]);
    const returns = bands.costs.map(({ totalReturn }) => totalReturn ?? 0);
    expect(returns).toEqual(returns.toSorted((a, b) => b - a));
    expect(new Set(returns).size).toBe(3);
    expect(bands.fills).toHaveLength(3);
    expect(bands.fills[2].totalReturn).toBeLessThan(bands.fills[1].totalReturn ?? 0);
    expect((await run(undefined, [], 'auto')).honesty.bands).toEqual(bands);
  });

  it('are the runs that they say they are', async () => {
    const { bands } = (await run(undefined, [], 'on')).honesty;
    const { file, baseDir } = readRunFile(path, ['execution.slippageBps=4', 'execution.commissionBps=10']);
    const { totalReturn, sharpe } = (await runBacktest(file, { baseDir })).summary.metrics;
    expect(bands.costs[2]).toMatchObject({ totalReturn, sharpe });
  });

  it('are left out when that is asked for', async () => {
    expect((await run(undefined, [], 'off')).honesty.bands).toEqual({
      costs: [],
      fills: [],
      note: 'left out (--bands off)',
    });
  });

  it('name the assumption under which the run fails', async () => {
    put(
      'fragile.ts',
      `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({ name: 'fragile', version: '1', params: z.object({}), create: () => ({
  onBar(bar, ctx) { ctx.target(bar.instrument, 1); },
  onFill(fill) { if (fill.fee === 0) throw new Error('no fee'); },
}) });
`,
    );
    const file = readRunFile(put('fragile.yaml', swingingRun('./fragile.ts')));
    const { summary } = await runHonestly(file.file, {
      baseDir: file.baseDir,
      home: undefined,
      started: '',
      bands: 'on',
    });
    expect(summary.honesty?.bands.note).toMatch(/^no costs: .*no fee/);
    expect(summary.honesty?.bands.costs.map(({ assumption }) => assumption)).toEqual([
      'costs as assumed',
      'twice the costs',
    ]);
  });
});
