import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../core/base/assert.ts';
import { RealClock } from '../telemetry/clock.ts';
import { AuditLog } from './log.ts';
import { recordsIn } from './record-block.ts';
import { type FromThread, receivedError, sentError, type ThreadStart, type ToThread } from './thread-messages.ts';

/** The thread of an audit log: see `AuditThread`, which speaks with it. */
const port = must(parentPort, 'it runs as a worker thread');
const { folder, origin, publicKey, segmentBytes, limits: begun } = workerData as ThreadStart;
let limits = begun;
/** A thread that has much to do says how far it is once for so many records. */
const TOLD_RECORDS = 1_024;
let received = 0;
let told = 0;
let asked = 0;
const signing = new Map<number, PromiseWithResolvers<Buffer>>();
/** Blocks that came, the oldest first, and how many records had come with each. */
const blocks: { readonly memory: ArrayBuffer; readonly count: number }[] = [];
const say = (message: FromThread): void => port.postMessage(message);

const opened = AuditLog.open({
  folder,
  origin,
  segmentBytes,
  clock: new RealClock(),
  // A key may be anywhere, and stays where it is.
  signer: {
    publicKey: { ...publicKey, bytes: Buffer.from(publicKey.bytes) },
    sign(message) {
      const signature = Promise.withResolvers<Buffer>();
      asked += 1;
      signing.set(asked, signature);
      say({ kind: 'sign', request: asked, message });
      return signature.promise;
    },
  },
  get checkpointRecords() {
    return limits.checkpointRecords;
  },
  get checkpointEveryUs() {
    return limits.checkpointEveryUs;
  },
  // Who sends the records counts those that wait, here and on the way.
  stallRecords: Number.MAX_SAFE_INTEGER,
  onCheckpoint: (note, head) => say({ kind: 'checkpoint', note, head }),
  onChange(log) {
    const isAtRest = log.waiting === 0 || log.trouble !== undefined;
    if (isAtRest || received - log.waiting - told >= TOLD_RECORDS) sayState(log);
  },
});

function sayState({ size, head, signedSize, waiting, trouble, failure }: AuditLog): void {
  const sent = trouble === undefined ? undefined : sentError(trouble);
  const isBroken = failure !== undefined;
  told = received - waiting;
  const free: ArrayBuffer[] = [];
  while (blocks.length > 0 && blocks[0].count <= told) free.push(blocks.shift()!.memory);
  const state: FromThread = { kind: 'state', size, head, signedSize, through: told, free, trouble: sent, isBroken };
  port.postMessage(state, free);
}

function hear(log: AuditLog, message: ToThread): void {
  switch (message.kind) {
    case 'append': {
      const { memory, used, isReplay } = message;
      limits = message.limits;
      const records = recordsIn(memory, used);
      received += records.length;
      blocks.push({ memory, count: received });
      for (const record of records) log.append(record, isReplay);
      // One that is broken takes nothing, and so changes nothing more.
      if (log.failure !== undefined) sayState(log);
      break;
    }
    case 'signed': {
      const { request, signature } = message;
      const asker = must(signing.get(request), 'what is signed was asked for');
      signing.delete(request);
      if (signature instanceof Uint8Array) asker.resolve(Buffer.from(signature));
      else asker.reject(receivedError(signature));
      break;
    }
    default: {
      const { kind, request } = message;
      const done = (error?: unknown): void => {
        sayState(log);
        say({ kind: 'done', request, error: error === undefined ? undefined : sentError(error) });
        if (kind === 'close') port.close();
      };
      void log[kind]().then(() => done(), done);
    }
  }
}

try {
  const log = await opened;
  port.on('message', (message: ToThread) => hear(log, message));
  sayState(log);
} catch (error) {
  say({ kind: 'failed', error: sentError(error) });
}
