import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** A capture without its best bids and offers: depth, snapshots and trades are what every engine reads. */
export async function writeWithoutQuotes(source: string, target: string): Promise<void> {
  const lines = createInterface({ input: createReadStream(source).pipe(createGunzip()) });
  async function* rest(): AsyncGenerator<string> {
    for await (const line of lines) if (!line.includes('bookTicker')) yield `${line}\n`;
  }
  await pipeline(Readable.from(rest()), createGzip({ level: 1 }), createWriteStream(target));
}
