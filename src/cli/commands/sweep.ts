import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type ReadRunFile, readRunFile } from '../../config/read-run-file.ts';
import { sweepMethods } from '../../config/sweep-section.ts';
import type { SweepProgress } from '../../research/sweep.ts';
import type { SweepSummary } from '../../research/sweep-summary.ts';
import type { Trial } from '../../research/trials.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, type Command, printJson, text } from '../command.ts';
import { nearPath } from '../near-path.ts';
import { listOption, numberOption } from '../option-values.ts';
import { SweepProgressLine } from '../sweep-progress.ts';
import { sweepText } from '../sweep-text.ts';

export const sweep: Command = {
  path: ['sweep'],
  about: "Search the parameters of a run file's agents",
  examples: [
    'conclave sweep run.yaml',
    "conclave sweep run.yaml --set 'sweep.agents.trend.fast={from: 5, to: 50, step: 5}' --jobs 2",
    'conclave sweep run.yaml --method halving --points 500 --objective calmar --out out/search',
    'conclave sweep run.yaml --out out/search --resume',
  ],
  args: [{ name: '<file>', about: 'a run file (YAML or JSON); its section sweep says what is searched' }],
  options: [
    { flags: '--method <name>', about: "in place of the run file's", choices: sweepMethods },
    { flags: '--points <n>', about: 'how many are drawn; the most that a grid may have' },
    { flags: '--objective <metric>', about: 'what is made as large as possible' },
    { flags: '--jobs <n>', about: 'threads (default: as many as there are processors)' },
    { flags: '--resume', about: 'go on with a sweep that was interrupted' },
    { flags: '--out <dir>', about: "where results go (default: the run file's output.dir with -sweep behind it)" },
    { flags: '--seed <n>', about: "in place of the run file's" },
    { flags: '--set <key=value>', about: 'in place of a value of the run file', repeated: true },
    { flags: '--force', about: 'begin anew in a folder that holds another sweep' },
  ],
  graceful: true,
  async run(call) {
    const seed = numberOption(call, 'seed', { whole: true, min: 0, max: 4_294_967_295 });
    const jobs = numberOption(call, 'jobs', { whole: true, min: 1, max: 256 }) ?? availableParallelism();
    const read = readRunFile(call.args[0], setsOf(call));
    const file = seed === undefined ? read.file : { ...read.file, seed };
    const dir = folderOf(call, read);
    const { runSweep } = await import('../../research/sweep.ts');
    const { recordTrials } = await import('../../research/trial-registry.ts');
    const { writeSweep } = await import('../../report/write-sweep.ts');
    const progress = new SweepProgressLine(call.shell, file.sweep?.objective ?? 'sharpe', performance.now());
    let unrecorded: string | undefined;
    let summary: SweepSummary;
    try {
      const options = {
        baseDir: read.baseDir,
        dir,
        jobs,
        resume: call.options.resume === true,
        force: call.options.force === true,
        started: new Date().toISOString(),
        signal: call.signal,
        onProgress: (at: SweepProgress) => progress.update(at, performance.now()),
        onTrials(trials: readonly Trial[]) {
          const recorded = recordTrials(conclaveHome(), trials);
          if (!recorded.recorded) unrecorded ??= recorded.why;
        },
      };
      summary = await runSweep(file, options, (result) => writeSweep(result, dir));
    } finally {
      progress.end();
    }
    if (unrecorded !== undefined)
      call.shell.err(`conclave: some of these trials could not be recorded: ${unrecorded}\n`);
    if (call.json) printJson(call.shell, summary);
    else call.shell.out(sweepText(summary, call.args[0], nearPath(dir), call.shell));
    const [first] = summary.failures;
    if (summary.counts.ok === 0) {
      throw new Fault(
        first.status === 'refused' ? 'config' : 'strategy',
        `every one of ${summary.counts.points.toLocaleString('en-US')} points was refused or failed; the first: ${first.error}`,
      );
    }
    return 0;
  },
};

/** Options are overrides like any other: what they say is checked with the rest. */
function setsOf(call: Call): string[] {
  const own = (['method', 'points', 'objective'] as const).flatMap((name) => {
    const given = text(call, name);
    return given === undefined ? [] : [`sweep.${name}=${given}`];
  });
  return [...listOption(call, 'set'), ...own];
}

function folderOf(call: Call, { file, baseDir }: ReadRunFile): string {
  const out = text(call, 'out');
  if (out !== undefined) return resolve(out);
  if (file.output !== undefined) return `${resolve(baseDir, file.output.dir)}-sweep`;
  return resolve(`${file.name.replaceAll(/[^\w.-]+/g, '-')}-sweep`);
}
