import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { marketData } from '../../test/market-data.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { CaptureLines, futures } from '../catalogue/record/capture.twin.ts';
import { importRecord } from '../catalogue/record/import-record.ts';
import { parseRunFile, readRunFile } from '../config/read-run-file.ts';
import type { BacktestResult } from './result.ts';
import { runBacktest } from './run.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/market-making.yaml', import.meta.url));
const CAPTURE = 'btcusdt-binance-usdm-20240808-raw.jsonl.gz';

const data = marketData('a market maker over a recorded book');
const capture = data === undefined ? undefined : join(data, CAPTURE);
const { folder, put } = temporaryFolder();

it('a run tells of a gap after which no book comes, and what it assumed of books alone', async () => {
  process.env.CONCLAVE_HOME = folder;
  const lines = new CaptureLines();
  lines
    .message(futures.snapshot(11, [['100.0', '1.0']], [['100.2', '2.0']], lines.venueMs))
    .message(futures.difference(10, 11, 12, [['100.1', '0.5']], [], lines.venueMs))
    .message(futures.difference(12, 13, 13, [['100.2', '0.5']], [], lines.venueMs))
    .message(futures.difference(14, 15, 16, [['100.1', '0.7']], [], lines.venueMs));
  await importRecord({ path: put('torn', lines.text), instrument: 'TORN', home: folder });
  const text =
    'name: t\naccount: { cash: 1000 }\ndata: [{ instrument: X, catalogue: TORN }]\nagents: [{ id: m, strategy: avellaneda-stoikov }]\n';
  const { summary, assumptions } = await runBacktest(parseRunFile(text, 'run.yaml'), { baseDir: folder });
  expect(summary.warnings).toContain('X: line 4: updates are missing: expected to go on from 13, was from 14');
  expect(summary.warnings).toContain(
    'recorded markets: 1 events left a book crossed: nothing was taken from it while it was',
  );
  expect(assumptions.slice(0, 4)).toEqual([
    'Orders in recorded books take the levels that stand when they arrive, or wait in the queue of their price.',
    'Those who leave a level stood behind us.',
    'All orders together take at most 10 % of a level or of a trade.',
    'Latency of orders 100 ms, of reports 100 ms.',
  ]);
}, 60_000);

it('market data that takes longer reaches agents so much later than the venue had it', async () => {
  process.env.CONCLAVE_HOME = folder;
  const lines = new CaptureLines();
  lines
    .message(futures.snapshot(11, [['100.0', '1.0']], [['100.2', '2.0']], lines.venueMs))
    .message(futures.difference(10, 11, 12, [['100.1', '0.5']], [], lines.venueMs));
  await importRecord({ path: put('late', lines.text), instrument: 'LATE', home: folder });
  put(
    'watcher.ts',
    `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({ name: 'watcher', version: '1.0.0', params: z.object({}),
  create: () => ({ onBook: (book, ctx) => ctx.log('info', 'book', [book.bid]) }) });`,
  );
  const seen = async (execution: string) => {
    const text = `name: t\naccount: { cash: 1000 }\ndata: [{ instrument: X, catalogue: LATE }]\nagents: [{ id: w, strategy: ./watcher.ts }]\n${execution}`;
    const { recording, assumptions } = await runBacktest(parseRunFile(text, 'run.yaml'), { baseDir: folder });
    const { count, kind, tsUs } = recording.notices;
    return {
      assumptions,
      at: Array.from({ length: count }, (_, k) => k).flatMap((k) => (kind[k] === 'log-info' ? [tsUs[k]] : [])),
    };
  };
  const [one, two] = [await seen('execution: { dataLatency: 50ms }'), await seen('execution: { dataLatency: 250ms }')];
  expect(one.at.length).toBeGreaterThan(0);
  expect(two.at.map((us, k) => us - one.at[k])).toEqual(one.at.map(() => 200_000));
  expect(two.assumptions).toContain('Market data reaches us 250 ms after the venue had it.');
}, 60_000);

