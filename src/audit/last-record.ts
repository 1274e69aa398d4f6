import { CHAIN_START, Chain } from './chain.ts';
import { linesOf } from './lines.ts';
import { recordFileNames, segmentsOf } from './record-files.ts';

/** How many records a log has, and the hash of the last one in hex, by its last segment alone: nothing is proven. */
export function lastRecord(folder: string): { readonly sequence: number; readonly hash: string } {
  const segment = segmentsOf(folder, recordFileNames(folder)).at(-1);
  if (segment === undefined) return { sequence: 0, hash: CHAIN_START };
  const chain = new Chain(segment.first - 1);
  for (const { bytes, whole } of linesOf(segment.path)) if (whole) chain.take(bytes);
  return { sequence: chain.size, hash: chain.head };
}
