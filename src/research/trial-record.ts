import { crc32 } from 'node:zlib';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Trial } from './trials.ts';

/**
 * A trial as a line of its family's file: a checksum in hex, a space, JSON, and spaces up to a fixed length, between two line
 * feeds. The first of these ends what an interrupted writer may have left; the fixed length tells how many records a part
 * of the file holds that nobody read.
 */
export const RECORD_BYTES = 2_048;

const NAME_CHARACTERS = 64;
const INSTRUMENT_CHARACTERS = 80;

const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const measure = Type.Union([Type.Number(), Type.Null()]);
const schema = Type.Object({
  v: Type.Literal(1),
  kind: Type.Union([Type.Literal('backtest'), Type.Literal('sweep'), Type.Literal('walk-forward')]),
  name: Type.String(),
  started: Type.String(),
  version: Type.String(),
  config: digest,
  data: digest,
  result: digest,
  instruments: Type.String(),
  first: Type.Integer(),
  last: Type.Integer(),
  sessions: Type.Integer({ minimum: 0 }),
  sharpe: measure,
  skewness: measure,
  kurtosis: measure,
  perYear: Type.Number(),
  total: measure,
  span: Type.Integer({ minimum: 1 }),
  periods: Type.String(),
});
const compiled = Compile(schema);

/** A trial as it was read back: instruments as one text, cut where there are many. */
export type StoredTrial = Omit<Trial, 'instruments'> & { readonly instruments: string };

export function recordOf(trial: Trial): Buffer {
  const { kind, started, version, firstUs, lastUs, sessions, span, periods } = trial;
  for (let characters = NAME_CHARACTERS; ; characters = characters >> 1) {
    const fields: Static<typeof schema> = {
      v: 1,
      ...{ kind, started, sessions, span },
      name: cut(trial.name, characters),
      version: cut(version, 32),
      config: trial.configHash,
      data: trial.dataHash,
      result: trial.resultHash,
      instruments: cut(trial.instruments.join(', '), Math.min(INSTRUMENT_CHARACTERS, 2 * characters)),
      first: firstUs,
      last: lastUs,
      sharpe: trial.sharpe,
      skewness: trial.skewness,
      kurtosis: trial.kurtosis,
      perYear: trial.sessionsPerYear,
      total: trial.totalReturn,
      periods: Buffer.from(periods.buffer, periods.byteOffset, periods.byteLength).toString('base64'),
    };
    const json = JSON.stringify(fields);
    const line = `${checksum(json)} ${json}`;
    const bytes = Buffer.byteLength(line);
    // A name of signs that take many bytes is cut shorter: nothing else can make it too long.
    if (bytes <= RECORD_BYTES - 2 || characters === 0)
      return Buffer.from(`\n${line}${' '.repeat(RECORD_BYTES - 2 - bytes)}\n`);
  }
}

/** undefined for a line that is none of ours, or not all of one. */
export function parseRecord(line: Buffer): StoredTrial | undefined {
  const json = line.subarray(9, line.lastIndexOf('}') + 1);
  if (line[8] !== 0x20 || checksum(json) !== line.toString('latin1', 0, 8)) return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(json.toString());
  } catch {
    return undefined;
  }
  if (!compiled.Check(fields)) return undefined;
  const bytes = Buffer.from(fields.periods, 'base64');
  if (bytes.length !== 4 * Math.ceil(fields.sessions / fields.span)) return undefined;
  return {
    ...{ kind: fields.kind, name: fields.name, started: fields.started, version: fields.version },
    ...{ configHash: fields.config, dataHash: fields.data, resultHash: fields.result },
    ...{ instruments: fields.instruments, firstUs: fields.first, lastUs: fields.last, sessions: fields.sessions },
    ...{ sharpe: fields.sharpe, skewness: fields.skewness, kurtosis: fields.kurtosis },
    ...{ sessionsPerYear: fields.perYear, totalReturn: fields.total, span: fields.span },
    periods: new Float32Array(new Uint8Array(bytes).buffer),
  };
}

function checksum(json: string | Buffer): string {
  return crc32(json).toString(16).padStart(8, '0');
}

function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, Math.max(0, characters - 1))}…`;
}
