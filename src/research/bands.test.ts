import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { bandsOf } from './bands.ts';
import { evaluate, type LoadedRun, loadRun } from './evaluate.ts';
import { swingingBars, swingingRun } from './sweep-file.twin.ts';

const { put } = temporaryFolder();
let run: LoadedRun;
let own: BacktestResult;

beforeAll(async () => {
  put('bars.csv', swingingBars(100));
  const { file, baseDir } = readRunFile(put('run.yaml', swingingRun()));
  run = await loadRun(file, baseDir);
  own = await evaluate(run, { parameters: {} });
});

describe('bands', () => {
  it('are left out of a run that is long, unless they are asked for', async () => {
    const { summary } = own;
    const long = { ...own, summary: { ...summary, counts: { ...summary.counts, bars: 50_001 } } };
    const left = await bandsOf(run, long, { mode: 'auto' });
    expect(left).toMatchObject({ costs: [], fills: [], note: expect.stringContaining('--bands on') });
    expect((await bandsOf(run, long, { mode: 'on' })).costs).toHaveLength(3);
    expect((await bandsOf(run, own, { mode: 'auto' })).fills).toHaveLength(3);
  });

  it('do not take an interruption for an assumption that could not be run', async () => {
    const interrupted = bandsOf(run, own, { mode: 'on', signal: AbortSignal.abort() });
    await expect(interrupted).rejects.toMatchObject({ kind: 'interrupted' });
  });
});
