import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { RealClock } from '../telemetry/clock.ts';
import { superviseProcess } from './supervise.ts';

const { folder } = temporaryFolder();

it('A process that does not start is told in its own words, of this start', async () => {
  const main = join(folder, 'host.mjs');
  const begin = () =>
    superviseProcess({ name: 'venue', main, args: [], folder: join(folder, 'held'), clock: new RealClock() });
  const says = (words: string) => writeFileSync(main, `process.stderr.write('${words}'); process.exitCode = 3;`);
  says('the spec is of another market\\n  at its third line\\n');
  await expect(begin()).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/^the spec is of another market; see .*log$/),
  });
  says('');
  await expect(begin()).rejects.toThrow(/^the venue ended with exit code 3; see .*log$/);
  writeFileSync(main, `process.kill(process.pid, 'SIGKILL');`);
  await expect(begin()).rejects.toThrow(/^the venue ended with a signal; see .*log$/);
});

it('A process whose starter is gone before it is ready serves all the same', async () => {
  const host = new URL('./host-process.ts', import.meta.url).href;
  const main = join(folder, 'orphan.ts');
  writeFileSync(
    main,
    `import { runHost } from '${host}';
     await runHost(async ({ ready }) => {
       process.on('message', () => {
         ready();
         setImmediate(() => process.send('serves'));
       });
       process.send('begun');
       return async () => {};
     });`,
  );
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
  const closed = once(child, 'close');
  await once(child, 'message');
  child.stdout?.destroy();
  await once(child.stdout!, 'close');
  child.send('go');
  await Promise.race([once(child, 'message'), closed]);
  child.kill('SIGTERM');
  expect([await closed, said]).toEqual([[0, null], '']);
});
