import { cpSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { RECORD_BYTES_MIN } from '../../src/journal/record.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { temporaryFolder } from '../temporary.ts';
import { Rig } from './rig.ts';

const { folder } = temporaryFolder();
const rigs: Rig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

describe('The journal of a real session', () => {
  it('loses its last record and no other, at whatever byte of it the file ends', async () => {
    const rig = new Rig(join(folder, 'torn'));
    rigs.push(rig);
    const trader = rig.start();
    await trader.until(({ at, orders }) => at === 'running' && orders > 0);
    await trader.kill();
    for (const part of ['journal', join('venue', 'journal')]) {
      const copy = join(folder, part.replace('/', '-'));
      cpSync(join(rig.dir, part), copy, { recursive: true });
      const whole = await Journal.open(copy);
      let lastBytes = 0;
      for (const { payload } of whole.read(whole.lastSequence)) lastBytes = RECORD_BYTES_MIN + payload.length;
      const last = whole.lastSequence;
      await whole.close();
      const segment = readdirSync(copy).toSorted().at(-1)!;
      const { size } = statSync(join(copy, segment));
      for (let cut = 1; cut < lastBytes; cut++) {
        const torn = join(folder, 'torn-copy');
        cpSync(copy, torn, { recursive: true, force: true });
        truncateSync(join(torn, segment), size - cut);
        const journal = await Journal.open(torn, { verify: 'tail' });
        expect([journal.lastSequence, journal.tornTail?.bytes], `cut by ${cut}`).toEqual([last - 1, lastBytes - cut]);
        await journal.close();
        expect(verifyJournal(torn)).toMatchObject({ records: last - 1, damage: undefined });
      }
    }
  });
});
