import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { lastLine } from './venvs.ts';

export interface Runner {
  readonly name: string;
  readonly version?: string;
  /** The task is its last argument, as JSON; its last line on stdout is what it did. */
  readonly command: readonly string[];
  readonly task: unknown;
}

export interface Done {
  readonly seconds: number;
  readonly peakRssMiB: number;
  /** Under which assumption its orders fill. */
  readonly assumption: string;
}

export interface Comparison<Result extends Done> {
  /** In what the two differ; nothing where they agree. */
  readonly agree: (one: Result, other: Result) => readonly string[];
  readonly figures: (done: Result) => Readonly<Record<string, number>>;
}

/** Runs one after the other and prints a line each, the first being what the others are held against. True when all agree. */
export function sideBySide<Result extends Done>(runners: readonly Runner[], comparison: Comparison<Result>): boolean {
  const { agree, figures } = comparison;
  let first: Result | undefined;
  let isRight = true;
  for (const { name, version, command, task } of runners) {
    const done = run<Result>(name, command, task);
    if (done === undefined) {
      isRight &&= first !== undefined;
      continue;
    }
    first ??= done;
    const differs = agree(done, first);
    isRight &&= differs.length === 0;
    say({
      peer: name,
      version,
      ...figures(done),
      seconds: Number(done.seconds.toPrecision(4)),
      conclaveTimesFaster: Number((done.seconds / first.seconds).toPrecision(3)),
      peakRssMiB: done.peakRssMiB,
      agrees: differs.length === 0 ? true : differs,
      assumption: done.assumption,
    });
  }
  return isRight;
}

/** The columns in which two results are further apart than this. */
export function differences<Result>(
  one: Result,
  other: Result,
  most: Partial<Readonly<Record<keyof Result, number>>>,
): string[] {
  return Object.entries<number | undefined>(most).flatMap(([name, off = 0]) => {
    const key = name as keyof Result;
    const apart = Math.abs(Number(one[key]) - Number(other[key]));
    return apart <= off ? [] : [`${name} ${String(one[key])}, not ${String(other[key])}`];
  });
}

export function say(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function run<Result>(name: string, [command, ...args]: readonly string[], task: unknown): Result | undefined {
  const options = { encoding: 'utf8', maxBuffer: 1e8 } as const;
  const { status, stdout, stderr } = spawnSync(command, [...args, JSON.stringify(task)], options);
  const line = lastLine(stdout ?? '');
  if (status === 0 && line !== undefined) return JSON.parse(line) as Result;
  say({ peer: name, leftOut: 'it failed', why: lastLine(stderr ?? '') });
  return undefined;
}
