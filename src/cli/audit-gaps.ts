import type { Gap } from '../audit/record-files.ts';
import { Fault } from '../sdk/index.ts';
import { reportError } from './errors.ts';
import type { Shell } from './shell.ts';

/** Says what a question to an audit log could not look at, each once, and what exit code that means: the verifier's. */
export class AuditGaps {
  exitCode = 0;
  private readonly shell: Shell;
  private readonly told = new Set<string>();

  constructor(shell: Shell) {
    this.shell = shell;
  }

  readonly tell = ({ message }: Gap): void => {
    if (this.told.has(message)) return;
    this.told.add(message);
    this.exitCode = reportError(new Fault('integrity', message), this.shell);
  };
}
