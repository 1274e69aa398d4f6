/** The columns of a record's table as they are read, all as doubles; -1 where there is nothing. */
export const BLOCK_COLUMNS = [
  'line',
  'kind',
  'local_us',
  'venue_us',
  'first_update',
  'last_update',
  'previous_update',
  'side',
  'ticks',
  'lots',
] as const;

export const BLOCK_ROWS = 16_384;
/** Blocks that are read ahead. */
export const BLOCKS = 4;
export const ERROR_BYTES = 1_024;

/** What a block's flag says; stopped: nobody takes any more. */
export const BlockState = { empty: 0, full: 1, failed: 2, stopped: 3 } as const;

/** The memory that a reader and its worker share: per block a flag and a number of rows, and its columns one after the other. */
export interface SharedBlocks {
  readonly flags: Int32Array;
  readonly rows: Int32Array;
  /** `columns[block][column]`. */
  readonly columns: readonly (readonly Float64Array[])[];
  /** Why reading failed, as UTF-8, ended by a zero. */
  readonly error: Uint8Array;
}

const HEAD_BYTES = 2 * BLOCKS * Int32Array.BYTES_PER_ELEMENT;
const COLUMN_BYTES = BLOCK_ROWS * Float64Array.BYTES_PER_ELEMENT;
const TOTAL_BYTES = HEAD_BYTES + ERROR_BYTES + BLOCKS * BLOCK_COLUMNS.length * COLUMN_BYTES;

export function makeSharedMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(TOTAL_BYTES);
}

/** A block of no rows is the end. */
export function blocksIn(memory: SharedArrayBuffer): SharedBlocks {
  const start = HEAD_BYTES + ERROR_BYTES;
  return {
    flags: new Int32Array(memory, 0, BLOCKS),
    rows: new Int32Array(memory, HEAD_BYTES / 2, BLOCKS),
    error: new Uint8Array(memory, HEAD_BYTES, ERROR_BYTES),
    columns: Array.from({ length: BLOCKS }, (_, block) =>
      BLOCK_COLUMNS.map(
        (_name, i) => new Float64Array(memory, start + (block * BLOCK_COLUMNS.length + i) * COLUMN_BYTES, BLOCK_ROWS),
      ),
    ),
  };
}
