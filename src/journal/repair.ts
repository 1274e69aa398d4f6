import { join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { type Damage, damageText, wholeRecords } from './damage.ts';
import { type Disk, readRest, realDisk } from './disk.ts';
import { readThrough } from './journal-reader.ts';
import { replaceFile } from './replace-file.ts';
import { HEADER_BYTES, segmentsIn } from './segment.ts';

/** What a repair would do. */
export interface Repair {
  readonly damage: Damage;
  /** The journal ends with this record afterwards. */
  readonly keptSequence: number;
  /** Records behind the damage that are whole, and lost all the same: nothing proves any more that they belong there. */
  readonly wholeRecordsLost: number;
  readonly bytesLost: number;
  /** Files that are copied or renamed before anything is cut, and the names that they get. */
  readonly aside: readonly { readonly from: string; readonly to: string }[];
}

/** What a repair would do; undefined when the journal adds up. Changes nothing. */
export function planRepair(folder: string, disk: Disk = realDisk): Repair | undefined {
  const { damage, lastSequence } = readThrough(disk, folder);
  if (damage === undefined) return undefined;
  const segments = segmentsIn(disk, folder);
  // There is nothing to cut: what an archive lost, or what came after it, is found in a copy alone.
  if (segments.some(({ name, isPacked }) => isPacked && name === damage.segment))
    throw new Fault(
      'integrity',
      `${damageText(damage)}; it is packed, and not cut: put a copy of what is damaged or missing in its place`,
    );
  const affected = segments.slice(segments.findIndex(({ name }) => name === damage.segment));
  const taken = new Set(disk.list(folder));
  let wholeRecordsLost = 0;
  let bytesLost = 0;
  for (const [i, { path }] of affected.entries()) {
    const from = i === 0 ? damage.offset : 0;
    wholeRecordsLost += wholeRecords(disk, path, from, i === 0 ? damage.sequence : 1);
    bytesLost += readRest(disk, path, from).length;
  }
  const aside = affected.map(({ name }) => ({ from: name, to: freeName(`${name}.damaged`, taken) }));
  return { damage, keptSequence: lastSequence, wholeRecordsLost, bytesLost, aside };
}

/**
 * Cuts the journal off where it stops adding up, after the files concerned have been put aside. Interrupted, it leaves a
 * journal that is still refused, and can be done again.
 */
export async function repair(folder: string, { damage, aside }: Repair, disk: Disk = realDisk): Promise<void> {
  const [damaged, ...later] = aside;
  const isCut = damage.offset >= HEADER_BYTES;
  if (isCut) await replaceFile(disk, join(folder, damaged.to), readRest(disk, join(folder, damaged.from)));
  // From the end, so that no gap looks like an end.
  for (const { from, to } of later.toReversed()) disk.rename(join(folder, from), join(folder, to));
  if (!isCut) disk.rename(join(folder, damaged.from), join(folder, damaged.to));
  await disk.syncFolder(folder);
  if (!isCut) return;
  const file = disk.open(join(folder, damaged.from), 'append');
  try {
    file.truncate(damage.offset);
    await file.fdatasync();
  } finally {
    file.close();
  }
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  return name;
}
