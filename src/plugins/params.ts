import { pathText, problemsOf } from '../config/problem.ts';
import { didYouMean } from '../config/nearest.ts';
import { Fault } from '../core/base/fault.ts';
import type { Strategy } from '../core/strategies/strategy.ts';
import { takesAnyKey } from './parameter-fields.ts';

/** Parameters as a run file gives them -> as the strategy's schema returns them. `field` is where they stand, for messages. */
export function parseParams(strategy: Strategy, params: unknown, field: string): unknown {
  const given = params ?? {};
  let read: ReturnType<Strategy['params']['safeParse']>;
  try {
    read = strategy.params.safeParse(given);
  } catch (error) {
    throw new Fault(
      'strategy',
      `strategy '${strategy.name}': its schema of parameters failed: ${(error as Error).message}`,
    );
  }
  if (read.success) {
    refuseUnknown(strategy, given, field);
    return read.data;
  }
  const known = parameterNames(strategy);
  const lines = problemsOf(read.error, given).map(({ path, text }) => {
    const key = path.length === 0 ? field : `${field}.${pathText(path)}`;
    return `${key}: ${text.startsWith('Unrecognized key') ? unknownParameter(String(path.at(-1)), known) : text}`;
  });
  throw new Fault('config', lines[0], lines.slice(1));
}

/** A schema may drop what it does not know (z.object does): a misspelt parameter must not pass unnoticed. */
function refuseUnknown(strategy: Strategy, given: unknown, field: string): void {
  const known = parameterNames(strategy);
  if (known.length === 0 || typeof given !== 'object' || given === null || takesAnyKey(strategy)) return;
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw new Fault('config', `${field}.${key}: ${unknownParameter(key, known)}`);
  }
}

function unknownParameter(key: string, known: readonly string[]): string {
  const hint = didYouMean(key, known);
  return `unknown parameter '${key}'${hint === '' ? `; expected one of ${known.join(', ')}` : hint}`;
}

interface ObjectSchema {
  readonly shape?: Readonly<Record<string, unknown>>;
}

/** Names of the parameters, where the schema is an object. */
function parameterNames(strategy: Strategy): string[] {
  return Object.keys((strategy.params as ObjectSchema).shape ?? {});
}
