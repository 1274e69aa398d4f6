import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Journal } from './journal.ts';
import { MemoryDisk } from './memory-disk.twin.ts';

const FOLDER = '/session/journal';

/** A power cut: how much was appended before it, how far the last sync had come, and what the disk kept of the rest. */
const cut = fc.record({
  groups: fc.array(fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
  unsynced: fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 5 }),
  kept: fc.double({ min: 0, max: 1, noNaN: true }),
  garbage: fc.boolean(),
  names: fc.boolean(),
  appendBytesMax: fc.constantFrom(9, 50, Infinity),
});

describe('After power cuts that lose what was not synced', () => {
  it('a journal has all that was acknowledged, then perhaps more of what was appended, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
        let disk = new MemoryDisk();
        /** What may be in the journal, by sequence; up to `safe` it must be. */
        let appended: string[] = [];
        let safe = 0;
        let serial = 0;
        for (const { groups, unsynced, appendBytesMax, ...left } of cuts) {
          disk.appendBytesMax = appendBytesMax;
          const journal = await Journal.open(FOLDER, { disk, segmentBytes: 400 });
          const found = Array.from(journal.read(), ({ payload }) => Buffer.from(payload).toString('latin1'));
          expect(found).toEqual(appended.slice(0, found.length));
          expect(found.length).toBeGreaterThanOrEqual(safe);
          appended = found;
          safe = found.length;
          journal.onSynced((sequence) => (safe = sequence));
          const append = (size: number): void => {
            appended.push(`${serial++}`.padEnd(size, '.'));
            expect(journal.append(1, serial, Buffer.from(appended.at(-1)!, 'latin1'))).toBe(appended.length);
          };
          for (const group of groups) {
            group.forEach(append);
            await journal.synced(appended.length);
          }
          // The device never answers any more: the power goes first.
          const syncing = new Promise<void>((resolve) => {
            disk.duringSync = () => {
              resolve();
              return new Promise(() => {});
            };
          });
          unsynced.forEach(append);
          if (unsynced.length > 0) await syncing;
          disk = disk.crash(left);
        }
        const last = await Journal.open(FOLDER, { disk });
        expect(last.lastSequence).toBeGreaterThanOrEqual(safe);
      }),
      { numRuns: 100 },
    );
  });
});
