import process from 'node:process';
import { Fault } from '../core/base/fault.ts';
import { RealClock } from '../telemetry/clock.ts';

/** What a process of ours is told by whoever runs it. */
export interface Host {
  /** Options of `parseArgs` that every host understands. */
  readonly options: typeof OPTIONS;
  /** It serves from now on: said on stdout, in a line that `superviseProcess` waits for. */
  ready(): void;
  /** Whether anybody is connected: with `--idle-ms`, a host that nobody uses for so long ends. */
  idle(isIdle: boolean): void;
  /** Ends at once: nothing can be promised any more. */
  fail(error: unknown): void;
}

export const READY = 'ready';
const OPTIONS = {
  /** Ends when the other end of stdin is gone: for tests, and for whoever wants no process to outlive him. */
  'with-parent': { type: 'boolean' },
  'idle-ms': { type: 'string' },
} as const;
const DRAIN_MS = 5_000;

/**
 * Runs a process: `start` returns how to end it in order. SIGTERM and SIGINT drain, a second one ends at once; a `Fault` is a
 * line on stderr and the exit code of its kind.
 */
export async function runHost(start: (host: Host) => Promise<() => Promise<void>>): Promise<void> {
  // What the folder holds (tokens, orders) is its owner's alone.
  process.umask(0o077);
  const clock = new RealClock();
  let stop: (() => Promise<void>) | undefined;
  let isStopping = false;
  let wantsStop = false;
  let cancelIdle: (() => void) | undefined;
  const idleMs = Number(argument('--idle-ms') ?? 0);
  const fail = (error: unknown): void => {
    const fault = error instanceof Fault;
    const text = fault || !(error instanceof Error) ? String((error as Error).message) : error.stack;
    process.stderr.write(`${text}\n`);
    process.exit(fault ? error.exitCode : isOfWorld(error) ? 4 : 70);
  };
  const end = (): void => {
    if (isStopping) process.exit(0);
    wantsStop = true;
    if (stop === undefined) return;
    isStopping = true;
    clock.after(DRAIN_MS, () => process.exit(0));
    stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  // Who started us may be gone before we are ready: we serve all the same, whoever comes next takes us over.
  process.stdout.on('error', () => {});
  if (process.argv.includes('--with-parent')) {
    process.stdin.on('end', end).on('error', end);
    process.stdin.resume();
  }
  try {
    stop = await start({
      options: OPTIONS,
      ready: () => void process.stdout.write(`${READY}\n`),
      idle(isIdle) {
        cancelIdle?.();
        cancelIdle = isIdle && idleMs > 0 ? clock.after(idleMs, end) : undefined;
      },
      fail,
    });
  } catch (error) {
    fail(error);
  }
  if (wantsStop) end();
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function isOfWorld(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException | undefined)?.syscall === 'string';
}
