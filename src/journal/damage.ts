import { Fault } from '../core/base/fault.ts';
import { type Disk, readRest } from './disk.ts';
import { byteLengthAt, HASH_BYTES, isFramed, sequenceAt } from './record.ts';

/** Where a journal stops adding up. */
export interface Damage {
  /** The name of the file. */
  readonly segment: string;
  /** The record that was expected there. */
  readonly sequence: number;
  /** From the start of the file. */
  readonly offset: number;
  readonly what: string;
  /**
   * What a crash in the middle of a write leaves: at the very end, and nothing whole behind it. Opening cuts it off. All else
   * is corruption, which nothing but `repair` touches.
   */
  readonly torn: boolean;
}

export function damageText({ segment, sequence, offset, what }: Damage): string {
  return `${segment}: record ${sequence} at byte ${offset}: ${what}`;
}

export function damageFault(folder: string, damage: Damage): Fault {
  return new Fault('integrity', `the journal in ${folder} does not add up: ${damageText(damage)}`, [
    'nothing was changed; `conclave journal repair` shows what can be kept and what would be lost',
  ]);
}

/** How far behind the expected sequence a whole record may be that bytes are searched for. */
const AHEAD_MAX = 2 ** 24;

/** Records that are whole by their CRC somewhere from a byte of a file on, and whose sequence is at least `from`. */
export function wholeRecords(disk: Disk, path: string, offset: number, from: number, countMax = Infinity): number {
  const bytes = readRest(disk, path, offset);
  let count = 0;
  let at = 0;
  // Every byte may be the start of one: a damaged length says nothing about where the next begins.
  while (at + 16 <= bytes.length && count < countMax) {
    const ahead = sequenceAt(bytes, at) - from;
    if (ahead >= 0 && ahead < AHEAD_MAX && isFramed(bytes, at)) {
      count += 1;
      at += (byteLengthAt(bytes, at) ?? HASH_BYTES) - HASH_BYTES;
    } else at += 1;
  }
  return count;
}
