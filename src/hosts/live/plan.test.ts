import { describe, expect, it } from 'vitest';
import { parseLiveFile } from '../../config/read-run-file.ts';
import { DEMO } from './demo.ts';
import { makeLivePlan } from './plan.ts';

describe('a live session', () => {
  it.each([
    [
      'execution.borrowBps=50',
      /^execution.borrowBps: expected none in a live session, what holding costs is for backtests$/,
    ],
    ['execution.marginInterestBps=50', /^execution.marginInterestBps: expected none/],
    ['execution.fundingColumn=rate', /^execution.fundingColumn: expected none/],
    ['execution.dataLatency=5ms', /^execution.dataLatency: expected none in a live session/],
    [
      'data.0.actions=a.csv',
      /^data\[0\].actions: expected none in a live session, splits and dividends are for backtests$/,
    ],
    ['live.feed=csv:ticks.csv', /^live.feed: expected one instrument with a CSV file that grows, were 3$/],
  ])('is refused with %s before anything of it begins', async (set, message) => {
    const read = parseLiveFile(DEMO, 'the demo', '.', { env: {}, sets: [set] });
    await expect(makeLivePlan(read)).rejects.toThrow(message);
  });
});
