import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { userPlace } from '../../plugins/source-place.ts';
import type { FileRead } from './trace.ts';

/** Frames of a stack that are looked through for the strategy's own: it may read by way of a package. */
const FRAMES = 60;

/**
 * Notices which files strategies open through `node:fs`, and opens others in their place. For a thread that runs strategies and
 * nothing else: it cannot be undone.
 */
export class FileWatch {
  private found: FileRead[] = [];
  private instead: ReadonlyMap<string, string> = new Map();

  constructor() {
    for (const [holder, names] of [
      [fs, ['readFileSync', 'readFile', 'openSync', 'open', 'openAsBlob', 'createReadStream']],
      [fs.promises, ['readFile', 'open']],
    ] as const) {
      const functions = holder as unknown as Record<string, (...args: unknown[]) => unknown>;
      for (const name of names) {
        const original = functions[name];
        functions[name] = (file, ...rest) => original.call(holder, this.opened(file), ...rest);
      }
    }
    syncBuiltinESMExports();
  }

  /** Another run; `instead` are pairs of absolute paths. */
  begin(instead: readonly (readonly [string, string])[]): void {
    this.found = [];
    this.instead = new Map(instead);
  }

  get reads(): readonly FileRead[] {
    return [...this.found];
  }

  private opened(file: unknown): unknown {
    const path = pathOf(file);
    if (path === undefined) return file;
    this.note(path);
    return this.instead.get(path) ?? file;
  }

  private note(path: string): void {
    if (this.found.some((read) => read.path === path)) return;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES;
    const place = userPlace(new Error('who reads'));
    Error.stackTraceLimit = limit;
    if (place !== undefined) this.found.push({ path, place: `${place.path}:${place.line}` });
  }
}

/** undefined for a descriptor, and for what is no path. */
function pathOf(file: unknown): string | undefined {
  if (typeof file === 'string') return resolved(file);
  if (file instanceof URL) return file.protocol === 'file:' ? resolved(fileURLToPath(file)) : undefined;
  return Buffer.isBuffer(file) ? resolved(file.toString('utf8')) : undefined;
}

/** The file itself, by whatever link it was named. */
export function resolved(path: string): string {
  try {
    return fs.realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** The clock of this thread goes so far ahead from now on, for strategies that look at it. */
export function moveClock(aheadMs: number): void {
  const Original = Date;
  globalThis.Date = class extends Original {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(Original.now() + aheadMs);
      else super(...(args as [number]));
    }
    static override now(): number {
      return Original.now() + aheadMs;
    }
  } as DateConstructor;
  moveTemporal(aheadMs);
}

/** What `Temporal.Now` says of the time; all of it is made of the instant. */
function moveTemporal(aheadMs: number): void {
  const now = Temporal.Now as { -readonly [name in keyof typeof Temporal.Now]: (typeof Temporal.Now)[name] };
  const instant = now.instant.bind(now);
  now.instant = () => instant().add({ milliseconds: aheadMs });
  now.zonedDateTimeISO = (zone = now.timeZoneId()) => now.instant().toZonedDateTimeISO(zone);
  now.plainDateTimeISO = (zone) => now.zonedDateTimeISO(zone).toPlainDateTime();
  now.plainDateISO = (zone) => now.zonedDateTimeISO(zone).toPlainDate();
  now.plainTimeISO = (zone) => now.zonedDateTimeISO(zone).toPlainTime();
}
