import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { loadRunData } from '../backtest/run-data.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { TRADE_COLUMNS } from '../core/market/series.ts';
import { openShared, shareData } from './shared-data.ts';
import { swingingBars, swingingRun } from './sweep-file.twin.ts';

const { put } = temporaryFolder();

it('data that is shared is the same data, over one memory for all who open it', async () => {
  put('bars.csv', swingingBars(50));
  const { file, baseDir } = readRunFile(put('run.yaml', swingingRun()));
  const loaded = await loadRunData(file, baseDir);
  const shared = shareData(loaded);
  const [one, other] = [openShared(shared).data[0], openShared(shared).data[0]];
  for (const name of TRADE_COLUMNS) {
    expect([...one.series[name]]).toEqual([...loaded.data[0].series[name].subarray(0, 50)]);
    expect(one.series[name].buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(one.series[name].buffer).toBe(other.series[name].buffer);
  }
  expect(one.series.bidClose).toBe(one.series.close);
  expect(one.series.askOpen).toBe(one.series.open);
  expect(one.calendar.name).toBe(loaded.data[0].calendar.name);
  expect(one.calendar).not.toBe(other.calendar);
});

it('quoted bars keep their sides', async () => {
  const rows = ['2024-01-01,9,10,8,9,11,12,10,11', '2024-01-02,9,10,8,9,11,12,10,11'];
  put(
    'quotes.csv',
    ['date,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close', ...rows].join('\n'),
  );
  const { file, baseDir } = readRunFile(
    put('quotes.yaml', swingingRun().replace('bars.csv', 'quotes.csv') + '\nexecution: { participation: none }'),
  );
  const [{ series }] = openShared(shareData(await loadRunData(file, baseDir))).data;
  expect([series.bidOpen[0], series.askOpen[0], series.open[0]]).toEqual([900, 1100, 1000]);
});
