import { Fault } from '../core/base/fault.ts';
import { formatTime, type Us } from '../core/base/time.ts';
import { type LoadedData, loadData, rowsUpTo } from '../catalogue/load.ts';
import { conclaveHome } from '../config/conclave-home.ts';
import type { RunFile } from '../config/run-file.ts';
import { compareNames } from './compare-names.ts';
import { type DatedRate, loadRates } from './rates.ts';

/** Everything that a run file reads from disk but its strategies. Runs do not change it: any number may walk over the same. */
export interface RunData {
  /** By instrument's name. */
  readonly data: readonly LoadedData[];
  readonly rates: readonly DatedRate[];
}

/** A part of the recorded time. */
export interface Window {
  /** Results start with the first bar that closes after this moment; bars before it only warm up. */
  readonly fromUs?: Us;
  /** The last moment at which a bar may close. */
  readonly toUs?: Us;
}

/** Lists are brought into the order of names: the order in the file decides nothing. */
export async function loadRunData(file: RunFile, baseDir: string): Promise<RunData> {
  const entries = file.data
    .map((entry, place) => ({ entry, place }))
    .sort((a, b) => compareNames(a.entry.instrument, b.entry.instrument));
  const data: LoadedData[] = [];
  for (const [index, { entry, place }] of entries.entries()) {
    data.push(await loadData(entry, { baseDir, index, home: conclaveHome(), field: `data[${place}]` }));
  }
  return { data, rates: await loadRates(file.rates, baseDir) };
}

/** The bars of a window, over the same memory; those before it are there to warm up. */
export function within({ data, rates }: RunData, { fromUs, toUs }: Window): RunData {
  if (fromUs === undefined && toUs === undefined) return { data, rates };
  return {
    rates,
    data: data.map((loaded) => {
      const rows = toUs === undefined ? loaded.series.length : rowsUpTo(loaded.series, toUs);
      if (rows === 0) {
        throw new Fault(
          'data',
          `${loaded.instrument.name}: expected bars up to ${formatTime(toUs ?? 0)}, the first one closes at ${formatTime(loaded.series.tsUs[0])}`,
        );
      }
      const since = fromUs === undefined ? loaded.fromUs : Math.max(fromUs, loaded.fromUs ?? fromUs);
      return { ...loaded, series: loaded.series.slice(0, rows), fromUs: since };
    }),
  };
}
