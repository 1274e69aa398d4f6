import { resolveDataPath } from '../../catalogue/package-path.ts';
import { catalogued } from '../../catalogue/side-file.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import type { LoadedRun } from '../evaluate.ts';
import { resolved } from './file-watch.ts';
import { Findings } from './findings.ts';
import { probeFuture } from './future.ts';
import { probeLater } from './later.ts';
import { firstDifferences } from './differences.ts';
import { ProbeKind, type ProbeReport } from './finding.ts';
import type { Job, Runs } from './runs.ts';
import { agentIds, type ProbedRun, type Probing } from './probing.ts';
import { probeShift } from './shift.ts';
import { StepKind, type Trace } from './trace.ts';

/** A moment that a strategy's own clock would show at another date, another hour and another second. */
const CLOCK_AHEAD_MS = ((101 * 24 + 7) * 3600 + 13 * 60 + 17) * 1000;

export async function probeRuns(
  runs: Runs,
  probed: ProbedRun,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<ProbeReport> {
  const { run } = probed;
  let done = 0;
  let total = 4;
  const runOne = async (job: Job): Promise<Trace> => {
    const trace = await runs.run(job);
    done += 1;
    onProgress(done, total);
    return trace;
  };
  const whole = { alteration: { kind: 'none' }, untilUs: Number.POSITIVE_INFINITY } as const;
  const original = await runOne(whole);
  const again = await runOne({ ...whole, fresh: true, clockAheadMs: CLOCK_AHEAD_MS });
  const findings = new Findings(run.data, agentIds(run));
  const report = (notes: readonly string[]): ProbeReport => ({
    agents: agentIds(run),
    bars: run.data.data.reduce((sum, { series }) => sum + series.length, 0),
    runs: done,
    seed: probed.seed,
    points: probed.points,
    findings: findings.list(),
    notes,
  });
  const unlike = firstDifferences(original.steps, again.steps, Number.POSITIVE_INFINITY);
  if (unlike.length > 0) {
    findings.place(ProbeKind.repeat);
    findings.addAll(ProbeKind.repeat, unlike, 'the same run again', NOT_REPEATABLE);
    return report([
      'the other probes compare runs, which says nothing of runs that are not repeatable: mend that first',
    ]);
  }
  const { readData, notes } = await readsOf(run, original);
  // What a strategy leaves behind in its module reaches the next run of the same thread: after a run of another length, it shows.
  const { series } = run.data.data[0];
  await runOne({ alteration: { kind: 'truncate', afterUs: series.tsUs[Math.floor(series.length / 3)] }, untilUs: 0 });
  const leaves = firstDifferences(original.steps, (await runOne(whole)).steps, Number.POSITIVE_INFINITY);
  const fresh = leaves.length > 0;
  const probing: Probing = {
    ...probed,
    original,
    findings,
    readData,
    async runAll(jobs, take) {
      total = done + jobs.length;
      let next = 0;
      const work = async (): Promise<void> => {
        while (next < jobs.length) {
          const place = next++;
          take(await runOne({ ...jobs[place], fresh: fresh || jobs[place].instead !== undefined }), place);
        }
      };
      await Promise.all(Array.from({ length: runs.size }, work));
    },
  };
  const silent = agentIds(run).filter(
    (_, agent) => !original.steps.some((step) => step.agent === agent && isWish(step.kind)),
  );
  return report([
    ...silent.map((id) => `${id}: decided nothing in this run, so nothing of it could be compared`),
    ...notes,
    ...leaves.map(({ agent }) => `${agentIds(run)[agent]}: ${LEAVES}`),
    ...(await probeFuture(probing)),
    ...(await probeShift(probing)),
    ...(await probeLater(probing)),
  ]);
}

const NOT_REPEATABLE =
  'not repeatable: the strategy draws numbers of its own (use the random that create is handed), looks at the clock, or keeps something outside of create';

const LEAVES =
  'keeps something outside of create from one run to the next: in a sweep, results would depend on the order of the runs';

function isWish(kind: StepKind): boolean {
  return kind === StepKind.target || kind === StepKind.order;
}

/** Which files strategies opened by themselves: those of the run's data, and in words all others. */
async function readsOf(
  { file, baseDir, data }: LoadedRun,
  { reads }: Trace,
): Promise<{ readData: Map<string, number>; notes: string[] }> {
  const paths = new Map<string, number>();
  for (const [k, entry] of file.data.entries()) {
    const { path } = entry.catalogue === undefined ? entry : await catalogued(entry, conclaveHome(), `data[${k}]`);
    if (path === undefined) continue;
    paths.set(
      resolved(resolveDataPath(path, baseDir)),
      data.data.findIndex(({ instrument }) => instrument.name === entry.instrument),
    );
  }
  const readData = new Map<string, number>();
  const notes: string[] = [];
  for (const { path, place } of reads) {
    const index = paths.get(path);
    if (index !== undefined) readData.set(path, index);
    notes.push(
      index === undefined
        ? `${place} reads ${path}: what stands there is not altered, and looking ahead in it shows only where its times must fit the bars'`
        : `${place} reads ${path}, the data of this run: it was given the altered file too`,
    );
  }
  return { readData, notes };
}
