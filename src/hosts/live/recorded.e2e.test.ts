import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketData } from '../../../test/market-data.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { importRecord } from '../../catalogue/record/import-record.ts';
import { conclave } from '../../cli/recording-shell.twin.ts';
import { parseLiveFile } from '../../config/read-run-file.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { LiveSession } from './session.ts';
import { sessionStatus } from './status.ts';

const CAPTURE = 'btcusdt-binance-usdm-20240808-raw.jsonl.gz';
const LINES = 700;
const BIN = fileURLToPath(new URL('../../../bin/conclave.js', import.meta.url));
const WAIT = { timeout: 120_000 };

const data = marketData('a live session over a recorded market: killed, started again, held against its backtest');
const { folder, put } = temporaryFolder();
const home = join(folder, 'home');
const killed = join(folder, 'killed');
const children: ChildProcess[] = [];

/** Turns after so many books, and asks for a little more upon trades: nothing that it does hangs on the clock. */
const STRATEGY = `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({
  name: 'turning', version: '1.0.0', params: z.object({}),
  create() {
    let books = 0;
    let trades = 0;
    return {
      onBook(book, ctx) {
        books += 1;
        if (books % 8 === 0) ctx.target(book.instrument, books % 16 === 0 ? 0.05 : -0.05, { reason: 'book {0}', values: [books] });
      },
      onTrade(trade, ctx) {
        trades += 1;
        if (trades % 25 === 0) ctx.target(trade.instrument, trade.aggressor === 'buy' ? 0.1 : -0.1);
      },
      onQuote() {},
      save: () => ({ books, trades }),
      load: (state) => { ({ books, trades } = state); },
    };
  },
});
`;

const FILE = `name: recorded
seed: 5
account: { currency: USDT, cash: 100000 }
data:
  - { instrument: BTCUSDT, catalogue: BTCUSDT }
agents:
  - { id: turning, strategy: ./turning.ts }
risk: { profile: unlimited }
execution: { orderLatency: 10ms, responseLatency: 0, slippageBps: 0, participation: none }
live:
  feed: { source: replay, speed: max }
  snapshots: { records: 500 }
`;

function run(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [BIN, 'run', ...args, '--headless'], {
    env: { ...process.env, CONCLAVE_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (text) => (said += String(text)));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(said);
}

/** Resolves when so many bytes of inputs are in the journal. */
async function journaled(dir: string, bytes: number): Promise<void> {
  const journal = join(dir, 'journal');
  const size = () =>
    existsSync(journal) ? readdirSync(journal).reduce((sum, name) => sum + statSync(join(journal, name)).size, 0) : 0;
  while (size() < bytes) await setTimeout(20);
}

async function said(...args: string[]) {
  const { exitCode, stdout, stderr } = await conclave(...args, '--json');
  expect([exitCode, stderr], args.join(' ')).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe.runIf(data !== undefined)('A live session over a recorded market', () => {
  let file = '';

  beforeAll(async () => {
    process.env.CONCLAVE_HOME = home;
    const lines = gunzipSync(readFileSync(join(data ?? '', CAPTURE)))
      .toString('latin1')
      .split('\n');
    const path = put('cut.jsonl', `${lines.slice(0, LINES).join('\n')}\n`);
    await importRecord({ path, instrument: 'BTCUSDT', currency: 'USDT', home });
    put('turning.ts', STRATEGY);
    file = put('recorded.yaml', FILE);
    const first = run(file, '--data', killed);
    await journaled(killed, 80_000);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await ended(run('--data', killed));
  }, 180_000);
  afterAll(() => {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  });

  it('that was killed has lost and doubled nothing, and has traded as its backtest', WAIT, async () => {
    const summary = await said('session', 'summary', killed);
    expect(summary).toMatchObject({ lost: 0, doubled: 0, restarts: 1 });
    expect(summary.fills).toBeGreaterThan(5);
    const backtest = await said('backtest', 'run', file, '--out', join(folder, 'out'));
    const live = JSON.parse(readFileSync(join(killed, 'report', 'result.json'), 'utf8'));
    expect([summary.events, summary.orders, summary.fills]).toEqual([
      backtest.counts.events,
      backtest.counts.orders,
      backtest.counts.fills,
    ]);
    expect(live.account).toEqual(backtest.account);
    expect(existsSync(join(killed, 'report', 'tear-sheet.html'))).toBe(true);
  });

  it(
    'is the same through a fresh engine, its audit log verifies, and an order is explained to its event',
    WAIT,
    async () => {
      expect(await said('parity', killed)).toMatchObject({ identical: true, differing: 0, unrecorded: 0, gaps: null });
      expect((await conclave('parity', killed)).stdout).toContain('only a market of bars can be run again');
      expect((await conclave('audit', 'verify', killed)).exitCode).toBe(0);
      const orders = (await said('audit', 'query', killed, '--subject', 'orders.submit', '--limit', '1')) as unknown;
      expect(JSON.stringify(orders)).toContain('BTCUSDT');
      expect(await conclave('what-if', killed, '--limit', 'position=0.05')).toMatchObject({
        exitCode: 3,
        stderr: expect.stringMatching(/only a market of bars can be run again/),
      });
    },
  );

  it.each([
    ['replay@0', /^conclave: --feed replay@0: live.feed: expected a factor above 0, or 'max'/],
    ['replay:cut.jsonl', /expected replay or replay@SPEED, was replay:.*cut.jsonl; data\[0\] is the recorded market/],
  ])('is not begun with --feed %s', async (feed, why) => {
    const { exitCode, stderr } = await conclave('run', file, '--data', join(folder, 'none'), '--feed', feed);
    expect([exitCode, stderr]).toEqual([3, expect.stringMatching(why)]);
  });

  it('has bars or a record for an instrument, not both', async () => {
    const bars = '{ instrument: BTCUSDT, path: x.csv, interval: 1m, tickSize: 1, lotSize: 1 }';
    const both = put('both.yaml', FILE.replace('data:\n', `data:\n  - ${bars}\n`));
    const { exitCode, stderr } = await conclave('run', both, '--data', join(folder, 'none'));
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(/expected each instrument once, was 'BTCUSDT' again/),
    ]);
  });

  it('is ready while it runs, and its status tells the last price and the profit of what it holds', WAIT, async () => {
    const clock = new RealClock();
    const read = parseLiveFile(FILE.replace('speed: max', 'speed: 1'), 'the test', folder, { env: {} });
    const startUs = Date.UTC(2026, 0, 5) * 1_000;
    const session = await LiveSession.open({ dir: join(folder, 'ready'), read, clock, startUs, start: 1 });
    try {
      session.run().catch(() => {});
      const status = () => sessionStatus(session, clock.nowUs());
      await expect.poll(() => status().positions?.length, WAIT).toBe(1);
      const position = status().positions?.[0];
      expect(Number(position?.lastPrice)).toBeGreaterThan(50_000);
      expect(Number(position?.unrealisedPnl)).not.toBeNaN();
      const health = await fetch(`${session.addresses.metrics}/readyz`);
      expect(health.status).toBe(200);
    } finally {
      await session.close();
    }
  });
});
