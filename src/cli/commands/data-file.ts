import type { DataEntry } from '../../catalogue/data-entry.ts';
import { openDataFile } from '../../catalogue/file.ts';
import { inferSteps } from '../../catalogue/infer.ts';
import { resolveDataPath } from '../../catalogue/package-path.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, text } from '../command.ts';
import { entryFrom } from './data-source-options.ts';

/** The entry of a file, complete: a step that was not given is read from the numbers of the file, and said. */
export async function fileEntry(call: Call, file: string): Promise<DataEntry> {
  const entry = entryFrom(call, file);
  const path = resolveDataPath(entry.path ?? '', process.cwd());
  const { kind } = await openDataFile(path);
  const format = text(call, 'format');
  if ((format === 'parquet') !== (kind === 'parquet') && format !== undefined && format !== 'quote-bars') {
    throw new Fault('data', `${path}: expected ${format}, the file is ${kind === 'parquet' ? 'Parquet' : 'text'}`);
  }
  if (entry.tickSize !== undefined && entry.lotSize !== undefined) return entry;
  if (kind === 'parquet') {
    if (entry.tickSize === undefined)
      throw new Fault(
        'usage',
        `--tick: expected the step of prices (those of a Parquet file are binary and show none), was not given`,
      );
    return { ...entry, lotSize: '1' };
  }
  const inferred = await inferSteps(entry, process.cwd());
  const { tickSize = inferred.tickSize, lotSize = inferred.lotSize } = entry;
  if (!call.json)
    call.shell.err(`Prices are taken in steps of ${tickSize}, quantities in steps of ${lotSize} (--tick, --lot).\n`);
  return { ...entry, tickSize, lotSize };
}

export function wantsQuotes(call: Call): boolean {
  return text(call, 'format') === 'quote-bars';
}
