import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { parseRunFile } from '../../../src/config/read-run-file.ts';
import { evaluate, loadRun } from '../../../src/research/evaluate.ts';
import type { CrossDone, CrossWork } from '../work.ts';

/** `node conclave-cross.ts WORK`: the cross as a user would run it, by a run file with a strategy file beside it. */
const work = JSON.parse(process.argv[2]) as CrossWork;
const text = JSON.stringify({
  name: 'peers',
  account: { currency: 'USD', cash: work.cash },
  data: [{ instrument: 'EURUSD', path: work.bars, interval: '1h', tickSize: 0.00001, lotSize: 1 }],
  agents: [
    {
      id: 'cross',
      strategy: fileURLToPath(new URL('../strategies/sma-cross.ts', import.meta.url)),
      params: { fast: work.fast, slow: work.slow, quantity: work.quantity, margin: work.margin },
    },
  ],
  risk: { profile: 'unlimited' },
  execution: { slippageBps: 0, commissionBps: work.fee * 1e4, participation: 'none' },
});
const loaded = await loadRun(parseRunFile(text, 'peers.json', []), process.cwd());
let seconds = Number.POSITIVE_INFINITY;
let done: CrossDone | undefined;
for (let run = 0; run < work.repeats; run++) {
  const fromMs = performance.now();
  const { summary, recording } = await evaluate(loaded, { parameters: {} });
  seconds = Math.min(seconds, (performance.now() - fromMs) / 1000);
  const { count, signedLots, priceTicks } = recording.fills;
  let boughtUnits = 0;
  let turnover = 0;
  for (let row = 0; row < count; row++) {
    boughtUnits += Math.max(0, signedLots[row]);
    turnover += (Math.abs(signedLots[row]) * priceTicks[row]) / 1e5;
  }
  done = {
    seconds,
    fills: count,
    boughtUnits,
    turnover,
    fees: Number(summary.account.fees),
    equity: Number(summary.account.endEquity),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    assumption: 'market orders fill at the next open',
  };
}
process.stdout.write(`${JSON.stringify(done)}\n`);
