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

/**
 * Takes a fresh engine through all inputs that a session has on record, and changes nothing there. A last write that a crash
 * broke off is not on record; any other damage is an integrity Fault.
 */
export function review(dir: string, engine: Engine, see: (seen: Reviewed) => void): void {
  const journal = join(dir, 'journal');
  const seen = { event: new InputEvent(), origin: new InputOrigin(), out: new Out() };
  const record = new JournalRecord();
  const reader = new JournalReader(realDisk, journal);
  try {
    while (reader.next(record)) {
      const wrong = decodeInput(record.payload, seen.event, seen.origin);
      if (wrong !== undefined)
        throw new Fault('integrity', `${journal}: record ${record.sequence}: ${wrong.path} ${wrong.reason}`);
      engine.process(seen.event, seen.out);
      see(seen);
      seen.out.clear();
    }
    if (reader.damage?.torn === false) throw damageFault(journal, reader.damage);
  } finally {
    reader.close();
  }
}
