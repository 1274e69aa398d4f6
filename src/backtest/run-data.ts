import { Fault } from '../core/base/fault.ts';
import { formatTime, type Us } from '../core/base/time.ts';
import { ActionKind } from '../core/model/action.ts';
import { type LoadedData, loadData, rowsUpTo } from '../catalogue/load.ts';
import { conclaveHome } from '../config/conclave-home.ts';
import type { RunFile } from '../config/run-file.ts';
import { compareNames } from './compare-names.ts';
import { type DatedRate, loadRates } from './rates.ts';
import { recordWithin, type RunRecord, runRecordOf } from './run-record.ts';

/** Everything that a run file reads from disk but its strategies. Runs do not change it: any number may walk over the same. */
export interface RunData {
  /** By instrument's name. */
  readonly data: readonly LoadedData[];
  /** Recorded markets, of other instruments. */
  readonly records: readonly RunRecord[];
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
  const records: RunRecord[] = [];
  const home = conclaveHome();
  for (const [index, { entry, place }] of entries.entries()) {
    const { fundingColumn } = file.execution;
    const field = `data[${place}]`;
    const record = await runRecordOf(entry, { index, home, field });
    if (record === undefined) data.push(await loadData(entry, { baseDir, index, home, field, fundingColumn }));
    else records.push(record);
  }
  requireFunding(file, data);
  return { data, records, rates: await loadRates(file.rates, baseDir) };
}

/** Shares beside perpetuals have no such column; that none has it is a mistake. */
function requireFunding({ execution: { fundingColumn } }: RunFile, data: readonly LoadedData[]): void {
  if (fundingColumn === undefined || data.some(({ hasFunding }) => hasFunding)) return;
  const names = data.map(({ instrument }) => instrument.name).join(', ');
  throw new Fault(
    'config',
    `execution.fundingColumn: expected a column of a file under data, no file has "${fundingColumn}" (${names})`,
  );
}

/** The bars and events of a window, over the same memory; those before it are there to warm up. */
export function within({ data, records, rates }: RunData, { fromUs, toUs }: Window): RunData {
  if (fromUs === undefined && toUs === undefined) return { data, records, rates };
  return {
    rates,
    records: records.map((record) => recordWithin(record, fromUs, toUs)),
    data: data.map((loaded) => {
      const rows = toUs === undefined ? loaded.series.length : rowsUpTo(loaded.series, toUs);
      if (rows === 0) {
        throw new Fault(
          'data',
          `${loaded.instrument.name}: expected bars up to ${formatTime(toUs ?? 0)}, the first one closes at ${formatTime(loaded.series.tsUs[0])}`,
        );
      }
      const since = fromUs === undefined ? loaded.fromUs : Math.max(fromUs, loaded.fromUs ?? fromUs);
      const series = loaded.series.slice(0, rows);
      const lastUs = series.tsUs[rows - 1];
      // What happens before the open of a bar that is not there any more has not happened; funding at a close has.
      const actions = loaded.actions.filter(({ tsUs, action }) =>
        action.kind === ActionKind.funding ? tsUs <= lastUs : tsUs < lastUs,
      );
      return { ...loaded, series, actions, fromUs: since };
    }),
  };
}
