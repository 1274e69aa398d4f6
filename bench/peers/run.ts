import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { marketData } from '../../test/market-data.ts';
import { writeMiddles } from './bars.ts';
import { environmentOf, findPython, lastLine, type Peer, PEERS } from './venvs.ts';
import type { CrossDone, CrossWork } from './work.ts';

/**
 * `node bench/peers/run.ts`: the same cross over the same bars, by Conclave and by its peers, one after the other. First what
 * they did must agree: as many fills, the same turnover, fees and final equity. Then their rates are printed, a line of JSON
 * each. Each runs several times in its process, and its best time counts; reading the bars and starting up do not.
 */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const CROSS = join(HERE, 'cross');
/** More than rounding each commission to a cent makes. */
const MONEY_OFF_MAX = 0.005;

interface Runner {
  readonly name: string;
  readonly command: readonly string[];
  readonly repeats: number;
}

const folder = marketData('the comparison with other engines: it runs over real bars');
const python = findPython();
if (python === undefined) process.stderr.write('no Python 3.11 here (CONCLAVE_PYTHON names one): no peer can run\n');
if (folder === undefined || python === undefined) process.exit(4);

const home = fileURLToPath(new URL('../../.peers', import.meta.url));
mkdirSync(home, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'conclave-peers-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const ours = join(CROSS, 'conclave-cross.ts');
const runners: Runner[] = [{ name: 'conclave', command: [process.execPath, ours], repeats: 15 }];
const repeats: Readonly<Record<Exclude<Peer, 'hftbacktest'>, number>> = {
  backtrader: 2,
  vectorbt: 10,
  nautilus_trader: 3,
};
for (const [peer, times] of Object.entries(repeats) as [Exclude<Peer, 'hftbacktest'>, number][]) {
  const made = environmentOf(peer, home, python);
  if ('problem' in made) say({ peer, version: PEERS[peer], left: 'not installed', why: made.problem });
  else runners.push({ name: peer, command: [made.python, join(CROSS, `${peer}_cross.py`)], repeats: times });
}

const bars = join(work, 'bars.csv');
const count = await writeMiddles(join(folder, 'eurusd-oanda-1h-quotebars.csv.gz'), bars);
say({
  data: 'eurusd-oanda-1h, middles',
  bars: count,
  cores: cpus().length,
  load: Number(loadavg()[0].toFixed(1)),
  node: process.version,
});
const cross = { bars, fast: 20, slow: 50, margin: 1e-8, quantity: 100_000, cash: 1_000_000, fee: 0.00002 };
let reference: CrossDone | undefined;
let isWrong = false;
for (const { name, command, repeats: times } of runners) {
  const task: CrossWork = { ...cross, repeats: times };
  const { status, stdout, stderr } = spawnSync(command[0], [...command.slice(1), JSON.stringify(task)], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const line = lastLine(stdout ?? '');
  if (status !== 0 || line === undefined) {
    say({ peer: name, left: 'failed', why: lastLine(stderr ?? '') });
    isWrong ||= name === 'conclave';
    continue;
  }
  const done = JSON.parse(line) as CrossDone;
  reference ??= done;
  const differs = differencesOf(done, reference);
  isWrong ||= differs.length > 0;
  say({
    peer: name,
    version: name === 'conclave' ? undefined : PEERS[name as Peer],
    barsPerSecond: Math.round(count / done.seconds),
    conclaveOverIt: Number((done.seconds / reference.seconds).toPrecision(3)),
    seconds: Number(done.seconds.toPrecision(4)),
    peakRssMiB: done.peakRssMiB,
    fills: done.fills,
    fees: Number(done.fees.toFixed(2)),
    equity: Number(done.equity.toFixed(2)),
    agrees: differs.length === 0 ? true : differs,
    assumption: done.assumption,
  });
}
process.exitCode = isWrong ? 1 : 0;

/** In what two engines did not do the same. */
function differencesOf(one: CrossDone, other: CrossDone): string[] {
  const found: string[] = [];
  if (one.fills !== other.fills) found.push(`${one.fills} fills, not ${other.fills}`);
  if (one.boughtUnits !== other.boughtUnits) found.push(`${one.boughtUnits} units bought, not ${other.boughtUnits}`);
  const off = MONEY_OFF_MAX * other.fills;
  for (const what of ['turnover', 'fees', 'equity'] as const) {
    if (Math.abs(one[what] - other[what]) > off) found.push(`${what} ${one[what]}, not ${other[what]}`);
  }
  return found;
}

function say(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
