import { runFileJsonSchema } from './json-schema.ts';
import { childOf, type Path } from './problem.ts';

type Node = Readonly<Record<string, unknown>>;

/**
 * What was written, with every default that the published JSON Schema has: a run file that says in full what the short one
 * means. Keys are sorted.
 */
export function effectiveOf(root: unknown): unknown {
  return fill(runFileJsonSchema() as Node, root);
}

/** The leaves of a value, each with its path; an empty block or list is one. */
export function leavesOf(value: unknown, path: Path = []): { readonly path: Path; readonly value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  if (entries.length === 0) return [{ path, value }];
  return entries.flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

function fill(schema: Node, written: unknown): unknown {
  const value = written === undefined ? structuredClone(schema.default) : written;
  if (Array.isArray(value)) return value.map((item) => fill((schema.items as Node) ?? {}, item));
  if (typeof value !== 'object' || value === null) return value;
  const node = blockFor(schema, value);
  const properties = (node.properties as Readonly<Record<string, Node>>) ?? {};
  const keys = [...new Set([...Object.keys(value), ...Object.keys(properties)])].sort();
  const filled = keys.map((key) => [key, fill(properties[key] ?? {}, childOf(value, key))] as const);
  return Object.fromEntries(filled.filter(([, item]) => item !== undefined));
}

/** The alternative that a block is written for: the one whose fixed values it has. */
function blockFor(schema: Node, value: object): Node {
  const some = [...((schema.anyOf as Node[]) ?? []), ...((schema.oneOf as Node[]) ?? [])];
  for (const node of some.map((item) => blockFor(item, value))) {
    const properties = node.properties as Readonly<Record<string, Node>> | undefined;
    const fits = Object.entries(properties ?? {}).every(
      ([key, { const: fixed }]) => fixed === undefined || childOf(value, key) === fixed,
    );
    if (properties !== undefined && fits) return node;
  }
  return schema;
}
