import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { Fault } from '../../core/base/fault.ts';
import { canonicalJson } from '../../config/canonical.ts';
import { type ConfigChange, configChanges } from '../../config/changes.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type LiveLayers, parseLiveFile, type ReadLiveFile, readLiveFile } from '../../config/read-run-file.ts';
import { effectiveConfig } from '../../config/show.ts';
import { version } from '../../config/version.ts';
import { lockFolder } from '../../journal/lock.ts';
import type { Clock } from '../../telemetry/clock.ts';
import { DEMO, DEMO_NAME } from './demo.ts';
import { type Reconfiguration, reconfigure } from './reconfigure.ts';
import { LiveSession } from './session.ts';
import { readSession, SESSION_NAME, type SessionFile, startOf, writeSession } from './session-file.ts';

export interface StartOptions {
  /** A run file; without one the session of the folder goes on, or the demo begins. */
  readonly file?: string;
  /** Default: the session's name under `$CONCLAVE_HOME/sessions`. */
  readonly dir?: string;
  readonly over: LiveLayers;
  readonly clock: Clock;
  /** Aborted while it starts: it is given up, and what has begun is ended in order. */
  readonly signal?: AbortSignal;
}

export interface Started {
  readonly session: LiveSession;
  readonly dir: string;
  /** From 1. */
  readonly start: number;
  /** The configuration that the process began with, in full. */
  readonly opened: unknown;
  /** Settles when the reload that was last asked for is through. */
  reloading: Promise<unknown>;
}

/** A configuration, and what it was read from. */
interface Source {
  readonly read: ReadLiveFile;
  readonly text: string;
  readonly sets: readonly string[];
}

/**
 * Opens the session of a folder: a new one with the configuration that is given, or the one that is there, which goes on with
 * what it began with. A `Fault`: the folder is in use, holds a session of another configuration, or something cannot start.
 */
export async function startSession({ file, dir: given, over, clock, signal }: StartOptions): Promise<Started> {
  const asked = file === undefined ? undefined : fromFile(file, over);
  const dir = resolve(given ?? defaultFolder(asked?.read.file.name ?? DEMO_NAME));
  const lock = lockFolder(dir);
  try {
    const recorded = recordedIn(dir);
    const { read, text, sets } = asked ?? (recorded === undefined ? ofDemo(dir, over) : goOn(dir, recorded, over));
    const change = recorded === undefined ? unchanged(read) : reconfigure(dir, recorded, read);
    const start = (recorded?.starts ?? 0) + 1;
    const current = effectiveConfig(read) as SessionFile['config'];
    const written = {
      name: read.file.name,
      seed: read.file.seed,
      conclave: version,
      node: process.versions.node,
      startUs: recorded?.startUs ?? startOf(clock.nowUs()),
      starts: start,
      baseDir: read.baseDir,
      configHash: createHash('sha256')
        .update(canonicalJson(recorded?.config ?? current))
        .digest('hex'),
      config: recorded?.config ?? current,
      text,
      sets: [...sets],
    };
    // The counter is on disk before anybody hears of this start; what changed is, once it is an input.
    await writeSession(dir, { ...written, current: recorded?.current ?? current });
    const { startUs } = written;
    const session = await LiveSession.open({ dir, read: change.read, clock, startUs, start, lock, signal });
    enter(session, change, 'the session was started with it');
    if (recorded !== undefined) await writeSession(dir, { ...written, current });
    return { session, dir, start, opened: current, reloading: Promise.resolve() };
  } catch (error) {
    // Nothing has begun: the next try may be with another configuration.
    if (!existsSync(join(dir, 'journal'))) rmSync(join(dir, SESSION_NAME), { force: true });
    lock.release();
    if (signal?.aborted === true) throw new Fault('interrupted', `interrupted before the session in ${dir} ran`);
    throw error;
  }
}

export interface Reloaded {
  /** In force now. */
  readonly now: readonly ConfigChange[];
  /** Of this and of earlier reloads: in force with the next start. */
  readonly restart: readonly ConfigChange[];
}

