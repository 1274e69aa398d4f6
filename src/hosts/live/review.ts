import { join } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { Out } from '../../core/model/out.ts';
import { decodeInput } from '../../contracts/input.ts';
import { InputEvent, InputOrigin } from '../../contracts/input-event.ts';
import { damageFault } from '../../journal/damage.ts';
import { realDisk } from '../../journal/disk.ts';
import { JournalReader } from '../../journal/journal-reader.ts';
import { JournalRecord } from '../../journal/record.ts';

/** An input of a session, and what a fresh engine made of it; valid during the call alone. */
export interface Reviewed {
  readonly event: InputEvent;
  readonly origin: InputOrigin;
  readonly out: Out;
}

/** So many inputs in a row; then a signal is heard. */
const STRETCH = 2_000;

/**
 * Takes a fresh engine through all inputs that a session has on record, and changes nothing there; resolves to the hash of the
 * last one. With `from`, an engine that stands right before this input through the rest. A last write that a crash broke off is
 * not on record; any other damage is an integrity Fault.
 */
export async function review(dir: string, engine: Engine, see: (seen: Reviewed) => void, from = 1): Promise<string> {
  const journal = join(dir, 'journal');
  const seen = { event: new InputEvent(), origin: new InputOrigin(), out: new Out() };
  const record = new JournalRecord();
  const reader = new JournalReader(realDisk, journal, from);
  try {
    while (reader.next(record)) {
      const wrong = decodeInput(record.payload, seen.event, seen.origin);
      if (wrong !== undefined)
        throw new Fault('integrity', `${journal}: record ${record.sequence}: ${wrong.path} ${wrong.reason}`);
      engine.process(seen.event, seen.out);
      see(seen);
      seen.out.clear();
      if (record.sequence % STRETCH === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    if (reader.damage?.torn === false) throw damageFault(journal, reader.damage);
    return Buffer.from(reader.headHash).toString('hex');
  } finally {
    reader.close();
  }
}

/** Whether a session has this record, with this hash. */
export function isOnRecord(dir: string, sequence: number, hash: Uint8Array): boolean {
  const reader = new JournalReader(realDisk, join(dir, 'journal'), sequence);
  const record = new JournalRecord();
  try {
    return reader.next(record) && Buffer.from(record.hash).equals(hash);
  } finally {
    reader.close();
  }
}
