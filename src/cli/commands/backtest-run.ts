import { resolve } from 'node:path';
import type { BacktestResult } from '../../backtest/result.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type ReadRunFile, readRunFile } from '../../config/read-run-file.ts';
import { exportFormats } from '../../config/run-file.ts';
import type { BandsMode } from '../../research/bands.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, type Command, printJson, text } from '../command.ts';
import { nearPath } from '../near-path.ts';
import { listOption, numberOption } from '../option-values.ts';
import { ProgressLine } from '../progress.ts';
import { summaryText } from '../summary-text.ts';

export const backtestRun: Command = {
  path: ['backtest', 'run'],
  about: 'Run the agents of a run file over its data',
  examples: [
    'conclave backtest run examples/quickstart.yaml',
    'conclave backtest run run.yaml --seed 7 --set agents.trend.params.fast=10 --out out/fast-10',
    'conclave backtest run run.yaml --json | jq .metrics.sharpe',
  ],
  args: [{ name: '<file>', about: 'a run file (YAML or JSON)' }],
  options: [
    {
      flags: '--out <dir>',
      about: "where results go (default: the run file's output.dir; without either nothing is written)",
    },
    { flags: '--seed <n>', about: "in place of the run file's" },
    {
      flags: '--set <key=value>',
      about: 'in place of a value of the run file: --set risk.profile=aggressive',
      repeated: true,
    },
    { flags: '--force', about: 'replace another run in the output folder' },
    { flags: '--no-trials', about: 'neither record this run as a trial nor count what it was chosen from' },
    {
      flags: '--bands <mode>',
      about: 'repeat the run under other costs and fills: auto (unless it is long), on, off',
      choices: ['auto', 'on', 'off'],
    },
  ],
  graceful: true,
  async run(call) {
    const seed = numberOption(call, 'seed', { whole: true, min: 0, max: 4_294_967_295 });
    const read = readRunFile(call.args[0], listOption(call, 'set'));
    const output = outputOf(call, read);
    const { runHonestly } = await import('../../research/honest-run.ts');
    const progress = new ProgressLine(call.shell);
    let result: BacktestResult;
    try {
      const { file, baseDir } = read;
      result = await runHonestly(file, {
        baseDir,
        seed,
        signal: call.signal,
        onProgress: (at) => progress.update(at),
        home: call.options.trials === false ? undefined : conclaveHome(),
        started: new Date().toISOString(),
        bands: (text(call, 'bands') ?? 'auto') as BandsMode,
      });
    } finally {
      progress.end();
    }
    if (call.signal.aborted) throw new Fault('interrupted', 'interrupted; nothing was written');
    if (output !== undefined) {
      const { files } = await write(call, result, output);
      result = { ...result, summary: { ...result.summary, files } };
    }
    if (call.json) printJson(call.shell, result.summary);
    else call.shell.out(summaryText(result, output === undefined ? undefined : nearPath(output.dir), call.shell));
    return 0;
  },
};

interface Output {
  readonly dir: string;
  readonly formats: readonly (typeof exportFormats)[number][];
}

/** `--out` is relative to where the command runs, `output.dir` to the run file. */
function outputOf(call: Call, { file, baseDir }: ReadRunFile): Output | undefined {
  const out = text(call, 'out');
  if (out !== undefined) return { dir: resolve(out), formats: file.output?.formats ?? exportFormats };
  return file.output === undefined
    ? undefined
    : { dir: resolve(baseDir, file.output.dir), formats: file.output.formats };
}

/** Asks before another run is replaced, where somebody can answer: the work of a long run is not thrown away for a name. */
async function write(call: Call, result: BacktestResult, output: Output): Promise<{ files: Record<string, string> }> {
  const { writeResult } = await import('../../report/write-result.ts');
  const options = { ...output, signal: call.signal };
  try {
    return await writeResult(result, { ...options, force: call.options.force === true });
  } catch (error) {
    const inUse = error instanceof Fault && error.message.includes('--force');
    if (!inUse || call.options.input === false || !(await call.shell.confirm(`${error.message}\nReplace it?`)))
      throw error;
    return writeResult(result, { ...options, force: true });
  }
}
