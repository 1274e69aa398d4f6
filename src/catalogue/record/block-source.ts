import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Fault } from '../../core/base/fault.ts';
import type { BlockWorkerInput } from './block-worker.ts';
import { BLOCKS, BlockState, blocksIn, makeSharedMemory } from './block-layout.ts';

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './block-worker.ts' : './block-worker.js', import.meta.url);
/** DuckDB's memory behind the chunks that the thread has read is given back when they are collected: often, therefore. */
const FREQUENT_COLLECTION = { maxYoungGenerationSizeMb: 1 };
/** Longer than any disk needs for one block: the reading thread is gone. */
const STALLED_MS = 60_000;

/** The rows of a record's table in blocks, without a promise for each: another thread reads ahead. */
export class BlockSource {
  /** The columns of the block that `next` stepped to, as `BLOCK_COLUMNS` has them; valid until the next call. */
  columns: readonly Float64Array[];
  private readonly path: string;
  private readonly worker: Worker;
  private readonly ended: Promise<unknown>;
  private readonly shared: ReturnType<typeof blocksIn>;
  private block = -1;

  private constructor(path: string, worker: Worker, memory: SharedArrayBuffer) {
    this.path = path;
    this.worker = worker;
    this.ended = new Promise((resolve) => worker.once('exit', resolve));
    this.shared = blocksIn(memory);
    this.columns = this.shared.columns[0];
  }

  static async open(path: string): Promise<BlockSource> {
    const memory = makeSharedMemory();
    const workerData: BlockWorkerInput = { path, memory };
    const worker = new Worker(WORKER, { workerData, resourceLimits: FREQUENT_COLLECTION });
    worker.unref();
    try {
      await once(worker, 'message');
    } catch (error) {
      throw new Fault('world', `${path}: cannot be read (${(error as Error).message})`);
    }
    return new BlockSource(path, worker, memory);
  }

  /** How many rows the next block has; 0 at the end. Waits for the disk where reading is behind. */
  next(): number {
    const { flags, rows, columns } = this.shared;
    if (this.block >= 0) {
      if (rows[this.block] === 0) return 0;
      Atomics.compareExchange(flags, this.block, BlockState.full, BlockState.empty);
      Atomics.notify(flags, this.block);
    }
    this.block = (this.block + 1) % BLOCKS;
    if (Atomics.wait(flags, this.block, BlockState.empty, STALLED_MS) === 'timed-out')
      throw new Fault('world', `${this.path}: expected the next rows within ${STALLED_MS / 1_000} s, there are none`);
    if (Atomics.load(flags, this.block) === BlockState.failed) throw this.failure();
    this.columns = columns[this.block];
    return rows[this.block];
  }

  /**
   * Tells the reading thread to end, and waits until it has; needed where not everything is read. It ends by itself, since DuckDB
   * takes the whole process down when a thread that it works for is terminated.
   */
  async close(): Promise<void> {
    const { flags } = this.shared;
    for (let block = 0; block < BLOCKS; block++) {
      Atomics.store(flags, block, BlockState.stopped);
      Atomics.notify(flags, block);
    }
    this.worker.ref();
    await this.ended;
  }

  private failure(): Fault {
    const { error } = this.shared;
    const text = new TextDecoder().decode(error.slice(0, Math.max(0, error.indexOf(0))));
    return new Fault('data', `${this.path}: expected the table of a market record, DuckDB says: ${text}`);
  }
}
