import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { Fault } from '../core/base/fault.ts';
import type { Path } from './problem.ts';

/** A YAML or JSON text, read as data, and where each thing in it stands. */
export interface Written {
  readonly value: unknown;
  /** The line, from 1, of the key (or element) at this path, or of the nearest thing round it that is there. */
  lineOf(path: Path): number;
}

/** A text that is no YAML is refused with its line. `label` is what messages call it. */
export function parseWritten(text: string, label: string): Written {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new Fault(
      'config',
      `${label}:${line}:${col}: expected YAML or JSON: ${lowerFirst(error.message.split('\n')[0])}`,
    );
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (cause) {
    throw new Fault('config', `${label}: expected YAML or JSON: ${(cause as Error).message}`);
  }
  return { value, lineOf: (path) => lines.linePos(offsetOf(document.contents, path)).line };
}

function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    let next: unknown;
    let at: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === String(key),
      );
      next = pair?.value;
      at = pair?.key;
    } else if (isSeq(node)) {
      next = node.items[Number(key)];
      at = next;
    }
    const range = (at as Node | undefined)?.range;
    if (range === undefined || range === null) return offset;
    offset = range[0];
    node = next;
  }
  return offset;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
