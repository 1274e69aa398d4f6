import { rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { FlipFeed } from './flip-feed.ts';
import { print } from './line.ts';
import { temporary, TraderRig } from './trader-rig.ts';

/** A journal of so many inputs; EVENTS=50000 for a quick look. */
const EVENTS = Number(process.env.EVENTS ?? 1_000_000);
/** Bars of ten instruments and the ends of their instants. */
const INSTRUMENTS = 10;

/** Makes a journal through the real intake, and has a trader come back from it: from nothing, then from a snapshot. */
export async function recovery(): Promise<void> {
  const folder = temporary();
  const instants = Math.ceil(EVENTS / (INSTRUMENTS + 1));
  const open = (withVenue: boolean) =>
    TraderRig.open(folder, INSTRUMENTS, ({ clock }) => new FlipFeed(clock, INSTRUMENTS, instants, Infinity), {
      trading: 'calm',
      audited: false,
      withVenue,
    });
  const made = await open(true);
  const madeUs = made.clock.steadyUs();
  await made.trader.start(1_600_000_000_000_000);
  await made.trader.run();
  const fillSeconds = (made.clock.steadyUs() - madeUs) / 1e6;
  await made.close();

  const snapshot = await open(false);
  print('recovery-snapshot', told(snapshot), 'with a snapshot < 1 s');
  await snapshot.leave();

  rmSync(join(folder, 'snapshots'), { recursive: true });
  const whole = await open(false);
  print('recovery-journal', told(whole, fillSeconds), '1,000,000 events from the journal alone < 10 s');
  await whole.leave();
}

function told(
  { recovery: { inputs, replayed, seconds, snapshot }, recoveryCpuSeconds }: TraderRig,
  fillSeconds?: number,
): object {
  const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  return { inputs, replayed, snapshot, seconds, recoveryCpuSeconds, fillSeconds, peakRssMiB };
}
