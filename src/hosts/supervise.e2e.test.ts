import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { RealClock } from '../telemetry/clock.ts';
import { superviseProcess } from './supervise.ts';

const { folder } = temporaryFolder();

it('A process that does not start is told in its own words, of this start', async () => {
  const main = join(folder, 'host.mjs');
  const begin = () => superviseProcess({ main, args: [], folder: join(folder, 'held'), clock: new RealClock() });
  const says = (words: string) => writeFileSync(main, `process.stderr.write('${words}'); process.exitCode = 3;`);
  says('the spec is of another market\\n  at its third line\\n');
  await expect(begin()).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/^the spec is of another market; see .*log$/),
  });
  says('');
  await expect(begin()).rejects.toThrow(/^it ended with exit code 3; see .*log$/);
});
