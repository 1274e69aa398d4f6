import { Fault } from '../core/base/fault.ts';
import { didYouMean } from './nearest.ts';
import { childOf } from './problem.ts';
import { runFileJsonSchema } from './json-schema.ts';

/** A setting from the environment, as `--set` would be given it. */
export interface EnvironmentSetting {
  readonly variable: string;
  /** `KEY=VALUE`. */
  readonly override: string;
}

const PREFIX = 'CONCLAVE__';

type Node = Readonly<Record<string, unknown>>;

/**
 * Settings of a run file that the environment brings: `CONCLAVE__LIVE__METRICS__PORT=9464` is `live.metrics.port`. After the
 * prefix with its two underscores, keys are joined by two, and `STALE_AFTER` is `staleAfter`; entries of a list go by their id
 * or place. Values are YAML. A variable with this prefix that means no key is wrong usage, never ignored; those with one
 * underscore (`CONCLAVE_HOME`) are not settings.
 */
export function settingsOf(
  env: Readonly<Record<string, string | undefined>>,
  root: unknown,
): readonly EnvironmentSetting[] {
  const variables = Object.keys(env).filter((name) => name.startsWith(PREFIX) && env[name] !== undefined);
  const schema = runFileJsonSchema() as Node;
  return variables.sort().map((variable) => {
    const words = variable.slice(PREFIX.length).split('__');
    return { variable, override: `${keyOf(words, schema, root, variable)}=${env[variable]}` };
  });
}

function keyOf(words: readonly string[], schema: Node, root: unknown, variable: string): string {
  const keys: string[] = [];
  let nodes: readonly Node[] = [schema];
  let value = root;
  for (const word of words) {
    const known = nodes.flatMap((node) => Object.keys((node.properties as Node) ?? {}));
    const present = namesIn(value);
    const open = nodes.some((node) => node.items !== undefined || typeof node.additionalProperties === 'object');
    const key = [...known, ...present].find((name) => plain(name) === plain(word)) ?? (open ? camel(word) : undefined);
    if (key === undefined || word === '')
      throw new Fault(
        'usage',
        `${variable}: expected a key of the run file, '${camel(word)}' is none${didYouMean(camel(word), known)}`,
      );
    keys.push(key);
    value = childOf(value, Array.isArray(value) ? value.findIndex((item) => nameOf(item) === key) : key);
    nodes = nodes.flatMap((node) => inside(node, key));
  }
  return keys.join('.');
}

/** What a schema says of one key, whichever of its alternatives it is in. */
function inside(node: Node, key: string): Node[] {
  const found: unknown[] = [childOf(node.properties, key), node.items, node.additionalProperties];
  const nodes = found.filter((item): item is Node => typeof item === 'object' && item !== null);
  return nodes.flatMap((item) => [item, ...alternatives(item)]);
}

function alternatives(node: Node): Node[] {
  const some = [...((node.anyOf as Node[]) ?? []), ...((node.oneOf as Node[]) ?? [])];
  return some.flatMap((item) => [item, ...alternatives(item)]);
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item, i) => nameOf(item) ?? String(i));
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function nameOf(item: unknown): string | undefined {
  const name = childOf(item, 'id') ?? childOf(item, 'instrument');
  return typeof name === 'string' ? name : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

function camel(word: string): string {
  return word.toLowerCase().replaceAll(/_+([a-z\d])/g, (_all, letter: string) => letter.toUpperCase());
}
