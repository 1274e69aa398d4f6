import { imports, isShipped } from './source.ts';
import type { Source } from './source.ts';

/** Circles of imports in `src`, types included; each is named once, at the file it closes on. */
export function importCycles(files: readonly Source[]): string[] {
  const edges = new Map<string, string[]>();
  for (const source of files.filter(isShipped)) {
    const targets = imports(source).filter(({ relative }) => relative);
    edges.set(
      source.path,
      targets.map(({ target }) => target),
    );
  }
  const problems: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const circle = [...trail.slice(start), path].join(' -> ');
      problems.push(`${circle}: move what both ends need into a file of its own that imports neither`);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const target of edges.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of edges.keys()) visit(path);
  return problems;
}
