import type { Shell } from './shell.ts';

export interface Argument {
  /** `<file>` is required, `[file]` optional, `<file...>` one or more. */
  readonly name: string;
  readonly about: string;
}

export interface Option {
  /** `--out <dir>`, `--force`. */
  readonly flags: string;
  readonly about: string;
  /** May be given several times; the value is a list. */
  readonly repeated?: boolean;
  readonly choices?: readonly string[];
}

export interface Call {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Print one JSON object on stdout, and nothing else there. */
  readonly json: boolean;
  readonly shell: Shell;
  /** Aborted by the first Ctrl-C, where the command is `graceful`. */
  readonly signal: AbortSignal;
}

/** A command of the tool: what help and completions say of it, and what it does. */
export interface Command {
  /** `['backtest', 'run']`. */
  readonly path: readonly string[];
  readonly about: string;
  /** Whole command lines; help shows them first. */
  readonly examples: readonly string[];
  readonly args?: readonly Argument[];
  readonly options?: readonly Option[];
  /** Ends by itself, and tidies up, when `signal` is aborted; any other command is ended by a Ctrl-C at once. */
  readonly graceful?: boolean;
  /** Resolves to the exit code. What goes wrong is thrown. */
  run(call: Call): Promise<number>;
}

/** Said of a group in help. */
export const GROUPS: Readonly<Record<string, string>> = {
  backtest: 'Run strategies over recorded data',
  session: 'Live sessions that have run: what they did',
  data: 'Import, look at and check market data',
  strategies: 'The built-in agents, and files for your own',
  indicators: 'What strategies can compute',
  audit: 'What a live session recorded, and that nobody changed it',
  ctl: 'Look at a running session, and give it commands',
  config: 'Check a run file, and see what takes effect',
  journal: 'Look at, prove and repair the record of a session',
};

/** The value of an option that takes a text; undefined when it was not given. */
export function text(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function printJson(shell: Shell, value: unknown): void {
  shell.out(`${JSON.stringify(value, null, 2)}\n`);
}