/**
 * A running session takes over what it can of its run file, changed meanwhile, and of the secrets and tokens that it refers to: what
 * decides about money as commands, the rest at once. A `Fault` where something differs that its record depends on; then nothing
 * has changed. One after the other: each goes by what the one before has left.
 */
export function reloadSession(started: Started, file: string, over: LiveLayers): Promise<Reloaded> {
  const reloaded = started.reloading.then(() => reload(started, file, over));
  started.reloading = reloaded.catch(() => {});
  return reloaded;
}

async function reload({ session, dir, opened }: Started, file: string, over: LiveLayers): Promise<Reloaded> {
  const { read, text, sets } = fromFile(file, over);
  const recorded = recordedIn(dir);
  if (recorded === undefined) throw new Fault('integrity', `${dir}: ${SESSION_NAME} is gone`);
  const change = reconfigure(dir, recorded, read);
  const { now } = change;
  const current = effectiveConfig(read) as SessionFile['config'];
  const restart = configChanges(opened, current).restart.concat(newDoor(opened, read, now));
  const keys = now.map(({ key }) => key);
  await session.reload(
    read,
    `read again: ${keys.length === 0 ? 'secrets and tokens' : keys.join(', ')}`.slice(0, 2_000),
  );
  enter(session, change, 'it was read again');
  await writeSession(dir, { ...recorded, text, sets: [...sets], current });
  return { now: now.filter(({ key }) => !restart.some((waits) => waits.key === key)), restart };
}

/** A session that began without sources of webhooks has no port for them. */
function newDoor(opened: unknown, { file }: ReadLiveFile, now: readonly ConfigChange[]): readonly ConfigChange[] {
  const { sources } = (opened as { live: { webhook: { sources: readonly unknown[] } } }).live.webhook;
  if (sources.length > 0 || file.live.webhook.sources.length === 0) return [];
  return now.filter(({ key }) => key.startsWith('live.webhook.sources'));
}

/** Where sessions are that were not given a folder. */
export function sessionsFolder(): string {
  return join(conclaveHome(), 'sessions');
}

function defaultFolder(name: string): string {
  return join(sessionsFolder(), name.replaceAll(/[^\w.-]+/g, '-').replace(/^\.+/, ''));
}

function recordedIn(dir: string): SessionFile | undefined {
  const recorded = readSession(dir);
  if (recorded === undefined && existsSync(join(dir, 'journal')))
    throw new Fault('integrity', `${dir}: holds a journal, and no ${SESSION_NAME} that says whose`);
  return recorded;
}

function fromFile(file: string, over: LiveLayers): Source {
  const read = readLiveFile(file, over);
  return { read, text: readFileSync(file, 'utf8'), sets: setsOf(over) };
}

function ofDemo(dir: string, over: LiveLayers): Source {
  return { read: parseLiveFile(DEMO, 'the demo', dir, over), text: DEMO, sets: setsOf(over) };
}

/** What was laid over it then lies below what is given now. */
function goOn(dir: string, { text, baseDir, sets: before }: SessionFile, over: LiveLayers): Source {
  const now = setsOf(over);
  const keyOf = (set: string): string => set.slice(0, set.indexOf('='));
  const sets = [...before.filter((set) => !now.some((other) => keyOf(other) === keyOf(set))), ...now];
  return { read: parseLiveFile(text, join(dir, SESSION_NAME), baseDir, { env: over.env, sets }), text, sets };
}

function setsOf({ flags = [], sets = [] }: LiveLayers): string[] {
  return [...flags.map(({ key, value }) => `${key}=${JSON.stringify(value)}`), ...sets];
}

function unchanged(read: ReadLiveFile): Reconfiguration {
  return { read, limits: {}, method: undefined, now: [] };
}

/** Whoever starts the session with other limits has set them: an input, so that a replay sets them at the same place. */
function enter(session: LiveSession, { limits, method }: Reconfiguration, why: string): void {
  const who = 'the run file';
  if (Object.keys(limits).length > 0) session.command('set-limits', 'account', '', who, why, { limits });
  if (method !== undefined) session.command('set-method', 'account', '', who, why, method);
}
