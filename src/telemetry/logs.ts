import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DestinationStream, Logger, pino as Pino } from 'pino';
import { type LogLevel, logLevels } from '../config/log-level.ts';
import type { Redactor } from '../config/redact.ts';
import { Fault } from '../core/base/fault.ts';
import { formatTime } from '../core/base/time.ts';
import type { Clock } from './clock.ts';
import type { Metrics } from './metrics.ts';
import { Repeats } from './repeats.ts';
import { rotate, ROTATION, type RotationLimits } from './log-rotation.ts';

/** What belongs to a line besides its text; `correlationId` where there is one. Errors go under `error`. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Tells what happens, a JSON object a line. The text is constant and the values are fields, so that equal messages are known as
 * such: one that repeats is cut short, and how often is said.
 */
export interface Log {
  debug(text: string, fields?: LogFields): void;
  info(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
  error(text: string, fields?: LogFields): void;
  /** The same with fields of its own on each line. */
  with(fields: LogFields): Log;
}

export interface LogFile extends Log {
  /** At once, also for what `with` made. */
  setLevel(level: LogLevel): void;
  /** Lines that could not be written: disk full, or more than the writer keeps up with. */
  readonly lost: number;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** A file that is appended to; its folder is made. Without it stderr. */
  readonly file?: string;
  /** On each line: which part of the platform speaks. */
  readonly part: string;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly metrics?: Metrics;
  /** Of the file. */
  readonly rotation?: RotationLimits;
  /** Equal messages in ten seconds before they are cut short. Default 20. */
  readonly repeatsMax?: number;
}

const REPEATS_MAX = 20;
/** What waits for a slow disk before lines are lost. */
const BUFFER_BYTES_MAX = 8 * 1024 * 1024;

/** Loads pino. A file that cannot be opened is a Fault; one that cannot be written later costs its lines, never the process. */
export async function openLog(options: LogOptions): Promise<LogFile> {
  const { pino } = await import('pino');
  const { clock, redactor, metrics, file } = options;
  let lost = 0;
  const destination = await open(pino.destination, file);
  if (file !== undefined) rotate(destination, file, options.rotation ?? ROTATION);
  destination.on('error', () => lost++);
  destination.on('drop', () => lost++);
  const lines = Object.fromEntries(
    logLevels.map((level) => [level, metrics?.counter('telemetry_log_lines_total', { level })]),
  );
  const suppressed = metrics?.counter('telemetry_log_suppressed_total');
  const root = pino(
    {
      level: options.level,
      base: { part: options.part },
      messageKey: 'text',
      timestamp: () => `,"time":"${formatTime(clock.nowUs())}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {},
      // The last word on every line, whatever way a secret came into it.
      hooks: { streamWrite: (line) => redactor.text(line) },
    },
    destination as unknown as DestinationStream,
  );
  const repeats = new Repeats(options.repeatsMax ?? REPEATS_MAX, (key, count) => {
    const [level, text] = key;
    write(root, level, 'a message was repeated', { message: text, times: count });
  });

  const write = (logger: Logger, level: LogLevel, text: string, fields: object) => {
    lines[level]?.add();
    logger[level](fields, text);
  };
  const say = (own: LogFields, level: LogLevel, text: string, fields: LogFields | undefined) => {
    if (!root.isLevelEnabled(level)) return;
    if (!repeats.admit(level, text, clock.steadyUs())) {
      suppressed?.add();
      return;
    }
    write(root, level, text, clean(own, fields));
  };
  const clean = (own: LogFields, fields: LogFields = {}): object => {
    try {
      return redactor.value({ ...own, ...fields }) as object;
    } catch {
      // A field that throws when it is read must not take the line, or the process, with it.
      return { unreadable: Object.keys(fields) };
    }
  };
  const logWith = (own: LogFields): Log => ({
    debug: (text, fields) => say(own, 'debug', text, fields),
    info: (text, fields) => say(own, 'info', text, fields),
    warn: (text, fields) => say(own, 'warn', text, fields),
    error: (text, fields) => say(own, 'error', text, fields),
    with: (fields) => logWith({ ...own, ...fields }),
  });
  return {
    ...logWith({}),
    setLevel(level) {
      root.level = level;
    },
    get lost() {
      return lost;
    },
    async close() {
      repeats.flush();
      await closed(destination);
    },
  };
}

type MakeDestination = typeof Pino.destination;
type Destination = ReturnType<MakeDestination>;

async function open(make: MakeDestination, file: string | undefined): Promise<Destination> {
  if (file === undefined) return make({ dest: 2, sync: true });
  try {
    mkdirSync(dirname(file), { recursive: true });
    // A writer that could not open its file would end the process with an error of its own, whenever that ends.
    closeSync(openSync(file, 'a'));
    const destination = make({ dest: file, append: true, sync: false, maxLength: BUFFER_BYTES_MAX });
    await new Promise((resolve, reject) => destination.once('ready', () => resolve(undefined)).once('error', reject));
    return destination;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Fault('world', `${file}: the log cannot be written (${code})`);
  }
}

async function closed(destination: Destination): Promise<void> {
  if ('fd' in destination && destination.fd === 2) return;
  await new Promise<void>((resolve) => {
    destination.once('close', () => resolve());
    // A disk that stays full would be tried for ever, and keep the process alive.
    destination.once('error', () => {
      destination.destroy();
      resolve();
    });
    destination.end();
  });
}
