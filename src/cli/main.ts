import { commands } from './commands.ts';
import { reportError } from './errors.ts';
import { Interrupt } from './interrupt.ts';
import { commanderExitCode, helpWanted, makeProgram } from './program.ts';
import { processShell, type Shell } from './shell.ts';
import { StrayErrors } from './stray-errors.ts';

/** Runs one command line and resolves to its exit code. */
export async function main(args: readonly string[], shell: Shell = processShell(reportError)): Promise<number> {
  const outcome = { exitCode: 0 };
  const interrupt = new Interrupt();
  const stray = new StrayErrors((error) => reportError(error, shell));
  interrupt.listen();
  stray.listen();
  try {
    const program = makeProgram(commands, shell, interrupt, outcome);
    const help = helpWanted(program, args);
    if (help === undefined) await program.parseAsync([...args], { from: 'user' });
    else help.outputHelp();
    return outcome.exitCode;
  } catch (error) {
    return commanderExitCode(error) ?? reportError(error, shell);
  } finally {
    interrupt.release();
    stray.release();
  }
}
