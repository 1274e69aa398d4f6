import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { parseLiveFile } from '../../src/config/read-run-file.ts';
import { Fault } from '../../src/core/base/fault.ts';
import { LiveSession } from '../../src/hosts/live/session.ts';
import { RealClock, sleep } from '../../src/telemetry/clock.ts';

/**
 * A trader as a process, without a command around it: `trader-process.ts FOLDER CONFIG START [run|settle]`. `settle` opens the
 * session, so that everything which the venue has to tell is heard and no order's outcome is unknown, and ends without taking market data. Says what it has come
 * to in lines of JSON on stdout, the last one when it has ended in order.
 */
const [dir, config, start, mode] = process.argv.slice(2);
const clock = new RealClock();

function say(at: string, fields: object = {}): void {
  process.stdout.write(`${JSON.stringify({ at, ...fields })}\n`);
}

async function main(): Promise<void> {
  const read = parseLiveFile(readFileSync(config, 'utf8'), config, dirname(config), { env: {} });
  const openedUs = clock.steadyUs();
  const session = await LiveSession.open({ dir, read, clock, startUs: 1_790_000_040_000_000, start: Number(start) });
  say('open', { recovery: session.recovery, seconds: (clock.steadyUs() - openedUs) / 1e6, pid: process.pid });
  if (mode === 'settle') {
    // What became of an order may take some asking.
    while ((session.gateway?.unresolved ?? 0) > 0) await sleep(clock, 20);
    await session.close();
    say('closed');
    return;
  }
  let wantsStop = false;
  process.on('SIGTERM', () => {
    wantsStop = true;
    void session.stop();
  });
  const watch = setInterval(
    () =>
      say('running', {
        orders: session.tally.orders,
        fills: session.tally.fills,
        inputs: session.engine.sequence,
        unknown: session.gateway?.counts.unknown,
      }),
    100,
  );
  try {
    await session.run();
  } catch (error) {
    // What stops a session must not keep it from ending in order.
    if (!wantsStop) say('failed', { why: error instanceof Error ? error.message : String(error) });
  }
  clearInterval(watch);
  await session.close();
  say('closed', { sent: session.gateway?.counts.sent });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = error instanceof Fault ? error.exitCode : 70;
});
