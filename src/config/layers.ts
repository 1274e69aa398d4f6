import { Fault } from '../core/base/fault.ts';
import { settingsOf } from './environment.ts';
import { literalSecrets } from './literal-secrets.ts';
import { liveProfiles, profileSettings } from './live-section.ts';
import { applyOverride, type Override } from './overrides.ts';
import { childOf, type ConfigProblem, type Path, pathText, problemsOf } from './problem.ts';
import { isSecretName, REDACTED } from './redact.ts';
import type { RunFile } from './run-file.ts';
import { runFileSchema } from './run-file-schema.ts';
import { parseWritten, type Written } from './written.ts';

/** Where a value comes from. */
export type Origin = 'default' | 'profile' | 'file' | 'environment' | 'flag';

interface Layer extends Override {
  readonly origin: Origin;
  /** What messages call it: `--set seed=7`. */
  readonly label: string;
}

/**
 * A run file and what is laid over it, each layer over the one before: profile < file < environment < flags. Every value knows
 * where it comes from.
 */
export class Layers {
  /** As written, with all that was laid over it. */
  readonly root: unknown;
  readonly #label: string;
  readonly #written: Written;
  /** Later ones win. */
  readonly #over: Layer[] = [];
  /** Paths that a profile has filled in. */
  readonly #fromProfile = new Set<string>();
  #profile = '';

  constructor(text: string, label: string) {
    this.#label = label;
    this.#written = parseWritten(text, label);
    const { value } = this.#written;
    if (value === null || value === undefined)
      throw new Fault('config', `${label}: expected a run file, the file is empty`);
    this.root = structuredClone(value);
  }

  environment(env: Readonly<Record<string, string | undefined>>): void {
    for (const { variable, override } of settingsOf(env, this.root))
      this.#add('environment', override, () => variable, variable);
  }

  /** `--set KEY=VALUE`. */
  set(text: string): void {
    this.#add('flag', text, (path) => `--set ${isSecret(path) ? `${pathText(path, this.root)}=${REDACTED}` : text}`);
  }

  /** A flag with a key of its own: `--feed synthetic` is `live.feed`. */
  flag(flag: string, key: string, value: string | number | boolean): void {
    this.#add('flag', `${key}=${JSON.stringify(value)}`, () => `${flag} ${value}`);
  }

  /** The live settings exist, and those of the profile stand where nothing else was written. */
  profile(): void {
    const { root } = this;
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return;
    const fields = root as Record<string, unknown>;
    fields.live ??= {};
    const wanted = childOf(fields.live, 'profile') ?? 'paper';
    const profile = liveProfiles.find((known) => known === wanted);
    if (profile === undefined) return;
    this.#profile = profile;
    this.#fill(fields.live, profileSettings[profile], ['live']);
  }

  /** The run file; anything wrong with it is one Fault that names all problems, each with where it was written. */
  parse(): RunFile {
    const read = runFileSchema.safeParse(this.root);
    const problems = read.success ? [] : problemsOf(read.error, this.root);
    const told = new Set(problems.map(({ path }) => path.join('.')));
    problems.push(...literalSecrets(this.root).filter(({ path }) => !told.has(path.join('.'))));
    if (read.success && problems.length === 0) return read.data;
    const lines = problems.map((problem) => this.#tell(problem));
    throw new Fault('config', lines[0], lines.slice(1));
  }

  /** Where the value at this path comes from, and its name there: `run.yaml:7`. */
  originOf(path: Path): { origin: Origin; label: string } {
    const over = this.#over.findLast((layer) => isWithin(path, layer.path));
    if (over !== undefined) return over;
    if (this.#fromProfile.has(path.join('\0'))) return { origin: 'profile', label: `profile ${this.#profile}` };
    if (path.reduce<unknown>(childOf, this.#written.value) === undefined)
      return { origin: 'default', label: 'default' };
    return { origin: 'file', label: `${this.#label}:${this.#written.lineOf(path)}` };
  }

  #add(origin: Origin, text: string, label: (path: Path) => string, source?: string): void {
    const override = applyOverride(this.root, text, source);
    this.#over.push({ ...override, origin, label: label(override.path) });
  }

  #fill(target: unknown, settings: object, path: readonly string[]): void {
    if (typeof target !== 'object' || target === null || Array.isArray(target)) return;
    const fields = target as Record<string, unknown>;
    for (const [key, value] of Object.entries(settings)) {
      const place = [...path, key];
      if (typeof value === 'object') this.#fill((fields[key] ??= {}), value, place);
      else if (fields[key] === undefined) {
        fields[key] = value;
        this.#fromProfile.add(place.join('\0'));
      }
    }
  }

  #tell({ path, text }: ConfigProblem): string {
    const over = this.#over.findLast((layer) => isWithin(path, layer.path));
    const key = pathText(path, this.root);
    const where = over?.label ?? `${this.#label}:${this.#written.lineOf(path)}`;
    return `${where}: ${key === '' ? '' : `${key}: `}${text}`;
  }
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((key, i) => path[i] === key);
}

function isSecret(path: Path): boolean {
  return path.some((key) => typeof key === 'string' && isSecretName(key));
}
