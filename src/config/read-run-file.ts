import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { Layers } from './layers.ts';
import { limitsOf, type LimitsState, readLimitsFile } from './limits-file.ts';
import type { LiveConfig } from './live-section.ts';
import type { RunFile } from './run-file.ts';

export interface ReadRunFile {
  readonly file: RunFile;
  /** The folder that its relative paths are relative to. */
  readonly baseDir: string;
}

/** A run file for a live session. */
export interface ReadLiveFile extends ReadRunFile {
  readonly file: RunFile & { readonly live: LiveConfig };
  /** Not `known`: there must be no new risk, and `file.risk` is the most careful profile. */
  readonly limits: LimitsState;
  readonly layers: Layers;
}

/** What is laid over a run file. */
export interface LiveLayers {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Flags with a key of their own. */
  readonly flags?: readonly {
    readonly flag: string;
    readonly key: string;
    readonly value: string | number | boolean;
  }[];
  /** `--set KEY=VALUE`, over all others. */
  readonly sets?: readonly string[];
}

/** Reads a run file from disk, with `KEY=VALUE` overrides; anything wrong with it is one Fault that names all problems. */
export function readRunFile(path: string, overrides: readonly string[] = []): ReadRunFile {
  const baseDir = dirname(resolve(path));
  const file = parseRunFile(readText(path), path, overrides);
  const limits = limitsFor(file, baseDir);
  if (limits.state !== 'known') throw new Fault('config', `risk.file: ${limits.reason}`);
  return { file: { ...file, risk: limits.risk }, baseDir };
}

/**
 * The same for a live session: the settings of the profile below the file, the environment and flags above it. Limits that
 * cannot be read are no error here, since the session may still reduce risk.
 */
export function readLiveFile(path: string, over: LiveLayers): ReadLiveFile {
  return parseLiveFile(readText(path), path, dirname(resolve(path)), over);
}

/** The same for a text. `label` is what messages call it. */
export function parseLiveFile(text: string, label: string, baseDir: string, over: LiveLayers): ReadLiveFile {
  const layers = new Layers(text, label);
  layers.environment(over.env);
  for (const { flag, key, value } of over.flags ?? []) layers.flag(flag, key, value);
  for (const set of over.sets ?? []) layers.set(set);
  layers.profile();
  const file = layers.parse() as ReadLiveFile['file'];
  const limits = limitsFor(file, baseDir);
  const risk = limits.state === 'known' ? limits.risk : { profile: 'conservative' };
  return { file: { ...file, risk }, baseDir, limits, layers };
}

/** The same for a text. `label` is what messages call it. */
export function parseRunFile(text: string, label: string, overrides: readonly string[] = []): RunFile {
  const layers = new Layers(text, label);
  for (const override of overrides) layers.set(override);
  return layers.parse();
}

function limitsFor({ risk }: RunFile, baseDir: string): LimitsState {
  return typeof risk.file === 'string' ? readLimitsFile(resolve(baseDir, risk.file)) : limitsOf(risk);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Fault('config', `${path}: no such file; a run file is expected`);
    if (code === 'EISDIR') throw new Fault('config', `${path}: expected a run file, is a folder`);
    throw new Fault('world', `${path}: cannot be read (${code})`);
  }
}
