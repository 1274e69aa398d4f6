import { openDataFile } from '../../catalogue/file.ts';
import { resolveDataPath } from '../../catalogue/package-path.ts';
import type { ClockCorrection } from '../../catalogue/record/clock-fit.ts';
import type { RecordImport } from '../../catalogue/record/import-record.ts';
import type { RecordSide } from '../../catalogue/record/record-side.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { parseDuration } from '../../core/base/time.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, text } from '../command.ts';
import { count } from '../numbers.ts';

/** A receive time in nanoseconds, a blank, a JSON object. */
const CAPTURED = /^\d{16,19} \{/;

/** Options that say something of bars. */
const OF_BARS = ['interval', 'timezone', 'timestamp', 'rounding', 'calendar'];
const OF_CAPTURES = ['symbol', 'clock', 'latencyFloor'];

/** Whether a file is a raw capture: by what the user says, or else by its first line. */
export async function isCapture(call: Call, file: string): Promise<boolean> {
  const format = text(call, 'format');
  const found = format === undefined ? await beginsAsOne(file) : format === 'binance-raw';
  for (const option of found ? OF_BARS : OF_CAPTURES) {
    if (text(call, option) === undefined) continue;
    const what = found ? 'a raw capture' : 'bars';
    const name = option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new Fault('usage', `--${name}: expected nothing for ${what}, was '${text(call, option)}'`);
  }
  return found;
}

/** A file that cannot be opened is none: who reads it next says why. */
async function beginsAsOne(file: string): Promise<boolean> {
  try {
    return CAPTURED.test((await openDataFile(resolveDataPath(file, process.cwd()))).head);
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

export function captureFrom(call: Call, file: string): RecordImport {
  return {
    path: resolveDataPath(file, process.cwd()),
    instrument: text(call, 'instrument') ?? 'FILE',
    tickSize: text(call, 'tick'),
    lotSize: text(call, 'lot'),
    currency: text(call, 'currency'),
    multiplier: text(call, 'multiplier'),
    symbol: text(call, 'symbol'),
    clock: text(call, 'clock') as ClockCorrection | undefined,
    latencyFloorUs: latencyFloor(call),
    home: conclaveHome(),
    replace: call.options.replace === true,
  };
}

function latencyFloor(call: Call): number | undefined {
  const given = text(call, 'latencyFloor');
  if (given === undefined) return undefined;
  const us = parseDuration(given);
  if (us === undefined) throw new Fault('usage', `--latency-floor: expected a time such as 2ms, was '${given}'`);
  return us;
}

/** '6,551 depth differences, 1 snapshots, ...'. */
export function countsText({ counts }: RecordSide): string {
  const { snapshots, differences, quotes, trades } = counts;
  return `${count(snapshots)} snapshots, ${count(differences)} depth differences, ${count(quotes)} quotes, ${count(trades)} trades`;
}

/** What was found of the recorder's clock, in one line. */
export function clockText({ clock }: RecordSide): string {
  const { offsetUs, segments, smallestUs } = clock;
  if (smallestUs === null) return 'The venue gave no times: receive times stand as they were recorded';
  if (segments.length === 0)
    return `The recorder's clock is taken at its word: the quickest message needed ${count(smallestUs)} us`;
  const drifts = segments.map(({ driftPpm }) => driftPpm);
  const [least, most] = [Math.min(...drifts), Math.max(...drifts)].map((ppm) => ppm.toFixed(1));
  const drift = least === most ? `drifts by ${least} ppm` : `drifts by ${least} to ${most} ppm`;
  const side = offsetUs < 0 ? 'behind' : 'ahead of';
  return `The recorder's clock is ${count(Math.abs(offsetUs))} us ${side} the venue's and ${drift}: taken out`;
}
