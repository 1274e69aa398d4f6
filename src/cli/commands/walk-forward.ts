import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type ReadRunFile, readRunFile } from '../../config/read-run-file.ts';
import type { Trial } from '../../research/trials.ts';
import type { WalkForwardResult } from '../../research/walk-forward/walk-forward.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, type Command, printJson, text } from '../command.ts';
import { nearPath } from '../near-path.ts';
import { listOption, numberOption } from '../option-values.ts';
import { evaluationProgressText } from '../evaluation-progress.ts';
import { walkForwardText } from '../walk-forward-text.ts';
import { WrittenOverLine } from '../written-over.ts';

export const walkForward: Command = {
  path: ['walk-forward'],
  about: 'Choose parameters on one part of the past and judge them on the next',
  examples: [
    'conclave walk-forward run.yaml',
    "conclave walk-forward run.yaml --set 'walkForward={train: 730d, test: 180d, purge: 5}' --jobs 2",
    "conclave walk-forward run.yaml --set 'walkForward={scheme: combinatorial, groups: 6, testGroups: 2, embargo: 10}'",
  ],
  args: [
    {
      name: '<file>',
      about: 'a run file (YAML or JSON); sweep says what is searched, walkForward how the period is divided',
    },
  ],
  options: [
    { flags: '--jobs <n>', about: 'threads (default: as many as there are processors)' },
    {
      flags: '--out <dir>',
      about: "where results go (default: the run file's output.dir with -walk-forward behind it)",
    },
    { flags: '--seed <n>', about: "in place of the run file's" },
    { flags: '--set <key=value>', about: 'in place of a value of the run file', repeated: true },
    { flags: '--force', about: 'replace what is in the output folder' },
  ],
  graceful: true,
  async run(call) {
    const seed = numberOption(call, 'seed', { whole: true, min: 0, max: 4_294_967_295 });
    const jobs = numberOption(call, 'jobs', { whole: true, min: 1, max: 256 }) ?? availableParallelism();
    const read = readRunFile(call.args[0], listOption(call, 'set'));
    const file = seed === undefined ? read.file : { ...read.file, seed };
    const dir = folderOf(call, read);
    const force = call.options.force === true;
    const { runWalkForward } = await import('../../research/walk-forward/walk-forward.ts');
    const { recordTrials } = await import('../../research/trial-registry.ts');
    const { assertFreeForWalk, writeWalkForward } = await import('../../report/write-walk-forward.ts');
    const progress = new WrittenOverLine(call.shell, performance.now());
    let unrecorded: string | undefined;
    let result: WalkForwardResult;
    try {
      result = await runWalkForward(file, {
        baseDir: read.baseDir,
        jobs,
        started: new Date().toISOString(),
        signal: call.signal,
        onPlan: (plan) => assertFreeForWalk(dir, plan, force),
        onProgress: (at) => progress.update(performance.now(), (seconds) => evaluationProgressText(at, seconds)),
        onTrials(trials: readonly Trial[]) {
          const recorded = recordTrials(conclaveHome(), trials);
          if (!recorded.recorded) unrecorded ??= recorded.why;
        },
      });
    } finally {
      progress.end();
    }
    if (unrecorded !== undefined)
      call.shell.err(`conclave: some of these trials could not be recorded: ${unrecorded}\n`);
    const summary = await writeWalkForward(result, { dir, force, signal: call.signal });
    if (call.json) printJson(call.shell, summary);
    else call.shell.out(walkForwardText(summary, nearPath(dir), call.shell));
    if (summary.total.judged === 0) {
      const [first] = summary.failures;
      throw new Fault(
        first?.status === 'refused' ? 'config' : 'strategy',
        `none of ${summary.windows.length.toLocaleString('en-US')} windows could be judged; the first: ${first?.error ?? summary.windows[0].error ?? ''}`,
      );
    }
    return 0;
  },
};

function folderOf(call: Call, { file, baseDir }: ReadRunFile): string {
  const out = text(call, 'out');
  if (out !== undefined) return resolve(out);
  if (file.output !== undefined) return `${resolve(baseDir, file.output.dir)}-walk-forward`;
  return resolve(`${file.name.replaceAll(/[^\w.-]+/g, '-')}-walk-forward`);
}
