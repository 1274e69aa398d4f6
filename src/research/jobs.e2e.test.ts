import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { loadRun } from './evaluate.ts';
import { jobsContract } from './jobs.contract.ts';
import { swingingBars, swingingRun } from './sweep-file.twin.ts';
import { workerJobs } from './worker-jobs.ts';

jobsContract('evaluations in worker threads', (run, started) => workerJobs(run, started, 2));

const { put } = temporaryFolder();

/** Ends its thread, or never ends. */
const RUDE = `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({
  name: 'rude', version: '1.0.0',
  params: z.object({ then: z.enum(['exit', 'loop', 'hold']).default('hold') }),
  create: ({ params }) => ({
    onBar(bar, ctx) {
      if (params.then === 'exit') process.exit(7);
      while (params.then === 'loop');
      ctx.target(bar.instrument, 1);
    },
  }),
});
`;

async function rude(size: number) {
  put('bars.csv', swingingBars(60));
  put('rude.ts', RUDE);
  const { file, baseDir } = readRunFile(put('rude.yaml', swingingRun('./rude.ts')));
  return workerJobs(await loadRun(file, baseDir), '2026-01-01T00:00:00Z', size);
}

it('a strategy that ends its thread ends its own evaluation only', async () => {
  const jobs = await rude(1);
  try {
    expect(await jobs.run({ parameters: { 'trend.then': 'exit' } })).toEqual({
      status: 'failed',
      error: 'it ended its thread with code 7',
    });
    expect(await jobs.run({ parameters: {} })).toMatchObject({ status: 'ok' });
  } finally {
    await jobs.close();
  }
});

it('closing breaks off an endless loop', async () => {
  const jobs = await rude(2);
  const looping = jobs.run({ parameters: { 'trend.then': 'loop' } });
  await jobs.run({ parameters: {} });
  const broken = expect(looping).rejects.toThrow('interrupted');
  await jobs.close();
  await broken;
});
