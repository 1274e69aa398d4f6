import { Fault } from '../../core/base/fault.ts';
import type { RunFile } from '../../config/run-file.ts';
import { loadRun } from '../evaluate.ts';
import { type ProbeReport } from './finding.ts';
import { probeRuns } from './probes.ts';
import type { ProbedRun } from './probing.ts';
import { workerRuns } from './worker-runs.ts';

export interface ProbeOptions {
  /** The folder that relative paths of the file are relative to. */
  readonly baseDir: string;
  /** Of the places that are probed; default 1. */
  readonly seed?: number;
  /** So many places are cut at; default 8. */
  readonly points?: number;
  /** Only this agent, alone in its account. */
  readonly agent?: string;
  /** Aborting it ends the probe with an `interrupted` Fault. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Runs a file over and over while what should not matter to its agents is changed, and tells what mattered. */
export async function probe(file: RunFile, options: ProbeOptions): Promise<ProbeReport> {
  const { baseDir, signal } = options;
  const probed = options.agent === undefined ? file : aloneIn(file, options.agent);
  const run = await loadRun(probed, baseDir);
  const [record] = run.data.records;
  if (record !== undefined) {
    throw new Fault(
      'config',
      `data: expected bars, ${record.instrument.name} is a recorded market, which no probe alters`,
    );
  }
  const runs = workerRuns(run);
  const close = (): void => void runs.close();
  signal?.addEventListener('abort', close);
  try {
    const given: ProbedRun = { run, seed: options.seed ?? 1, points: options.points ?? 8 };
    return await probeRuns(runs, given, options.onProgress);
  } catch (error) {
    if (signal?.aborted === true) throw new Fault('interrupted', 'interrupted; the probe is not over');
    throw error;
  } finally {
    signal?.removeEventListener('abort', close);
    await runs.close();
  }
}

/** The file with one of its agents; what the consensus says of the others goes too. */
function aloneIn(file: RunFile, id: string): RunFile {
  const agents = file.agents.filter((agent) => agent.id === id);
  if (agents.length === 0) {
    const known = file.agents.map((agent) => agent.id).join(', ');
    throw new Fault('usage', `--agent: expected one of ${known}, was '${id}'`);
  }
  const { weights, veto, ...consensus } = file.consensus;
  return {
    ...file,
    agents,
    consensus: {
      ...consensus,
      weights:
        weights === undefined ? undefined : Object.fromEntries(Object.entries(weights).filter(([name]) => name === id)),
      veto: veto.filter((name) => name === id),
    },
  } as RunFile;
}
