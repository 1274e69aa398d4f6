import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Us } from '../../core/base/time.ts';
import { rowsUpTo } from '../../catalogue/load.ts';
import type { RunData } from '../../backtest/run-data.ts';
import { alterationText, Poison } from './alteration.ts';
import { alteredFile, type FutureAlteration } from './altered-file.ts';
import { firstDifferences } from './differences.ts';
import { ProbeKind } from './finding.ts';
import { cutPlaces } from './places.ts';
import type { Probing } from './probing.ts';
import type { Job } from './runs.ts';

/** Poisons at each place, in turn. */
const POISONS = 2;

/**
 * Takes the future away and replaces it, at seeded places; nothing up to there may change. Files of the run's data that a
 * strategy reads by itself are replaced likewise: it would not notice a change of what the engine is given.
 */
export async function probeFuture(probing: Probing): Promise<string[]> {
  const { run, original, points, seed, findings, readData } = probing;
  const cuts = cutPlaces(run.data, original.steps, points, seed);
  if (cuts.length === 0) return ['there are too few bars to take some away'];
  const kinds = Object.values(Poison);
  const alterations = cuts.flatMap((afterUs, k): FutureAlteration[] => [
    { kind: 'truncate', afterUs },
    ...Array.from({ length: POISONS }, (_, i) => ({
      kind: 'poison' as const,
      afterUs,
      how: kinds[(k * POISONS + i) % kinds.length],
      seed,
    })),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'conclave-probe-'));
  try {
    const jobs: Job[] = [];
    for (const [k, alteration] of alterations.entries()) {
      const instead = await filesOf(probing, alteration, join(folder, String(k)));
      jobs.push({ alteration, untilUs: alteration.afterUs, ...(instead.length === 0 ? {} : { instead }) });
    }
    await probing.runAll(jobs, (trace, k) => {
      const alteration = alterations[k];
      const probe = alteration.kind === 'truncate' ? ProbeKind.truncate : ProbeKind.poison;
      const endUs = alteration.kind === 'truncate' ? knownUntil(run.data, alteration.afterUs) : alteration.afterUs;
      findings.place(probe);
      findings.addAll(probe, firstDifferences(original.steps, trace.steps, endUs), alterationText(alteration));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return readData.size === 0 ? [] : unread(probing);
}

/** A bar in progress that is taken away takes its open with it: the comparison ends there. */
function knownUntil({ data }: RunData, afterUs: Us): Us {
  return data.reduce((least, { series }) => {
    const row = rowsUpTo(series, afterUs);
    return row < series.length ? Math.min(least, series.openUs[row]) : least;
  }, afterUs);
}

async function filesOf(
  { run, readData }: Probing,
  alteration: FutureAlteration,
  name: string,
): Promise<(readonly [string, string])[]> {
  const instead: (readonly [string, string])[] = [];
  for (const [path, index] of readData) {
    const bytes = await alteredOf(run, path, index, alteration);
    if (bytes === undefined) continue;
    const other = `${name}-${index}`;
    await writeFile(other, bytes);
    instead.push([path, other]);
  }
  return instead;
}

function alteredOf(
  { file, data }: Probing['run'],
  path: string,
  index: number,
  alteration: FutureAlteration,
): Promise<Buffer | undefined> {
  const loaded = data.data[index];
  const entry = file.data.find(({ instrument }) => instrument === loaded.instrument.name) ?? file.data[0];
  return alteredFile(path, entry, loaded, alteration);
}

/** What cannot be verified counts as found: a strategy reads a file of the data that cannot be given to it altered. */
async function unread({ run, readData, findings, original }: Probing): Promise<string[]> {
  for (const [path, index] of readData) {
    const [lastUs] = run.data.data[index].series.tsUs.slice(-1);
    if ((await alteredOf(run, path, index, { kind: 'truncate', afterUs: lastUs })) !== undefined) continue;
    findings.place(ProbeKind.file);
    findings.put({
      probe: ProbeKind.file,
      agent: '',
      instrument: run.data.data[index].instrument.name,
      atUs: Number.NaN,
      bar: 0,
      original: '',
      altered: '',
      alteration: `${path} could not be altered`,
      places: 1,
      placesProbed: 1,
      detail: `${original.reads.find((read) => read.path === path)?.place ?? 'a strategy'} reads the data of the run by itself`,
    });
  }
  return [];
}
