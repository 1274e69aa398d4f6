import { effectiveOf, leavesOf } from './effective.ts';
import type { Origin } from './layers.ts';
import { type Path, pathText } from './problem.ts';
import { Redactor } from './redact.ts';
import type { ReadLiveFile } from './read-run-file.ts';

export interface ShownSetting {
  /** `live.metrics.port`, `agents.trend.params.fast`. */
  readonly key: string;
  readonly value: unknown;
  readonly origin: Origin;
  /** The origin's own name: `run.yaml:7`, `CONCLAVE__SEED`, `--set seed=7`, `profile live`. */
  readonly from: string;
}

/**
 * Every setting of a session as it takes effect, sorted, secrets redacted, as it could be written in a run file. Limits that come
 * from a file of their own are shown in its place.
 */
export function effectiveConfig({ layers, file, limits }: ReadLiveFile): unknown {
  const { risk: _risk, ...rest } = effectiveOf(layers.root) as Record<string, unknown>;
  const { risk } = effectiveOf({ risk: limits.state === 'known' ? limits.risk : file.risk }) as Record<string, unknown>;
  return new Redactor().value(sorted({ ...rest, risk }));
}

function sorted(block: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(block).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same as a list, each with where it comes from. */
export function effectiveSettings(read: ReadLiveFile): ShownSetting[] {
  const effective = effectiveConfig(read);
  const written = read.layers.root as { risk?: { file?: unknown } };
  const limitsFile = written.risk?.file;
  return leavesOf(effective).map(({ path, value }) => {
    const { origin, label } = originOf(read, path, limitsFile);
    return { key: pathText(path, effective), value, origin, from: label };
  });
}

function originOf(
  { layers, limits }: ReadLiveFile,
  path: Path,
  limitsFile: unknown,
): { origin: Origin; label: string } {
  if (path[0] !== 'risk' || typeof limitsFile !== 'string') return layers.originOf(path);
  if (limits.state !== 'known') return { origin: 'default', label: `limits ${limits.state}` };
  return Object.hasOwn(limits.risk, path[1])
    ? { origin: 'file', label: limitsFile }
    : { origin: 'default', label: 'default' };
}
