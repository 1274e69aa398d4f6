import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { runBacktest } from '../backtest/run.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { DAY_US } from '../core/base/time.ts';
import { evaluate, type LoadedRun, loadRun } from './evaluate.ts';
import { swingingBars, swingingRun } from './sweep-file.twin.ts';

const { put } = temporaryFolder();
let path: string;
let run: LoadedRun;

beforeAll(async () => {
  put('bars.csv', swingingBars(400));
  path = put('run.yaml', swingingRun());
  const { file, baseDir } = readRunFile(path);
  run = await loadRun(file, baseDir);
});

/** The same as a backtest of a file that says so. */
async function plain(...sets: string[]) {
  const { file, baseDir } = readRunFile(path, sets);
  return (await runBacktest(file, { baseDir })).summary;
}

describe('an evaluation', () => {
  it('is the backtest of a file that says so, to the last hash', async () => {
    const { summary } = await evaluate(run, { parameters: { 'trend.fast': 5, 'trend.slow': 40 }, seed: 3 });
    expect(summary).toEqual(await plain('agents.trend.params.fast=5', 'agents.trend.params.slow=40', 'seed=3'));
    expect(summary.counts.fills).toBeGreaterThan(0);
  });

  it('leaves nothing behind for the next one over the same data', async () => {
    const first = await evaluate(run, { parameters: { 'trend.slow': 40 } });
    await evaluate(run, { parameters: { 'trend.slow': 60, 'trend.short': true } });
    const again = await evaluate(run, { parameters: { 'trend.slow': 40 } });
    expect(again.summary).toEqual(first.summary);
  });

  it('stays within a window, and warms up on what is before it', async () => {
    const { tsUs } = run.data.data[0].series;
    const window = { fromUs: tsUs[199], toUs: tsUs[299] };
    const { summary, daily } = await evaluate(run, { parameters: { 'trend.slow': 40 }, window });
    expect(daily.closeUs[0]).toBe(tsUs[200]);
    expect(daily.closeUs.at(-1)).toBe(tsUs[299]);
    const [from, to] = [new Date(tsUs[199] / 1000).toISOString(), new Date((tsUs[299] - 1) / 1000).toISOString()];
    const same = await plain('agents.trend.params.slow=40', `data.AAA.from=${from}`, `data.AAA.to=${to.slice(0, 10)}`);
    expect(summary.metrics).toEqual(same.metrics);
    expect(summary.run.resultHash).toBe(same.run.resultHash);
    expect(summary.run.configHash).not.toBe(
      (await evaluate(run, { parameters: { 'trend.slow': 40 } })).summary.run.configHash,
    );
  });

  it('refuses a window without bars, and parameters of an agent that is not there', async () => {
    const toUs = run.data.data[0].series.tsUs[0] - DAY_US;
    await expect(evaluate(run, { parameters: {}, window: { toUs } })).rejects.toThrow(/AAA: expected bars up to/);
    await expect(evaluate(run, { parameters: { 'trend2.fast': 5 } })).rejects.toThrow(/did you mean 'trend'/);
    await expect(evaluate(run, { parameters: { 'trend.fast': -5 } })).rejects.toThrow(/agents\.trend\.params\.fast/);
  });
});