describe.runIf(capture !== undefined && existsSync(capture))('a market maker over a recorded book', () => {
  beforeAll(async () => {
    process.env.CONCLAVE_HOME = folder;
    await importRecord({ path: capture ?? '', instrument: 'BTCUSDT', currency: 'USDT', home: folder });
    put('bars.csv', 'date,open,high,low,close\n2024-08-08T23:55:00Z,10,11,9,10\n2024-08-08T23:56:00Z,10,12,9,11\n');
  }, 120_000);

  const run = async (): Promise<BacktestResult> => {
    const { file, baseDir } = readRunFile(EXAMPLE);
    return runBacktest(file, { baseDir });
  };

  it('the example runs, twice to the same result, and its money is what its fills say', async () => {
    const result = await run();
    const { summary, recording } = result;
    expect(summary.counts.events).toBeGreaterThan(93_900);
    expect(summary.counts.bars).toBe(0);
    expect(summary.counts.fills).toBeGreaterThan(20);
    expect(summary.counts.refusals).toBe(0);
    const { fills } = recording;
    let lots = 0;
    let tickLots = 0;
    let feeUnits = 0n;
    for (let row = 0; row < fills.count; row++) {
      lots += fills.signedLots[row];
      tickLots -= fills.signedLots[row] * fills.priceTicks[row];
      feeUnits += fills.fee[row];
      expect(Math.abs(lots)).toBeLessThanOrEqual(50);
    }
    // A tick is 0.1 and a lot 0.001: a tick-lot is 0.0001.
    const fees = Number(feeUnits) / 10 ** result.moneyScales[0];
    expect(Number(summary.account.cash)).toBeCloseTo(100_000 + tickLots / 10_000 - fees, 6);
    const last = result.curves.prices[0].at(-1)?.[1] ?? Number.NaN;
    expect(Number(summary.account.endEquity)).toBeCloseTo(Number(summary.account.cash) + (lots / 1_000) * last, 6);
    expect(summary.run.resultHash).toBe((await run()).summary.run.resultHash);
  }, 120_000);

  const parsed = (text: string) => parseRunFile(text, 'run.yaml');
  const refused = async (body: string): Promise<string> => {
    const text = `name: t\naccount: { cash: 1000, currency: USDT }\n${body}`;
    return runBacktest(parsed(text), { baseDir: folder }).then(
      () => 'it ran',
      (error: Error) => error.message,
    );
  };
  const MARKET = 'data: [{ instrument: X, catalogue: BTCUSDT }]\n';
  const MAKER = 'agents: [{ id: m, strategy: avellaneda-stoikov }]\n';

  it('a part of it is a run too: nobody reads the rest, and what comes before it only warms up', async () => {
    const text = `name: t\naccount: { cash: 1000, currency: USDT }\nrisk: { profile: unlimited }\n${MAKER}`;
    const part =
      "data: [{ instrument: X, catalogue: BTCUSDT, from: '2024-08-08T23:55:00Z', to: '2024-08-08T23:56:00Z' }]\n";
    const { summary, recording } = await runBacktest(parsed(text + part), { baseDir: folder });
    expect(summary.counts.events).toBeGreaterThan(5_000);
    expect(summary.counts.events).toBeLessThan(40_000);
    const { orders } = recording;
    for (let row = 0; row < orders.count; row++) {
      expect(orders.tsUs[row]).toBeGreaterThan(Date.UTC(2024, 7, 8, 23, 55) * 1_000);
      expect(orders.tsUs[row]).toBeLessThanOrEqual(Date.UTC(2024, 7, 8, 23, 56) * 1_000);
    }
    expect(orders.count).toBeGreaterThan(0);
  }, 60_000);

  it('refuses what a recorded market has not, in one message', async () => {
    expect(await refused(`data: [{ instrument: X, catalogue: BTCUSDT, tickSize: 0.1 }]\n${MAKER}`)).toBe(
      'data[0].tickSize: expected nothing, BTCUSDT is a recorded market and brings its own',
    );
    expect(await refused(`${MARKET}agents: [{ id: t, strategy: ema-cross }]\n`)).toBe(
      "agents.t: strategy 'ema-cross' acts upon bars; of X there are only quotes, trades and books",
    );
    expect(await refused(`${MARKET}${MAKER}execution: { slippage: { model: square-root } }\n`)).toContain(
      "execution.slippage: expected a model that needs no bars, since the data has recorded books; was 'square-root'",
    );
    expect(
      await refused(`${MARKET}agents: [{ id: m, strategy: avellaneda-stoikov, exits: { maxBars: 5 } }]\n`),
    ).toContain('agents.m.exits.maxBars: expected nothing, X is a recorded market without bars');
    expect(
      await refused(
        `data: [{ instrument: B, path: bars.csv, interval: 1m, tickSize: 1, lotSize: 1, currency: USDT }]\n${MAKER}execution: { participation: none }\n`,
      ),
    ).toBe("agents.m: strategy 'avellaneda-stoikov' acts upon quotes, trades and books; of B there are bars alone");
  });
});
