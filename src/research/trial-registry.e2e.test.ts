import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { readFamily } from './trial-registry.ts';

const { folder, put } = temporaryFolder();

it('loses no record of processes that write at once', async () => {
  const [registry, twin] = ['./trial-registry.ts', './trial.twin.ts'].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  );
  const script = put(
    'writer.ts',
    `import { recordTrials } from ${JSON.stringify(registry)};
import { noiseTrial } from ${JSON.stringify(twin)};
const from = Number(process.argv[2]);
for (let i = from; i < from + 40; i += 2) recordTrials(${JSON.stringify(folder)}, [noiseTrial(i), noiseTrial(i + 1)]);
`,
  );
  const writers = [0, 100, 200].map((from) => spawn(process.execPath, [script, String(from)], { stdio: 'inherit' }));
  const codes = await Promise.all(writers.map((writer) => once(writer, 'exit')));
  expect(codes.map(([code]) => code as number)).toEqual([0, 0, 0]);
  const read = readFamily(folder, ['A', 'B']);
  if ('why' in read) throw new Error(read.why);
  const wanted = [0, 100, 200].flatMap((from) => Array.from({ length: 40 }, (_, i) => `noise-${from + i}`));
  expect(read.damaged).toBe(0);
  expect(read.trials.map(({ name }) => name).toSorted()).toEqual(wanted.toSorted());
}, 20_000);
