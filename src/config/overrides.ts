import { parse } from 'yaml';
import { Fault } from '../core/base/fault.ts';
import { childOf, type Path } from './problem.ts';
import { isSecretName } from './redact.ts';

/** One `--set KEY=VALUE`, and the place that it took. */
export interface Override {
  readonly text: string;
  readonly path: Path;
}

/**
 * Puts `KEY=VALUE` into what was read from a run file. KEY is a dotted path; an element of a list is named by its place, or by
 * its id or instrument: `agents.trend.params.fast=10`, `agents.0.params.fast=10`. VALUE is read as YAML. Blocks that are not
 * there yet are made; whether the key exists is the schema's to say. `source` is what messages call it.
 */
export function applyOverride(root: unknown, text: string, source = '--set'): Override {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new Fault('usage', `${source}: expected KEY=VALUE, was '${text}'`);
  const keys = text
    .slice(0, equals)
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.');
  if (keys.some((key) => key === ''))
    throw new Fault('usage', `${source}: expected a dotted path before '=', was '${text}'`);
  // A value that may be a secret is not repeated.
  const shown = source !== '--set' ? source : `--set ${keys.some(isSecretName) ? text.slice(0, equals) : text}`;
  if (typeof root !== 'object' || root === null) throw new Fault('usage', `${shown}: the run file holds no keys`);
  const path: (string | number)[] = [];
  let parent: unknown = root;
  keys.forEach((key, depth) => {
    const place = placeOf(parent, key, shown);
    path.push(place);
    const fields = parent as Record<string | number, unknown>;
    if (depth === keys.length - 1) fields[place] = valueOf(text.slice(equals + 1), shown);
    else parent = fields[place] = asBlock(childOf(parent, place));
  });
  return { text, path };
}

function placeOf(parent: unknown, key: string, shown: string): string | number {
  if (!Array.isArray(parent)) {
    if (key === '__proto__') throw new Fault('usage', `${shown}: expected a key of the run file, was '${key}'`);
    return key;
  }
  const named = parent.findIndex((item) => childOf(item, 'id') === key || childOf(item, 'instrument') === key);
  if (named >= 0) return named;
  const place = Number(key);
  if (/^\d+$/.test(key) && place < parent.length) return place;
  const names = parent.map((item, i) => String(childOf(item, 'id') ?? childOf(item, 'instrument') ?? i));
  throw new Fault('usage', `${shown}: expected one of ${names.join(', ')}, was '${key}'`);
}

function asBlock(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? value : {};
}

function valueOf(written: string, shown: string): unknown {
  try {
    return parse(written);
  } catch {
    throw new Fault('usage', `${shown}: expected a value in YAML after '='`);
  }
}
