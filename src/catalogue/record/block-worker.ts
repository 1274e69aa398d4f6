import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../core/base/assert.ts';
import { connectDuckDb, literal } from '../duckdb.ts';
import { BLOCK_COLUMNS, BLOCK_ROWS, BLOCKS, BlockState, blocksIn, ERROR_BYTES } from './block-layout.ts';
import { RecordKind } from './record-kind.ts';

export interface BlockWorkerInput {
  readonly path: string;
  readonly memory: SharedArrayBuffer;
}

/**
 * Reads a record's table into shared blocks, ahead of whoever takes them. A thread of its own, since DuckDB answers with
 * promises and an engine that steps through a record cannot wait for one.
 */
const { path, memory } = workerData as BlockWorkerInput;
const port = must(parentPort, 'a parent to read for');
const { flags, rows, columns, error } = blocksIn(memory);

function publish(block: number, state: number): void {
  Atomics.store(flags, block, state);
  Atomics.notify(flags, block);
}

async function read(): Promise<void> {
  const connection = await connectDuckDb();
  const kinds = Object.entries(RecordKind).map(([name, kind]) => `WHEN ${literal(name)} THEN ${kind}`);
  const select = BLOCK_COLUMNS.map((name) => {
    if (name === 'kind') return `(CASE kind ${kinds.join(' ')} END)::DOUBLE`;
    if (name === 'local_us') return '(local_ns // 1000)::DOUBLE';
    return `coalesce(${name}, -1)::DOUBLE`;
  });
  const result = await connection.stream(`SELECT ${select.join(', ')} FROM read_parquet(${literal(path)})`);
  port.postMessage('ready');
  let block = 0;
  let filled = 0;
  /** False when nobody takes any more. */
  const hand = (): boolean => {
    rows[block] = filled;
    if (Atomics.compareExchange(flags, block, BlockState.empty, BlockState.full) === BlockState.stopped) return false;
    Atomics.notify(flags, block);
    block = (block + 1) % BLOCKS;
    filled = 0;
    Atomics.wait(flags, block, BlockState.full);
    return Atomics.load(flags, block) !== BlockState.stopped;
  };
  let wanted = true;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const { rowCount } = chunk;
    if (filled + rowCount > BLOCK_ROWS) wanted = hand();
    if (!wanted) break;
    for (let i = 0; i < BLOCK_COLUMNS.length; i++) {
      const vector = chunk.getColumnVector(i);
      const column = columns[block][i];
      for (let row = 0; row < rowCount; row++) column[filled + row] = vector.getItem(row) as number;
    }
    filled += rowCount;
  }
  if (wanted && filled > 0) wanted = hand();
  if (wanted) {
    rows[block] = 0;
    publish(block, BlockState.full);
  }
  connection.closeSync();
}

await read().catch((problem: Error) => {
  const text = problem.message.split('\n')[0];
  error.fill(0);
  new TextEncoder().encodeInto(text, error.subarray(0, ERROR_BYTES - 1));
  for (let block = 0; block < BLOCKS; block++) publish(block, BlockState.failed);
  port.postMessage('ready');
});
