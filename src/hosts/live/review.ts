import { Fault } from '../../core/base/fault.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { Out } from '../../core/model/out.ts';
import { decodeInput } from '../../contracts/input.ts';
import { InputEvent, InputOrigin } from '../../contracts/input-event.ts';
import type { JournalRecord } from '../../journal/record.ts';

/** An input of a session, and what a fresh engine made of it; valid during the call alone. */
export interface Reviewed {
  readonly event: InputEvent;
  readonly origin: InputOrigin;
  readonly out: Out;
}

export interface Review {
  /** Of the last record, in hex. */
  readonly headHash: string;
  /** Where the journal does not add up: nothing behind it was gone through. */
  readonly damage: Fault | undefined;
}

/** So many inputs in a row; then a signal is heard. */
const STRETCH = 2_000;

/** Takes an engine through the inputs on record behind the one at which it stands, as far as they can be read. */
export async function review(
  records: Iterable<JournalRecord>,
  engine: Engine,
  see: (seen: Reviewed) => void,
): Promise<Review> {
  const seen = { event: new InputEvent(), origin: new InputOrigin(), out: new Out() };
  let headHash = '';
  try {
    for (const record of records) {
      const wrong = decodeInput(record.payload, seen.event, seen.origin);
      if (wrong !== undefined)
        throw new Fault('integrity', `record ${record.sequence} of the journal: ${wrong.path} ${wrong.reason}`);
      engine.process(seen.event, seen.out);
      see(seen);
      seen.out.clear();
      headHash = Buffer.from(record.hash).toString('hex');
      if (record.sequence % STRETCH === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    if (error instanceof Fault && error.kind === 'integrity') return { headHash, damage: error };
    throw error;
  }
  return { headHash, damage: undefined };
}
