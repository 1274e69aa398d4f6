import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { readRunFile } from '../config/read-run-file.ts';
import { type LoadedRun, loadRun } from './evaluate.ts';
import { type Jobs, type Outcome, runEvaluation } from './jobs.ts';
import { swingingBars, swingingRun } from './sweep-file.twin.ts';

/** A strategy file that fails where it is told to. */
const STRATEGY = `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({
  name: 'mine', version: '1.0.0',
  params: z.object({ size: z.int().positive().default(10), then: z.enum(['hold', 'throw', 'loop']).default('hold') }),
  create: ({ params }) => ({
    onBar(bar, ctx) {
      if (params.then === 'throw') throw new Error('no more');
      while (params.then === 'loop');
      ctx.target(bar.instrument, params.size);
    },
  }),
});
`;

const STARTED = '2026-01-01T00:00:00Z';

/** What every implementation of `Jobs` owes. */
export function jobsContract(name: string, open: (run: LoadedRun, started: string) => Jobs): void {
  describe(name, () => {
    const { put } = temporaryFolder();
    let run: LoadedRun;
    let jobs: Jobs;

    beforeAll(async () => {
      put('bars.csv', swingingBars(120));
      put('mine.ts', STRATEGY);
      const { file, baseDir } = readRunFile(put('run.yaml', swingingRun('./mine.ts')));
      run = await loadRun(file, baseDir);
      jobs = open(run, STARTED);
    });
    afterAll(() => jobs.close());

    it('has for each evaluation the outcome that it has alone, however many are asked for', async () => {
      const sizes = [10, 20, 30, 40, 50, 60];
      const together = await Promise.all(sizes.map((size) => jobs.run({ parameters: { 'trend.size': size } })));
      const alone: Outcome[] = [];
      for (const size of sizes) alone.push(await runEvaluation(run, { parameters: { 'trend.size': size } }, STARTED));
      expect(together).toEqual(alone);
      expect(new Set(together.map((outcome) => outcome.status === 'ok' && outcome.resultHash)).size).toBe(sizes.length);
    });

    it('tells a refused and a failed strategy as outcomes, and goes on', async () => {
      const outcomes = await Promise.all([
        jobs.run({ parameters: { 'trend.size': -1 } }),
        jobs.run({ parameters: { 'trend.then': 'throw' } }),
        jobs.run({ parameters: { 'trend.size': 3 } }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['refused', 'failed', 'ok']);
      expect(outcomes[0]).toMatchObject({ error: 'agents.trend.params.size: expected a number > 0, was -1' });
      expect(outcomes[1]).toMatchObject({ error: expect.stringMatching(/mine\.ts:8: agent 'trend' failed in onBar/) });
    });

    it('stamps every trial with the one start that it was given', async () => {
      const outcome = await jobs.run({ parameters: {} });
      expect(outcome).toMatchObject({ status: 'ok', trial: { kind: 'sweep', started: STARTED, name: 'swings' } });
    });

    it('rejects what is still to do when it is closed, and whatever comes after', async () => {
      const closing = open(run, STARTED);
      const kinds = (promise: Promise<unknown>) =>
        promise.then(
          () => 'done',
          (error: { kind?: string }) => error.kind,
        );
      const pending = [1, 2, 3, 4, 5, 6, 7, 8].map((size) =>
        kinds(closing.run({ parameters: { 'trend.size': size } })),
      );
      await closing.close();
      expect((await Promise.all(pending)).at(-1)).toBe('interrupted');
      expect(await kinds(closing.run({ parameters: {} }))).toBe('interrupted');
    });
  });
}
