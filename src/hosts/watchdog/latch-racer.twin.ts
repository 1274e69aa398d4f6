import { parentPort, workerData } from 'node:worker_threads';
import { KillLatch } from './latch.ts';

/** How often each writer kills. */
export const KILLS = 10;

/** A writer in a thread of its own: it says that it is there, waits for the gate, and kills as fast as it can. */
if (parentPort !== null && workerData !== null && 'gate' in workerData) {
  const { dir, gate, name } = workerData as { dir: string; gate: SharedArrayBuffer; name: string };
  const latch = new KillLatch(dir);
  parentPort.postMessage('ready', []);
  Atomics.wait(new Int32Array(gate), 0, 0);
  for (let n = 0; n < KILLS; n++)
    latch.kill({ scope: 'instrument', subject: `${name}${n}`, who: name, why: 'a race', tsUs: n });
}
