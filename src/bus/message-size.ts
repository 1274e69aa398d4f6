import { BusFault } from './bus-fault.ts';
import type { BusMessage } from './bus.ts';

/** What a server takes by default; the bus of one process takes no more, so that neither surprises. */
const BODY_BYTES_MAX = 1_048_576;
const HEADER_BYTES_MAX = 65_536;

/** What is wrong with the size of this message. */
export function sizeFault({ subject, body, headers }: BusMessage): BusFault | undefined {
  // No character takes more than three bytes: most bodies need no counting.
  if (body.length * 3 > BODY_BYTES_MAX) {
    const bytes = Buffer.byteLength(body);
    if (bytes > BODY_BYTES_MAX)
      return new BusFault('too-large', `${subject}: expected a body of at most ${BODY_BYTES_MAX} bytes, was ${bytes}`);
  }
  if (headers === undefined) return undefined;
  let bytes = 0;
  for (const name in headers) bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name]) + 4;
  if (bytes <= HEADER_BYTES_MAX) return undefined;
  return new BusFault('too-large', `${subject}: expected headers of at most ${HEADER_BYTES_MAX} bytes, was ${bytes}`);
}
