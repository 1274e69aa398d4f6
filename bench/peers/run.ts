import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { marketData } from '../../test/market-data.ts';
import { writeMiddles } from './bars.ts';
import { writeWithoutQuotes } from './capture.ts';
import { differences, say, sideBySide } from './side-by-side.ts';
import { environmentOf, findPython, type Peer, PEERS } from './venvs.ts';
import type { CrossDone, CrossWork, QuotesDone, QuotesWork } from './work.ts';

/**
 * `node bench/peers/run.ts`: the same work by Conclave and by its peers, one after the other: a cross over bars, and quotes at the
 * touch of a recorded book. First what they did must agree, then their rates are printed, a line of JSON each. Each runs
 * as often in its process as fits into some seconds, and its best time counts; reading the data and starting up do not.
 */
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** More than rounding each commission to a cent makes. */
const MONEY_OFF_A_FILL = 0.005;

const folder = marketData('the comparison with other engines: it runs over real data');
const python = findPython();
if (python === undefined) process.stderr.write('no Python 3.11 here (CONCLAVE_PYTHON names one): no peer can run\n');
if (folder === undefined || python === undefined) process.exit(4);

const work = mkdtempSync(join(tmpdir(), 'conclave-peers-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const environments = fileURLToPath(new URL('../../.peers', import.meta.url));
mkdirSync(environments, { recursive: true });
say({ cores: cpus().length, load: Number(loadavg()[0].toFixed(1)), node: process.version });
const right = [await cross(folder), await quotes(folder)];
process.exitCode = right.includes(false) ? 1 : 0;

/** Hourly bars of EUR/USD, an order at each cross of two means. */
async function cross(data: string): Promise<boolean> {
  const bars = join(work, 'bars.csv');
  const count = await writeMiddles(join(data, 'eurusd-oanda-1h-quotebars.csv.gz'), bars);
  say({ work: 'a cross of means over eurusd-oanda-1h', bars: count });
  const common = { bars, fast: 20, slow: 50, margin: 1e-8, quantity: 100_000, cash: 1_000_000, fee: 0.00002 };
  const task = (repeats: number): CrossWork => ({ ...common, repeats });
  return sideBySide<CrossDone>(
    [
      { name: 'conclave', command: [process.execPath, join(HERE, 'cross/conclave-cross.ts')], task: task(60) },
      ...peer('backtrader', 'cross', task(2)),
      ...peer('vectorbt', 'cross', task(10)),
      ...peer('nautilus_trader', 'cross', task(3)),
    ],
    {
      agree: (one, other) =>
        differences(one, other, {
          fills: 0,
          boughtUnits: 0,
          turnover: MONEY_OFF_A_FILL * other.fills,
          fees: MONEY_OFF_A_FILL * other.fills,
          equity: MONEY_OFF_A_FILL * other.fills,
        }),
      figures: ({ seconds, fills, fees, equity }) => ({
        barsPerSecond: Math.round(count / seconds),
        fills,
        fees: Number(fees.toFixed(2)),
        equity: Number(equity.toFixed(2)),
      }),
    },
  );
}

/** Six minutes of a BTC/USDT book, two quotes at its touch a second, with latencies and a risk-averse queue. */
async function quotes(data: string): Promise<boolean> {
  const capture = join(work, 'capture.jsonl.gz');
  await writeWithoutQuotes(join(data, 'btcusdt-binance-usdm-20240808-raw.jsonl.gz'), capture);
  say({ work: 'quotes at the touch of btcusdt-binance-usdm, level by level' });
  const common = { capture, home: join(work, 'home'), levels: join(work, 'levels.bin'), quantity: 0.001 };
  const task = (repeats: number): QuotesWork => ({ ...common, latencyUs: 10_250, repeats });
  return sideBySide<QuotesDone>(
    [
      { name: 'conclave', command: [process.execPath, join(HERE, 'l2/conclave-l2.ts')], task: task(8) },
      ...peer('hftbacktest', 'l2', task(5)),
    ],
    {
      agree: (one, other) =>
        differences(one, other, { levels: 0, fills: 0, bought: 0, position: 1e-9, cash: 1e-6 * other.fills }),
      figures: ({ seconds, levels, fills, position, cash }) => ({
        levelsPerSecond: Math.round(levels / seconds),
        levels,
        fills,
        position: Number(position.toFixed(3)),
        cash: Number(cash.toFixed(2)),
      }),
    },
  );
}

/** One that cannot be installed is named and left out. */
function peer(name: Peer, kind: 'cross' | 'l2', task: CrossWork | QuotesWork) {
  const made = environmentOf(name, environments, python!);
  if ('python' in made) return [{ name, version: PEERS[name], command: [made.python, script(name, kind)], task }];
  say({ peer: name, version: PEERS[name], leftOut: 'not installed', why: made.problem });
  return [];
}

function script(name: Peer, kind: 'cross' | 'l2'): string {
  return join(HERE, kind, `${name}_${kind}.py`);
}
