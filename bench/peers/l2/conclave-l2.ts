import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { importRecord } from '../../../src/catalogue/record/import-record.ts';
import { openRecord } from '../../../src/catalogue/record/open-record.ts';
import { parseRunFile } from '../../../src/config/read-run-file.ts';
import { evaluate, loadRun } from '../../../src/research/evaluate.ts';
import { priceOf } from '../../../src/core/model/instrument.ts';
import type { QuotesDone, QuotesWork } from '../work.ts';

/** `node conclave-l2.ts WORK`: brings the capture into a catalogue of its own, writes its levels down for others, and quotes. */
const work = JSON.parse(process.argv[2]) as QuotesWork;
process.env.CONCLAVE_HOME = work.home;
await importRecord({ path: work.capture, instrument: 'BTCUSDT', currency: 'USDT', home: work.home, replace: true });
const levels = await writeLevels(work.levels);

const text = JSON.stringify({
  name: 'peers-l2',
  account: { currency: 'USDT', cash: 1_000_000 },
  data: [{ instrument: 'BTCUSDT', catalogue: 'BTCUSDT' }],
  agents: [
    {
      id: 'quotes',
      strategy: fileURLToPath(new URL('../strategies/touch-quotes.ts', import.meta.url)),
      params: { quantity: work.quantity },
    },
  ],
  risk: { profile: 'unlimited' },
  execution: {
    queue: 'risk-averse',
    orderLatency: `${work.latencyUs}us`,
    responseLatency: `${work.latencyUs}us`,
    slippageBps: 0,
    commissionBps: 0,
    participation: 'none',
  },
});
const loaded = await loadRun(parseRunFile(text, 'peers.json', []), process.cwd());
let seconds = Number.POSITIVE_INFINITY;
let done: QuotesDone | undefined;
for (let run = 0; run < work.repeats; run++) {
  const fromMs = performance.now();
  const { summary, recording } = await evaluate(loaded, { parameters: {} });
  seconds = Math.min(seconds, (performance.now() - fromMs) / 1000);
  const { count, signedLots } = recording.fills;
  const lots = Array.from({ length: count }, (_, row) => signedLots[row]);
  done = {
    seconds,
    levels,
    fills: count,
    bought: lots.filter((each) => each > 0).length,
    position: lots.reduce((sum, each) => sum + each, 0) * work.quantity,
    cash: Number(summary.account.cash) - 1_000_000,
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    assumption: 'risk-averse queue',
  };
}
process.stdout.write(`${JSON.stringify(done)}\n`);

/** A row of six doubles a level or trade: 1 level, 2 trade, 3 level of a snapshot; both times; side; price; size. Returns how many. */
async function writeLevels(path: string): Promise<number> {
  const record = await openRecord('BTCUSDT', { home: work.home });
  const { depth, trade, instrument } = record;
  const rows: number[] = [];
  let count = 0;
  const add = (kind: number, event: { tsUs: number; venueUs: number }, side: number, ticks: number, lots: number) => {
    rows.push(kind, event.venueUs, event.tsUs, side, priceOf(instrument, ticks), lots * instrument.lot);
    count += 1;
  };
  for (let kind = record.next(); kind !== undefined; kind = record.next()) {
    if (kind === 'trade') add(2, trade, trade.aggressor, trade.priceTicks, trade.lots);
    if (kind !== 'depth') continue;
    for (let k = 0; k < depth.count; k++)
      add(depth.isSnapshot ? 3 : 1, depth, depth.sides[k], depth.ticks[k], depth.lots[k]);
  }
  await record.close();
  writeFileSync(path, new Uint8Array(Float64Array.from(rows).buffer));
  return count;
}
