import { Command as Program, CommanderError, Option } from 'commander';
import { version } from '../config/version.ts';
import { type Call, type Command, GROUPS } from './command.ts';
import type { Interrupt } from './interrupt.ts';
import type { Shell } from './shell.ts';

/** Options that every command takes. */
const COMMON = [
  ['--json', 'print one JSON object on stdout'],
  ['--no-input', 'never ask'],
] as const;

const USAGE_EXIT_CODE = 2;

export interface Outcome {
  exitCode: number;
}

/** The command line as commander sees it, made from the list of commands. Whatever a command's `run` resolves to goes to `outcome`. */
export function makeProgram(
  commands: readonly Command[],
  shell: Shell,
  interrupt: Interrupt,
  outcome: Outcome,
): Program {
  const program = new Program('conclave')
    .description('Many trading agents, one account: backtest them, trade live on paper, and look at what they did.')
    .version(version, '--version', 'print the version')
    .helpCommand(false);
  withExamples(program, [
    'conclave backtest run examples/quickstart.yaml',
    'conclave run',
    'conclave strategies new my-strategy',
    'conclave data import prices.csv --instrument SPX --interval 1d',
  ]);
  const groups = new Map<string, Program>();
  for (const command of commands) {
    const parent = command.path.length === 1 ? program : groupOf(command.path[0], groups, program);
    addCommand(
      parent,
      command,
      (given) => {
        interrupt.heard = command.graceful === true;
        return { ...given, shell, signal: interrupt.signal };
      },
      outcome,
    );
  }
  for (const each of [
    program,
    ...groups.values(),
    ...[...groups.values(), program].flatMap(({ commands: own }) => own),
  ]) {
    each.exitOverride();
    each.configureOutput({
      writeOut: (text) => shell.out(text),
      writeErr: (text) => shell.err(text),
      outputError: (text, write) => write(`${shell.paintErr('red', 'conclave:')} ${text.replace(/^error: /, '')}`),
    });
    each.showSuggestionAfterError(true);
    each.helpOption('-h, --help', 'show this');
  }
  return program;
}

function groupOf(name: string, groups: Map<string, Program>, program: Program): Program {
  let group = groups.get(name);
  if (group === undefined) {
    group = program
      .command(name)
      .description(GROUPS[name] ?? '')
      .helpCommand(false);
    groups.set(name, group);
  }
  return group;
}

function addCommand(
  parent: Program,
  command: Command,
  complete: (given: Pick<Call, 'args' | 'options' | 'json'>) => Call,
  outcome: Outcome,
): void {
  const own = parent.command(command.path.at(-1) ?? '').description(command.about);
  for (const { name, about } of command.args ?? []) own.argument(name, about);
  for (const { flags, about, repeated, choices } of command.options ?? []) {
    const option = new Option(flags, about);
    if (choices !== undefined) option.choices([...choices]);
    if (repeated === true)
      option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    own.addOption(option);
  }
  for (const [flags, about] of COMMON) own.option(flags, about);
  withExamples(own, command.examples);
  own.action(async () => {
    const options = own.opts();
    outcome.exitCode = await command.run(complete({ args: own.args, options, json: options.json === true }));
  });
}

function withExamples(program: Program, examples: readonly string[]): void {
  program.addHelpText('before', `Examples:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`);
}

/** The command whose help is wanted: a group by itself, or nothing at all. */
export function helpWanted(program: Program, args: readonly string[]): Program | undefined {
  let current = program;
  for (const arg of args) {
    const next = current.commands.find((command) => command.name() === arg);
    if (next === undefined) return undefined;
    current = next;
  }
  return current.commands.length > 0 ? current : undefined;
}

/** What commander throws when it has said all there is to say: the exit code. Undefined for anything else. */
export function commanderExitCode(error: unknown): number | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
}
