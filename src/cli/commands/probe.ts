import { readRunFile } from '../../config/read-run-file.ts';
import type { ProbeReport } from '../../research/probe/finding.ts';
import { type Command, printJson, text } from '../command.ts';
import { listOption, numberOption } from '../option-values.ts';
import { ProbeProgress, probeText } from '../probe-text.ts';

export const probe: Command = {
  path: ['probe'],
  about: 'Look for decisions that know the future: run a file again over altered data, and compare',
  examples: [
    'conclave probe run.yaml',
    'conclave probe run.yaml --agent trend --points 20',
    'conclave probe run.yaml --json | jq .findings',
  ],
  args: [{ name: '<file>', about: 'a run file (YAML or JSON)' }],
  options: [
    { flags: '--agent <id>', about: 'only this agent, alone in its account' },
    { flags: '--points <n>', about: 'how many places the data is cut at (default: 8)' },
    { flags: '--seed <n>', about: 'of the places (default: 1)' },
    { flags: '--set <key=value>', about: 'in place of a value of the run file', repeated: true },
  ],
  graceful: true,
  async run(call) {
    const seed = numberOption(call, 'seed', { whole: true, min: 0, max: 4_294_967_295 });
    const points = numberOption(call, 'points', { whole: true, min: 1, max: 1_000 });
    const { file, baseDir } = readRunFile(call.args[0], listOption(call, 'set'));
    const research = await import('../../research/probe/probe.ts');
    const progress = new ProbeProgress(call.shell);
    let report: ProbeReport;
    try {
      report = await research.probe(file, {
        baseDir,
        seed,
        points,
        agent: text(call, 'agent'),
        signal: call.signal,
        onProgress: (done, total) => progress.update(done, total),
      });
    } finally {
      progress.end();
    }
    const clean = report.findings.length === 0;
    if (call.json) printJson(call.shell, { clean, ...report });
    else call.shell.out(probeText(report, call.shell));
    return clean ? 0 : 1;
  },
};
