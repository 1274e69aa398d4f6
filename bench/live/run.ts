import '../../src/cli/compiler-settings.ts';
import process from 'node:process';
import { killToLastOrder } from './kill.ts';
import { print } from './line.ts';
import { orderRate, tickLatency } from './orders.ts';
import { recovery } from './recovery.ts';

/** `node bench/live/run.ts [NAME...]`: what a live trader takes for what, a line of JSON each. */
const cases: Readonly<Record<string, () => Promise<void>>> = {
  'tick-latency': tickLatency,
  'order-rate': orderRate,
  'kill-to-last-order': killToLastOrder,
  recovery,
};
const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(cases))
  if (wanted.length === 0 || wanted.some((start) => name.startsWith(start))) await run();
print('machine', { note: 'absolute times move with the load; on a machine with other work they say little' }, '');
